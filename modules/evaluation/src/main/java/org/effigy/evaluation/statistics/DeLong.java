package org.effigy.evaluation.statistics;

import java.util.Arrays;
import org.effigy.base.Check;

/**
 * The comparison of two areas under ROC curves of the same cases by DeLong, DeLong and Clarke-Pearson (1988).
 *
 * @param first the area of the first scores
 * @param second the area of the second scores
 * @param variance of their difference
 * @param z their difference over its standard error
 * @param p two-sided
 */
public record DeLong(double first, double second, double variance, double z, double p) {
    /**
     * For each case, the share of the other class that is on the right side of it, equal scores counted half.
     *
     * @param ofPositives negatives below each positive
     * @param ofNegatives positives above each negative
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Placements(double[] ofPositives, double[] ofNegatives) {}

    /** Compares the areas of two scores of the same cases. */
    public static DeLong compare(double[] first, double[] second, boolean[] positive) {
        Placements a = placements(first, positive);
        Placements b = placements(second, positive);
        double[] positives = difference(a.ofPositives(), b.ofPositives());
        double[] negatives = difference(a.ofNegatives(), b.ofNegatives());
        double variance = variance(positives) / positives.length + variance(negatives) / negatives.length;
        double areaA = mean(a.ofPositives());
        double areaB = mean(b.ofPositives());
        double z = variance > 0 ? (areaA - areaB) / Math.sqrt(variance) : 0;
        return new DeLong(areaA, areaB, variance, z, 2 * Normal.upper(Math.abs(z)));
    }

    static Placements placements(double[] scores, boolean[] positive) {
        Check.sameLength("positive", positive.length, scores.length);
        double[] positives = pick(scores, positive, true);
        double[] negatives = pick(scores, positive, false);
        Check.argument(
                positives.length > 0 && negatives.length > 0,
                () -> "there are " + positives.length + " positives among " + scores.length
                        + "; both classes are needed");
        double[] sortedPositives = sorted(positives);
        double[] sortedNegatives = sorted(negatives);
        double[] x = Arrays.stream(positives)
                .map(s -> below(sortedNegatives, s) / negatives.length)
                .toArray();
        double[] y = Arrays.stream(negatives)
                .map(s -> 1 - below(sortedPositives, s) / positives.length)
                .toArray();
        return new Placements(x, y);
    }

    private static double[] pick(double[] scores, boolean[] positive, boolean wanted) {
        double[] out = new double[scores.length];
        int n = 0;
        for (int i = 0; i < scores.length; i++) {
            if (positive[i] == wanted) {
                out[n++] = scores[i];
            }
        }
        return Arrays.copyOf(out, n);
    }

    private static double[] sorted(double[] values) {
        double[] out = values.clone();
        Arrays.sort(out);
        return out;
    }

    /** Returns how many values lie below, equal ones counted half. */
    private static double below(double[] sorted, double value) {
        return (bound(sorted, value, false) + bound(sorted, value, true)) / 2.0;
    }

    /** Returns how many values are less than this, or not more. */
    private static int bound(double[] sorted, double value, boolean withEqual) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) / 2;
            if (sorted[middle] < value || withEqual && sorted[middle] == value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double[] difference(double[] a, double[] b) {
        double[] out = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            out[i] = a[i] - b[i];
        }
        return out;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return values.length > 1 ? sum / (values.length - 1) : 0;
    }
}
