package org.effigy.evaluation.features;

import java.util.Arrays;
import org.effigy.base.Check;

/**
 * The features of a set of images, a row for each image in the order of the set.
 *
 * @param rows number of images
 * @param width number of features
 * @param values shape (rows, width), finite; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record FeatureTable(int rows, int width, float[] values) {
    public FeatureTable {
        Check.sameLength("values", values.length, Math.multiplyExact(rows, width));
    }

    /** Returns one value. */
    public float at(int row, int feature) {
        return values[row * width + feature];
    }

    /** Returns a row; a copy. */
    public float[] row(int row) {
        return Arrays.copyOfRange(values, row * width, (row + 1) * width);
    }
}
