package org.effigy.sampling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.effigy.base.Hashes;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.sampling.GateLog.Rejection;
import org.effigy.sampling.SampleManifest.Entry;

/** Writes images into a folder and keeps its manifest; makes nothing before the first image comes. */
final class FolderWriter implements ImageSampler.Receiver {
    private static final long MANIFEST_EVERY_NANOS = 5_000_000_000L;

    private final Path folder;
    private final SampleManifest manifest;
    private final ImageExporter exporter;
    private final Preprocessing recipe;
    private final Optional<SampleMasks> masks;
    private final Map<Integer, Entry> done;
    private final Set<Integer> withheld;
    private final Map<List<Integer>, Rejection> rejected = new HashMap<>();
    private boolean begun;
    private long saved;

    /** Makes the writer of a folder that may hold some of the manifest's files already. */
    FolderWriter(
            Path folder,
            SampleManifest manifest,
            ImageExporter exporter,
            Preprocessing recipe,
            Optional<SampleMasks> masks)
            throws IOException {
        this.folder = folder;
        this.manifest = manifest;
        this.exporter = exporter;
        this.recipe = recipe;
        this.masks = masks;
        done = intact(folder, manifest);
        withheld = new TreeSet<>(manifest.withheld());
        manifest.gate().rejected().forEach(this::reject);
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

    /** Returns whether an image needs no making: its file is there, or it was withheld, or there is no other in its place. */
    boolean has(int index) {
        boolean refused = manifest.interpolation().isPresent() && rejected.containsKey(List.of(index, 0));
        return done.containsKey(index) || withheld.contains(index) || refused;
    }

    @Override
    public void accept(SampledImage image) throws IOException {
        if (manifest.checks().withholds(image, recipe)) {
            withheld.add(image.index());
            return;
        }
        write(image, 0, "");
    }

    /** Notes that an image was not released. */
    void reject(Rejection rejection) {
        rejected.put(List.of(rejection.index(), rejection.attempt()), rejection);
    }

    /** Returns the descriptors of the images that are there, by index. */
    Map<Integer, String> descriptors() {
        Map<Integer, String> descriptors = new TreeMap<>();
        done.forEach((index, entry) -> descriptors.put(index, entry.descriptor()));
        return descriptors;
    }

    /**
     * Writes an image.
     *
     * @param attempt how many of its index were refused before
     * @param descriptor of the image, "" where no gate looked at it
     */
    void write(SampledImage image, int attempt, String descriptor) throws IOException {
        if (!begun) {
            // Before the file, so that no stop leaves a folder of files without a manifest.
            save();
        }
        String name = ImageExporter.fileName(image.index(), manifest.export().format());
        ImageExporter.Written hashes = exporter.write(folder.resolve(name), image);
        String seed = String.valueOf(image.seed());
        Entry entry = new Entry(
                image.index(),
                seed,
                image.className(),
                name,
                hashes.sha256(),
                hashes.unsignedSha256(),
                attempt,
                descriptor,
                image.covariates());
        done.put(image.index(), entry);
        if (System.nanoTime() - saved > MANIFEST_EVERY_NANOS) {
            save();
        }
    }

    /** Writes the manifest of all images so far and returns it. */
    SampleManifest save() throws IOException {
        Files.createDirectories(folder);
        if (!begun && masks.isPresent()) {
            masks.get().write(folder);
        }
        SampleManifest current = manifest.withImages(
                List.copyOf(done.values()),
                List.copyOf(withheld),
                manifest.gate().withRejected(List.copyOf(rejected.values())));
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
