package org.effigy.evaluation.utility;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.statistics.Bootstrap;

/**
 * One draw of the bootstrap, the same for all arms: as many patients as there are, with replacement, and as many seeds.
 *
 * @param times how often each image counts: as often as its patient was drawn
 * @param seeds how often each seed counts
 */
@SuppressWarnings("ArrayRecordComponent")
record Resample(int[] times, int[] seeds) {
    /** Fewer than this share of draws with a value make no interval. */
    private static final double LEAST_SHARE = 0.9;

    /** Returns the images themselves: each counts once, and each seed. */
    static Resample none(int images, int seeds) {
        int[] times = new int[images];
        Arrays.fill(times, 1);
        int[] all = new int[seeds];
        Arrays.fill(all, 1);
        return new Resample(times, all);
    }

    /** Returns draw number r: patients of the bootstrap "utility", seeds of the bootstrap "utility seeds". */
    static Resample of(int[] patients, int seeds, long seed, int r) {
        int[] numbers = IntStream.range(0, seeds).toArray();
        return new Resample(
                new Bootstrap(seed, "utility", 1).weights(patients, r),
                new Bootstrap(seed, "utility seeds", 1).weights(numbers, r));
    }

    /**
     * Returns a value with the 2.5th and 97.5th percentiles of its replicates, interpolated as numpy does; empty if it is not a
     * number, or too few replicates are.
     */
    static Optional<Estimate> estimate(double value, double[] replicates) {
        double[] numbers =
                Arrays.stream(replicates).filter(r -> !Double.isNaN(r)).toArray();
        if (Double.isNaN(value) || numbers.length == 0 || numbers.length < LEAST_SHARE * replicates.length) {
            return Optional.empty();
        }
        return Optional.of(Bootstrap.estimate(value, numbers));
    }
}
