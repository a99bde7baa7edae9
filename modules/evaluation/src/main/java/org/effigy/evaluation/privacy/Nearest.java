package org.effigy.evaluation.privacy;

import org.effigy.base.Check;

/**
 * The nearest training image to each image of a set in one space.
 *
 * @param at rows in the training set
 * @param first distances to them
 * @param second distances to the second nearest training images
 */
@SuppressWarnings("ArrayRecordComponent")
record Nearest(int[] at, double[] first, double[] second) {
    Nearest {
        Check.sameLength("first", first.length, at.length);
        Check.sameLength("second", second.length, at.length);
    }

    int size() {
        return at.length;
    }

    /** Returns distance to the nearest over that to the second nearest; 1 where both are 0. */
    double ratio(int row) {
        return second[row] == 0 ? 1 : first[row] / second[row];
    }
}
