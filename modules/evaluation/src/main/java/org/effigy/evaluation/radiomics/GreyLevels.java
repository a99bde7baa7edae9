package org.effigy.evaluation.radiomics;

/**
 * An image in grey levels 1 to Ng of fixed width: bins begin at a multiple of the width, the lowest holds the least value.
 *
 * @param side of the square
 * @param levels from 1, rows first
 * @param most the highest level, Ng
 * @param counts pixels of each level, from 0; those of level 0 are none
 */
@SuppressWarnings("ArrayRecordComponent")
record GreyLevels(int side, int[] levels, int most, int[] counts) {
    /** Wider ranges are cut in as many levels as these, so that a single bright pixel cannot fill the memory. */
    static final int MOST_LEVELS = 1024;

    /** Discretises an image. */
    static GreyLevels of(Plane plane, double binWidth) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double value : plane.values()) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        double width = Math.max(binWidth, (high - low) / (MOST_LEVELS - 1));
        double start = Math.floor(low / width) * width;
        int[] levels = new int[plane.values().length];
        int most = 1;
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (int) Math.floor((plane.values()[i] - start) / width) + 1;
            most = Math.max(most, levels[i]);
        }
        int[] counts = new int[most + 1];
        for (int level : levels) {
            counts[level]++;
        }
        return new GreyLevels(plane.side(), levels, most, counts);
    }
}
