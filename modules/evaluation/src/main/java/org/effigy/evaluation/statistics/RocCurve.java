package org.effigy.evaluation.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.effigy.base.Check;

/** What scores say of two classes: higher scores speak for the positive one. */
public final class RocCurve {
    private RocCurve() {}

    /**
     * Returns the area under the ROC curve: the probability that a positive's score is above a negative's, equal ones counted half.
     *
     * @throws IllegalArgumentException if a class is missing
     */
    public static double area(double[] scores, boolean[] positive) {
        DeLong.Placements placed = DeLong.placements(scores, positive);
        double sum = 0;
        for (double value : placed.ofPositives()) {
            sum += value;
        }
        return sum / placed.ofPositives().length;
    }

    /**
     * Returns the average precision: the sum over thresholds of the precision there times the step in recall (no interpolation);
     * equal scores are one threshold.
     */
    public static double averagePrecision(double[] scores, boolean[] positive) {
        int[] order = descending(scores, positive);
        int positives = count(positive, true);
        double sum = 0;
        int found = 0;
        int before = 0;
        for (int i = 0; i < order.length; i++) {
            found += positive[order[i]] ? 1 : 0;
            if (i + 1 == order.length || scores[order[i + 1]] != scores[order[i]]) {
                sum += (double) found / (i + 1) * (found - before) / positives;
                before = found;
            }
        }
        return sum;
    }

    /** Returns the largest sensitivity at a threshold whose specificity is at least this; a score at the threshold is positive. */
    public static double sensitivityAt(double specificity, double[] scores, boolean[] positive) {
        int[] order = descending(scores, positive);
        int positives = count(positive, true);
        int negatives = order.length - positives;
        int truePositives = 0;
        int falsePositives = 0;
        double best = 0;
        for (int i = 0; i < order.length; i++) {
            truePositives += positive[order[i]] ? 1 : 0;
            falsePositives += positive[order[i]] ? 0 : 1;
            boolean end = i + 1 == order.length || scores[order[i + 1]] != scores[order[i]];
            // Compared as counts, so that 0.9 of 10 is 9.
            if (end && negatives - falsePositives >= specificity * negatives - 1e-9) {
                best = Math.max(best, (double) truePositives / positives);
            }
        }
        return best;
    }

    private static int count(boolean[] values, boolean wanted) {
        int count = 0;
        for (boolean value : values) {
            count += value == wanted ? 1 : 0;
        }
        return count;
    }

    private static int[] descending(double[] scores, boolean[] positive) {
        Check.sameLength("positive", positive.length, scores.length);
        int positives = count(positive, true);
        Check.argument(
                positives > 0 && positives < positive.length,
                () -> "there are " + positives + " positives among " + positive.length + "; both classes are needed");
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .mapToInt(i -> i)
                .toArray();
    }
}
