package org.effigy.dataset.image;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.effigy.base.AtomicFiles;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dataset.Parallel;
import org.effigy.dataset.PixelPlane;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dataset.probe.ContentKey;
import org.effigy.dataset.probe.FrameReader;
import org.effigy.dataset.probe.StoredPath;

/** Decodes and preprocesses images into a cache, on all cores, going on where an earlier attempt was interrupted. */
final class CacheFill {
    private static final long MEBIBYTE = 1 << 20;

    private final Path root;
    private final List<IndexEntry> entries;
    private final Preprocessing recipe;
    private final CacheOptions options;

    CacheFill(Path root, List<IndexEntry> entries, Preprocessing recipe, CacheOptions options) {
        this.root = root;
        this.entries = entries;
        this.recipe = recipe;
        this.options = options;
    }

    /** The images of one file: it is opened once for all its frames. */
    private record FileTask(Path file, String contentSha256, List<Integer> images) {}

    /** Makes the file, or returns at once where it is there; it appears under its name when it is complete. */
    void fill(Path file, PixelCache.Shape shape) throws IOException {
        if (complete(file, shape)) {
            return;
        }
        Files.createDirectories(options.folder());
        Path partial = file.resolveSibling(file.getFileName() + AtomicFiles.PARTIAL);
        checkSpace(partial, shape);
        try (PixelCache cache = PixelCache.openForFilling(partial, shape);
                FileLock lock = lock(cache)) {
            if (!lock.isValid()) {
                throw new IOException("the lock on the image cache was lost");
            }
            cache.begin();
            fillMissing(cache);
            cache.channel().force(true);
        }
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean complete(Path file, PixelCache.Shape shape) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (PixelCache cache = PixelCache.openForReading(file, shape)) {
            return cache.matches();
        }
    }

    private void fillMissing(PixelCache cache) throws IOException {
        List<FileTask> tasks = missing(cache);
        if (tasks.isEmpty()) {
            return;
        }
        List<List<String>> failures;
        try (Progress bar = options.progress().start("prepare images", "files", tasks.size())) {
            failures = Parallel.map(tasks, task -> decode(task, cache), bar);
        }
        List<String> all = failures.stream().flatMap(List::stream).toList();
        if (!all.isEmpty() && !options.skipUndecodable()) {
            throw new InputException((all.size() == 1 ? "" : all.size() + " images cannot be decoded; the first is ")
                    + all.get(0) + "; skip undecodable images to leave such ones out");
        }
    }

    private List<FileTask> missing(PixelCache cache) throws IOException {
        Map<String, List<Integer>> byPath = new LinkedHashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            boolean settled = cache.intact(i) || (options.skipUndecodable() && cache.state(i) == PixelCache.FAILED);
            if (!settled) {
                byPath.computeIfAbsent(entries.get(i).path(), p -> new ArrayList<>())
                        .add(i);
            }
        }
        List<FileTask> tasks = new ArrayList<>();
        byPath.forEach((path, images) -> tasks.add(new FileTask(
                StoredPath.resolve(root, path), entries.get(images.get(0)).contentSha256(), images)));
        return tasks;
    }

    /** Returns what went wrong, one line per image. */
    private List<String> decode(FileTask task, PixelCache cache) throws IOException {
        String first = entries.get(task.images().get(0)).name();
        if (!Files.isRegularFile(task.file())) {
            throw new InputException(first + ": the file is no longer in the data folder; index the data again");
        }
        if (!ContentKey.of(task.file()).equals(task.contentSha256())) {
            throw new InputException(first + ": the file has changed since it was indexed; index the data again");
        }
        List<String> failures = new ArrayList<>();
        FrameReader reader = null;
        for (int image : task.images()) {
            IndexEntry entry = entries.get(image);
            try {
                reader = reader == null ? FrameReader.open(task.file()) : reader;
                PixelPlane plane = IndexedPixels.read(reader, entry, recipe.range());
                cache.write(image, finite(recipe.apply(plane, entry.areas().statistics(plane))));
            } catch (InputException e) {
                failures.add(entry.name() + ": " + e.getMessage());
                cache.setState(image, PixelCache.FAILED);
            } catch (RuntimeException e) {
                failures.add(entry.name() + ": the decoder failed on it ("
                        + e.getClass().getSimpleName() + ")");
                cache.setState(image, PixelCache.FAILED);
            }
        }
        return failures;
    }

    private static float[] finite(float[] image) {
        for (float value : image) {
            if (!Float.isFinite(value)) {
                throw new InputException("it has values that are not finite");
            }
        }
        return image;
    }

    private static FileLock lock(PixelCache cache) throws IOException {
        FileLock lock;
        try {
            lock = cache.channel().tryLock();
        } catch (OverlappingFileLockException e) {
            throw inUse(e);
        }
        if (lock == null) {
            throw inUse(null);
        }
        return lock;
    }

    private static InputException inUse(Throwable cause) {
        return new InputException(
                "image cache: another run is filling it; wait for it to finish, or name another cache folder", cause);
    }

    private static void checkSpace(Path partial, PixelCache.Shape shape) throws IOException {
        long there = Files.isRegularFile(partial) ? Files.size(partial) : 0;
        long free = Files.getFileStore(partial.toAbsolutePath().getParent()).getUsableSpace();
        if (there < shape.totalBytes() && free < shape.totalBytes()) {
            throw new InputException("image cache: needs " + shape.totalBytes() / MEBIBYTE + " MiB, " + free / MEBIBYTE
                    + " MiB are free; make room or name another cache folder");
        }
    }
}
