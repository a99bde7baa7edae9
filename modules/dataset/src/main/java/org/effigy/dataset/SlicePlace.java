package org.effigy.dataset;

import org.effigy.base.Check;

/**
 * Where an image lies among those of its series.
 *
 * @param series number of the series, from 0 in the order of the paths; -1 for an image that belongs to none
 * @param stack number of the stack within the series, from 0: slices of one orientation, size, spacing and kernel
 * @param slice place among the distinct positions of the stack, from 0 along its normal; -1 where no position is stated
 * @param offsetMm distance from the first slice of the stack along the normal, 0 where no position is stated
 */
public record SlicePlace(int series, int stack, int slice, double offsetMm) {
    /** The place of an image that belongs to no series. */
    public static final SlicePlace NONE = new SlicePlace(-1, 0, -1, 0);

    public SlicePlace {
        Check.inRange("series", series, -1, Integer.MAX_VALUE);
        Check.inRange("stack", stack, 0, Integer.MAX_VALUE);
        Check.inRange("slice", slice, -1, Integer.MAX_VALUE);
        Check.inRange("offsetMm", offsetMm, 0, Double.MAX_VALUE);
    }
}
