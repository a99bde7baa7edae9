package org.effigy.evaluation.statistics;

import java.util.stream.IntStream;
import org.effigy.base.Check;

/**
 * DeLong's test of two areas under the receiver operating characteristic over the same cases (DeLong, DeLong and Clarke-Pearson
 * 1988), by mid-ranks (Sun and Xu 2014). It takes the cases for independent, so several images of one patient make it too
 * sure of itself.
 */
public final class DeLong {
    private DeLong() {}

    /**
     * What the test says.
     *
     * @param first the area of the first scores
     * @param second the area of the second scores
     * @param standardError of first - second
     * @param z (first - second) / standardError; 0 where both are 0
     * @param p two-sided
     */
    public record Comparison(double first, double second, double standardError, double z, double p) {}

    /** The area, and the share of it that each positive and each negative contributes. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Components(double area, double[] ofPositives, double[] ofNegatives) {}

    /**
     * Compares two scores of the same cases.
     *
     * @param first higher for what is rather positive
     * @param second the same cases by another score
     * @param positive the truth, with at least two positives and two negatives
     */
    public static Comparison compare(double[] first, double[] second, boolean[] positive) {
        Check.sameLength("second", second.length, first.length);
        Check.sameLength("positive", positive.length, first.length);
        Components a = components(first, positive);
        Components b = components(second, positive);
        Check.argument(
                a.ofPositives().length >= 2 && a.ofNegatives().length >= 2,
                () -> "DeLong's test needs at least two positives and two negatives");
        double variance =
                meanVariance(a.ofPositives(), b.ofPositives()) + meanVariance(a.ofNegatives(), b.ofNegatives());
        double error = Math.sqrt(variance);
        double difference = a.area() - b.area();
        double z = difference == 0 ? 0 : difference / error;
        return new Comparison(a.area(), b.area(), error, z, 2 * Normal.above(Math.abs(z)));
    }

    private static Components components(double[] scores, boolean[] positive) {
        double[] positives = of(scores, positive, true);
        double[] negatives = of(scores, positive, false);
        double[] all = midRanks(scores);
        double[] ranksOfPositives = of(all, positive, true);
        double[] ranksOfNegatives = of(all, positive, false);
        double[] amongPositives = midRanks(positives);
        double[] amongNegatives = midRanks(negatives);
        double area = 0;
        for (int i = 0; i < positives.length; i++) {
            ranksOfPositives[i] = (ranksOfPositives[i] - amongPositives[i]) / negatives.length;
            area += ranksOfPositives[i] / positives.length;
        }
        for (int j = 0; j < negatives.length; j++) {
            ranksOfNegatives[j] = 1 - (ranksOfNegatives[j] - amongNegatives[j]) / positives.length;
        }
        return new Components(area, ranksOfPositives, ranksOfNegatives);
    }

    private static double[] of(double[] values, boolean[] positive, boolean wanted) {
        return IntStream.range(0, values.length)
                .filter(i -> positive[i] == wanted)
                .mapToDouble(i -> values[i])
                .toArray();
    }

    /** Ranks from 1; equal values share the mean of their ranks. */
    private static double[] midRanks(double[] values) {
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted((a, b) -> Double.compare(values[a], values[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] ranks = new double[values.length];
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + 1 + to) / 2.0;
            }
            from = to;
        }
        return ranks;
    }

    /** The variance of the mean of a - b. */
    private static double meanVariance(double[] a, double[] b) {
        double mean = 0;
        for (int i = 0; i < a.length; i++) {
            mean += (a[i] - b[i]) / a.length;
        }
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i] - mean) * (a[i] - b[i] - mean);
        }
        return sum / (a.length - 1) / a.length;
    }
}
