package org.effigy.evaluation.radiomics;

import java.util.Arrays;
import java.util.List;

/** First-order statistics of the values of an image. */
final class FirstOrder {
    static final List<String> NAMES = List.of(
            "10Percentile",
            "90Percentile",
            "Energy",
            "Entropy",
            "InterquartileRange",
            "Kurtosis",
            "Maximum",
            "MeanAbsoluteDeviation",
            "Mean",
            "Median",
            "Minimum",
            "Range",
            "RobustMeanAbsoluteDeviation",
            "RootMeanSquared",
            "Skewness",
            "TotalEnergy",
            "Uniformity",
            "Variance");

    private FirstOrder() {}

    /**
     * Returns the features by {@link #NAMES}.
     *
     * @param shift added to values where they are squared, so that negative ones count less
     */
    static double[] of(Plane plane, GreyLevels levels, double shift) {
        double[] sorted = plane.values().clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        double mean = mean(sorted, 0, n);
        double[] moments = moments(sorted, mean);
        double low = percentile(sorted, 10);
        double high = percentile(sorted, 90);
        double energy = 0;
        double deviation = 0;
        for (double value : sorted) {
            energy += (value + shift) * (value + shift);
            deviation += Math.abs(value - mean);
        }
        double entropy = 0;
        double uniformity = 0;
        for (int count : levels.counts()) {
            if (count > 0) {
                double p = (double) count / n;
                entropy -= p * Logs.log2(p + Logs.EPSILON);
                uniformity += p * p;
            }
        }
        double variance = moments[0];
        return new double[] {
            low,
            high,
            energy,
            entropy,
            percentile(sorted, 75) - percentile(sorted, 25),
            variance == 0 ? 0 : moments[2] / (variance * variance),
            sorted[n - 1],
            deviation / n,
            mean,
            percentile(sorted, 50),
            sorted[0],
            sorted[n - 1] - sorted[0],
            robustDeviation(sorted, low, high),
            Math.sqrt(energy / n),
            variance == 0 ? 0 : moments[1] / Math.pow(variance, 1.5),
            energy,
            uniformity,
            variance
        };
    }

    private static double mean(double[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum / (to - from);
    }

    /** Returns the central moments 2, 3 and 4. */
    private static double[] moments(double[] values, double mean) {
        double[] sums = new double[3];
        for (double value : values) {
            double d = value - mean;
            sums[0] += d * d;
            sums[1] += d * d * d;
            sums[2] += d * d * d * d;
        }
        for (int i = 0; i < 3; i++) {
            sums[i] /= values.length;
        }
        return sums;
    }

    /** Returns a percentile, linear between order statistics. */
    static double percentile(double[] sorted, double percent) {
        double place = percent / 100 * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    private static double robustDeviation(double[] sorted, double low, double high) {
        int from = 0;
        while (sorted[from] < low) {
            from++;
        }
        int to = sorted.length;
        while (sorted[to - 1] > high) {
            to--;
        }
        if (to <= from) {
            return 0;
        }
        double mean = mean(sorted, from, to);
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += Math.abs(sorted[i] - mean);
        }
        return sum / (to - from);
    }
}
