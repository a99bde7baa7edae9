package org.effigy.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.effigy.base.AtomicFiles;

/**
 * Folders of many images, made once: hard links to copies of the shared data, or simulated slices where that is not there.
 * Links cost no space, and each file is still opened, read and hashed as any other.
 */
final class ScalingFolders {
    private static final int PHANTOM_PIXELS = 64;
    private static final int PHANTOMS = 200;
    private static final int FILES_PER_FOLDER = 1000;

    private final Path folder;
    private final Path data;

    /** Makes folders below the first one, of the data of the other: {@code ct-dicom} and {@code cxr128}. */
    ScalingFolders(Path folder, Path data) {
        this.folder = folder;
        this.data = data;
    }

    /** Returns what the folders are made of, for the records. */
    String source() throws IOException {
        int slices = files(data.resolve("ct-dicom"), ".dcm").size();
        int radiographs = files(data.resolve("cxr128"), ".png").size();
        return slices + " CT slices and " + radiographs + " radiographs" + (slices == 0 ? ", else simulated" : "");
    }

    /** Returns a folder of so many DICOM files, the slices over and over. */
    Path slices(int count) throws IOException, InterruptedException {
        List<Path> slices = files(data.resolve("ct-dicom"), ".dcm");
        return slices.isEmpty()
                ? linked("phantom-links", files(phantoms(PHANTOMS), ".dcm"), count)
                : linked("slices", slices, count);
    }

    /** Returns a folder of so many different images: radiographs, or simulated slices where there are not as many. */
    Path images(int count) throws IOException, InterruptedException {
        List<Path> radiographs = files(data.resolve("cxr128"), ".png");
        return radiographs.size() < count ? phantoms(count) : linked("radiographs", radiographs, count);
    }

    /** Returns a folder of so many simulated slices. */
    Path phantoms(int slices) throws IOException, InterruptedException {
        Path made = folder.resolve("phantoms-" + slices);
        if (!Files.exists(made)) {
            CommandTiming.of(
                    "phantom", made.toString(), "-n", String.valueOf(slices), "--size", String.valueOf(PHANTOM_PIXELS));
        }
        return made;
    }

    private static List<Path> files(Path root, String ending) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(root)) {
            return tree.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    /** Copies the originals that are needed into the folder first: a hard link does not leave its file system. */
    private Path linked(String name, List<Path> originals, int count) throws IOException {
        Path made = folder.resolve(name + "-" + count);
        if (Files.exists(made)) {
            return made;
        }
        Path partial = folder.resolve(name + "-" + count + AtomicFiles.PARTIAL);
        AtomicFiles.deleteTree(partial);
        Path copies = Files.createDirectories(folder.resolve(name));
        for (int i = 0; i < count; i++) {
            Path original = originals.get(i % originals.size());
            Path copy = copies.resolve(original.getFileName().toString());
            if (!Files.exists(copy)) {
                Files.copy(original, copy);
            }
            Path place = Files.createDirectories(partial.resolve(String.valueOf(i / FILES_PER_FOLDER)));
            Files.createLink(place.resolve(i + "-" + copy.getFileName()), copy);
        }
        return Files.move(partial, made);
    }
}
