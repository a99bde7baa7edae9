package org.effigy.sampling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.effigy.base.Hashes;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.sampling.SampleManifest.Entry;

/** Writes images into a folder and keeps its manifest; makes nothing before the first image comes. */
final class FolderWriter implements ImageSampler.Receiver {
    private static final long MANIFEST_EVERY_NANOS = 5_000_000_000L;

    private final Path folder;
    private final SampleManifest manifest;
    private final ImageExporter exporter;
    private final Preprocessing recipe;
    private final Map<Integer, Entry> done;
    private final Set<Integer> withheld;
    private boolean begun;
    private long saved;

    /** Makes the writer of a folder that may hold some of the manifest's files already. */
    FolderWriter(Path folder, SampleManifest manifest, ImageExporter exporter, Preprocessing recipe)
            throws IOException {
        this.folder = folder;
        this.manifest = manifest;
        this.exporter = exporter;
        this.recipe = recipe;
        done = intact(folder, manifest);
        withheld = new TreeSet<>(manifest.withheld());
    }

    private static Map<Integer, Entry> intact(Path folder, SampleManifest manifest) throws IOException {
        Map<Integer, Entry> intact = new TreeMap<>();
        for (Entry entry : manifest.images()) {
            Path file = folder.resolve(entry.file());
            if (Files.isRegularFile(file) && Hashes.sha256(file).equals(entry.sha256())) {
                intact.put(entry.index(), entry);
            }
        }
        return intact;
    }

    /** Returns whether an image needs no making: its file is there, or it was withheld. */
    boolean has(int index) {
        return done.containsKey(index) || withheld.contains(index);
    }

    @Override
    public void accept(SampledImage image) throws IOException {
        if (manifest.checks().withholds(image, recipe)) {
            withheld.add(image.index());
            return;
        }
        if (!begun) {
            // Before the file, so that no stop leaves a folder of files without a manifest.
            save();
        }
        String name = ImageExporter.fileName(image.index(), manifest.export().format());
        ImageExporter.Written hashes = exporter.write(folder.resolve(name), image);
        String seed = String.valueOf(image.seed());
        done.put(
                image.index(),
                new Entry(image.index(), seed, image.className(), name, hashes.sha256(), hashes.unsignedSha256()));
        if (System.nanoTime() - saved > MANIFEST_EVERY_NANOS) {
            save();
        }
    }

    /** Writes the manifest of all images so far and returns it. */
    SampleManifest save() throws IOException {
        Files.createDirectories(folder);
        SampleManifest current = manifest.withImages(List.copyOf(done.values()), List.copyOf(withheld));
        current.write(folder);
        begun = true;
        saved = System.nanoTime();
        return current;
    }

    /** Writes the manifest where an image was written; where none was, everything stays as it is. */
    void saveIfBegun() throws IOException {
        if (begun) {
            save();
        }
    }
}
