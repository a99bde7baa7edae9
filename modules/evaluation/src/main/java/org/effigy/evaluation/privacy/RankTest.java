package org.effigy.evaluation.privacy;

import java.util.Arrays;

/** The Mann-Whitney test on distances, as the C_T of Meehan et al. 2020, "A non-parametric test to detect data-copying". */
final class RankTest {
    private RankTest() {}

    /**
     * Returns the standardised statistic: near 0 where both come equally near, below 0 where the first come nearer. It is
     * Z = (U - mn/2) / sqrt(mn(m + n + 1)/12), where U counts the pairs in which the first distance is larger, ties half.
     *
     * <p>Differs: one cell instead of a k-means partition; the evaluation gives it by class and subgroup.
     */
    static double z(double[] first, double[] second) {
        double[] sorted = second.clone();
        Arrays.sort(sorted);
        double u = 0;
        for (double value : first) {
            int below = count(sorted, value, false);
            int upTo = count(sorted, value, true);
            u += below + (upTo - below) / 2.0;
        }
        double m = first.length;
        double n = second.length;
        return (u - m * n / 2) / Math.sqrt(m * n * (m + n + 1) / 12);
    }

    /** Returns how many sorted values are below a value, or up to it. */
    private static int count(double[] sorted, double value, boolean equalToo) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value || equalToo && sorted[middle] == value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
