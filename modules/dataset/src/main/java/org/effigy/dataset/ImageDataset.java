package org.effigy.dataset;

import java.io.IOException;
import java.util.List;

/**
 * The images of one split as network input, decoded and preprocessed once and then read from a memory-mapped file, so
 * that memory stays bounded whatever their number. Safe for use by several threads.
 */
public final class ImageDataset implements AutoCloseable {
    private ImageDataset() {}

    /**
     * Opens the images of a split, filling the cache where it is missing.
     *
     * @throws org.effigy.base.InputException if the split is empty, an image cannot be decoded, or a file changed since it
     *     was indexed
     */
    public static ImageDataset open(DatasetIndex index, Split split, Preprocessing recipe, CacheOptions cache)
            throws IOException {
        throw new UnsupportedOperationException("follows");
    }

    /** Returns the number of images. */
    public int size() {
        throw new UnsupportedOperationException("follows");
    }

    /** Returns the number of values of an image, size * size. */
    public int imageLength() {
        throw new UnsupportedOperationException("follows");
    }

    /** Copies image i, values in [-1, 1] and shape (size, size), to the array from the offset on. */
    public void read(int i, float[] out, int offset) {
        throw new UnsupportedOperationException("follows");
    }

    /** Returns the class of image i, its place in {@link #classes()}, or -1 without labels. */
    public int label(int i) {
        throw new UnsupportedOperationException("follows");
    }

    /** Returns the index id of image i. */
    public int id(int i) {
        throw new UnsupportedOperationException("follows");
    }

    /** Returns the classes of the whole index, in alphabetical order; empty without labels. */
    public List<String> classes() {
        throw new UnsupportedOperationException("follows");
    }

    /** Returns for each class the images (0 to size - 1) that belong to it. */
    public List<int[]> imagesByClass() {
        throw new UnsupportedOperationException("follows");
    }

    @Override
    public void close() {}
}
