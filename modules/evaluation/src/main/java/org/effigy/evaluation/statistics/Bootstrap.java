package org.effigy.evaluation.statistics;

import java.util.Arrays;
import java.util.Random;
import org.effigy.base.Seeds;
import org.effigy.evaluation.Estimate;

/**
 * The bootstrap by patient (Efron and Tibshirani 1993, section 8.3, with patients as units): each replicate draws as many patients
 * as there are, with replacement, and takes all images of each as often as it was drawn.
 *
 * @param seed with the purpose it decides all draws
 * @param purpose names the set, so that sets are drawn apart
 * @param replicates number of draws
 */
public record Bootstrap(long seed, String purpose, int replicates) {
    private static final double LOW = 0.025;
    private static final double HIGH = 0.975;

    /**
     * Returns how often each image is taken in a replicate.
     *
     * @param patients a number from 0 for each image
     */
    public int[] weights(int[] patients, int replicate) {
        int count = Arrays.stream(patients).max().orElse(-1) + 1;
        boolean[] present = new boolean[count];
        for (int patient : patients) {
            present[patient] = true;
        }
        int[] units = new int[count];
        int n = 0;
        for (int i = 0; i < count; i++) {
            if (present[i]) {
                units[n++] = i;
            }
        }
        Random random = Seeds.of(seed, "bootstrap " + purpose, replicate);
        int[] drawn = new int[count];
        for (int i = 0; i < n; i++) {
            drawn[units[random.nextInt(n)]]++;
        }
        int[] weights = new int[patients.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = drawn[patients[i]];
        }
        return weights;
    }

    /** Returns an estimate with the percentiles of its replicates; linear between order statistics. */
    public static Estimate estimate(double value, double[] replicates) {
        double[] sorted = replicates.clone();
        Arrays.sort(sorted);
        return new Estimate(value, percentile(sorted, LOW), percentile(sorted, HIGH));
    }

    static double percentile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /**
     * Returns the replicates of a mean.
     *
     * @param values one for each image
     */
    public double[] means(double[] values, int[] patients) {
        double[] out = new double[replicates];
        for (int r = 0; r < replicates; r++) {
            int[] weights = weights(patients, r);
            double sum = 0;
            long count = 0;
            for (int i = 0; i < values.length; i++) {
                sum += weights[i] * values[i];
                count += weights[i];
            }
            out[r] = sum / count;
        }
        return out;
    }
}
