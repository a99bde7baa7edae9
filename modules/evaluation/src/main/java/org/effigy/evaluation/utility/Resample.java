package org.effigy.evaluation.utility;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.effigy.base.Seeds;
import org.effigy.evaluation.Estimate;

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

    /**
     * Returns draw number r: patients in the order of their first image, by so many {@code nextInt(patients)}, then seeds by
     * so many {@code nextInt(seeds)}, of the stream "utility bootstrap" r.
     */
    static Resample of(int[] patients, int seeds, long seed, int r) {
        Map<Integer, Integer> places = new HashMap<>();
        int[] place = Arrays.stream(patients)
                .map(patient -> places.computeIfAbsent(patient, p -> places.size()))
                .toArray();
        Random random = Seeds.of(seed, "utility bootstrap", r);
        int[] drawn = drawn(random, places.size());
        return new Resample(Arrays.stream(place).map(p -> drawn[p]).toArray(), drawn(random, seeds));
    }

    private static int[] drawn(Random random, int n) {
        int[] times = new int[n];
        IntStream.range(0, n).forEach(i -> times[random.nextInt(n)]++);
        return times;
    }

    /**
     * Returns a value with the 2.5th and 97.5th percentiles of its replicates, interpolated as numpy does; empty if it is not a
     * number, or too few replicates are.
     */
    static Optional<Estimate> estimate(double value, double[] replicates) {
        double[] sorted =
                Arrays.stream(replicates).filter(r -> !Double.isNaN(r)).sorted().toArray();
        if (Double.isNaN(value) || sorted.length == 0 || sorted.length < LEAST_SHARE * replicates.length) {
            return Optional.empty();
        }
        return Optional.of(new Estimate(value, percentile(sorted, 0.025), percentile(sorted, 0.975)));
    }

    private static double percentile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
