package org.effigy.dataset.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.effigy.base.Check;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.dataset.PixelAreas;
import org.effigy.dataset.Split;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;

/**
 * The images of one split as network input, decoded and preprocessed once and then read from a memory-mapped file, so
 * that memory stays bounded whatever their number. Safe for use by several threads.
 */
public final class ImageDataset implements AutoCloseable {
    private final List<IndexEntry> entries;
    private final int[] places;
    private final int[] labels;
    private final List<String> classes;
    private MappedPixels pixels;
    private final int imageLength;

    private ImageDataset(List<IndexEntry> entries, int[] places, List<String> classes, MappedPixels pixels) {
        this.entries = entries;
        this.places = places;
        this.classes = classes;
        this.labels = Arrays.stream(places)
                .map(place -> classes.indexOf(entries.get(place).label()))
                .toArray();
        this.pixels = pixels;
        this.imageLength = pixels.imageLength();
    }

    /**
     * Opens the images of a split, filling the cache where it is missing.
     *
     * @throws InputException if the split is empty, an image cannot be decoded, or a file changed since it was indexed
     */
    public static ImageDataset open(DatasetIndex index, Split split, Preprocessing recipe, CacheOptions cache)
            throws IOException {
        List<IndexEntry> entries = index.entries(split);
        if (entries.isEmpty()) {
            throw new InputException("index: the split " + split.name().toLowerCase(Locale.ROOT)
                    + " has no image; index again with other shares of the parts");
        }
        PixelCache.Shape shape = new PixelCache.Shape(
                key(entries, recipe), entries.size(), recipe.size().pixels());
        Path file = cache.folder().toAbsolutePath().resolve(shape.key() + ".pixels");
        new CacheFill(Path.of(index.root()), entries, recipe, cache).fill(file, shape);
        int[] places = decoded(entries, file, shape, cache);
        return new ImageDataset(entries, places, index.classes(), new MappedPixels(file, shape));
    }

    /** Returns the number of images. */
    public int size() {
        return places.length;
    }

    /** Returns the number of values of an image, rows times columns. */
    public int imageLength() {
        return imageLength;
    }

    /** Copies image i, values in [-1, 1] and shape (rows, columns), to the array from the offset on. */
    public void read(int i, float[] out, int offset) {
        Check.argument(pixels != null, () -> "the data set is closed");
        pixels.read(places[i], out, offset);
    }

    /** Returns the class of image i, its place in {@link #classes()}, or -1 without labels. */
    public int label(int i) {
        return labels[i];
    }

    /** Returns the index's entry of image i. */
    IndexEntry entry(int i) {
        return entries.get(places[i]);
    }

    /** Returns the index id of image i. */
    public int id(int i) {
        return entries.get(places[i]).id();
    }

    /** Returns the classes of the whole index, in alphabetical order; empty without labels. */
    public List<String> classes() {
        return classes;
    }

    /** Returns for each class the images (0 to size - 1) that belong to it. */
    public List<int[]> imagesByClass() {
        return IntStream.range(0, classes.size())
                .mapToObj(c ->
                        IntStream.range(0, size()).filter(i -> labels[i] == c).toArray())
                .toList();
    }

    /** Lets go of the memory map; the cache stays for the next time. */
    @Override
    public void close() {
        pixels = null;
    }

    /** Names what the cache holds: which pixels, in which order, prepared how. */
    private static String key(List<IndexEntry> entries, Preprocessing recipe) {
        StringBuilder text =
                new StringBuilder("pixels 1\n").append(Json.line(recipe)).append('\n');
        for (IndexEntry e : entries) {
            text.append(e.contentSha256()).append(' ').append(e.frame());
            if (!e.areas().equals(PixelAreas.NONE)) {
                text.append(' ').append(Json.line(e.areas()));
            }
            text.append('\n');
        }
        return Hashes.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static int[] decoded(List<IndexEntry> entries, Path file, PixelCache.Shape shape, CacheOptions options)
            throws IOException {
        List<Integer> places = new ArrayList<>();
        try (PixelCache cache = PixelCache.openForReading(file, shape)) {
            for (int i = 0; i < entries.size(); i++) {
                if (cache.state(i) != PixelCache.FAILED) {
                    places.add(i);
                } else if (!options.skipUndecodable()) {
                    throw new InputException(
                            entries.get(i).name() + ": cannot be decoded; skip undecodable images to leave it out");
                }
            }
        }
        if (places.isEmpty()) {
            throw new InputException("none of the " + entries.size() + " images can be decoded; check the data");
        }
        return places.stream().mapToInt(place -> place).toArray();
    }
}
