package org.effigy.evaluation.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.effigy.base.Check;

/**
 * The scores of cases, some of them positive, in order; and what follows from moving a threshold over them. A case can count
 * several times, as in a resample of a bootstrap: sorted once, asked often. Safe for use by several threads.
 */
public final class ScoreCurve {
    /** The cases by falling score. */
    private final int[] order;

    private final boolean[] positive;
    /** For each place in the order, whether the next case has a lower score. */
    private final boolean[] stepEnds;

    /**
     * Sorts the cases.
     *
     * @param scores higher for what is rather positive; numbers
     * @param positive the truth, one per score
     */
    public ScoreCurve(double[] scores, boolean[] positive) {
        Check.sameLength("positive", positive.length, scores.length);
        Check.argument(Arrays.stream(scores).noneMatch(Double::isNaN), () -> "a score is not a number");
        this.positive = positive.clone();
        order = IntStream.range(0, scores.length)
                .boxed()
                .sorted((a, b) -> Double.compare(scores[b], scores[a]))
                .mapToInt(Integer::intValue)
                .toArray();
        stepEnds = new boolean[order.length];
        for (int i = 0; i < order.length; i++) {
            stepEnds[i] = i == order.length - 1 || scores[order[i]] != scores[order[i + 1]];
        }
    }

    /** Returns 1 for each of so many cases. */
    public static int[] once(int cases) {
        int[] times = new int[cases];
        Arrays.fill(times, 1);
        return times;
    }

    /** Hears the counts above a threshold, once per threshold from the highest on. */
    @FunctionalInterface
    private interface Visitor {
        void visit(long truePositives, long falsePositives);
    }

    private void walk(int[] times, Visitor visitor) {
        Check.sameLength("times", times.length, order.length);
        long truePositives = 0;
        long falsePositives = 0;
        for (int i = 0; i < order.length; i++) {
            if (positive[order[i]]) {
                truePositives += times[order[i]];
            } else {
                falsePositives += times[order[i]];
            }
            if (stepEnds[i]) {
                visitor.visit(truePositives, falsePositives);
            }
        }
    }

    /** Returns how many of the cases that count are positive. */
    public long positives(int[] times) {
        return IntStream.range(0, times.length)
                .filter(i -> positive[i])
                .mapToLong(i -> times[i])
                .sum();
    }

    /** Returns how many of the cases that count are negative. */
    public long negatives(int[] times) {
        return Arrays.stream(times).asLongStream().sum() - positives(times);
    }

    /**
     * Returns the area under the receiver operating characteristic: the probability that a positive's score is above a
     * negative's, equal ones counted half (Hanley and McNeil 1982). Not a number without positives or without negatives.
     *
     * @param times how often each case counts
     */
    public double rocArea(int[] times) {
        double[] sum = {0};
        long[] before = {0, 0};
        walk(times, (truePositives, falsePositives) -> {
            // Negatives of this step lie below all positives before it, and beside those of the step.
            long negatives = falsePositives - before[1];
            sum[0] += negatives * (before[0] + truePositives) / 2.0;
            before[0] = truePositives;
            before[1] = falsePositives;
        });
        return before[0] == 0 || before[1] == 0 ? Double.NaN : sum[0] / ((double) before[0] * before[1]);
    }

    /**
     * Returns the average precision, the area under the precision-recall curve without interpolation: the sum over thresholds of
     * the growth of recall times precision. Not a number without positives.
     *
     * @param times how often each case counts
     */
    public double averagePrecision(int[] times) {
        double[] sum = {0};
        long[] before = {0};
        walk(times, (truePositives, falsePositives) -> {
            if (truePositives > before[0]) {
                sum[0] += (truePositives - before[0]) * ((double) truePositives / (truePositives + falsePositives));
                before[0] = truePositives;
            }
        });
        return before[0] == 0 ? Double.NaN : sum[0] / before[0];
    }

    /**
     * Returns the largest sensitivity of a threshold whose specificity is at least so many percent; thresholds lie between
     * scores, nothing is interpolated. Not a number without positives or without negatives.
     *
     * @param times how often each case counts
     * @param percent 0 to 100
     */
    public double sensitivity(int[] times, int percent) {
        Check.inRange("percent", percent, 0, 100);
        long positives = positives(times);
        long negatives = negatives(times);
        long[] best = {0};
        walk(times, (truePositives, falsePositives) -> {
            if (100 * falsePositives <= (100 - percent) * negatives) {
                best[0] = truePositives;
            }
        });
        return positives == 0 || negatives == 0 ? Double.NaN : (double) best[0] / positives;
    }
}
