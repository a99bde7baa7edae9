package org.effigy.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScoreCurveTest {
    private static final double[] SCORES = {0.9, 0.8, 0.8, 0.6, 0.5, 0.5, 0.3, 0.2, 0.2, 0.1};
    private static final boolean[] POSITIVE = {true, true, false, true, false, true, false, false, true, false};
    private static final int[] ONCE = ScoreCurve.once(SCORES.length);

    /** Golden values: scikit-learn 1.2, roc_auc_score and average_precision_score. */
    @Test
    void areasAreThoseOfScikitLearn() {
        ScoreCurve curve = new ScoreCurve(SCORES, POSITIVE);
        assertEquals(0.74, curve.rocArea(ONCE), 1e-12);
        assertEquals(0.7277777777777779, curve.averagePrecision(ONCE), 1e-12);
    }

    @Test
    void sensitivityIsThatOfTheLowestThresholdWithEnoughSpecificity() {
        ScoreCurve curve = new ScoreCurve(SCORES, POSITIVE);
        // Five negatives: at 90 % none may be above the threshold, at 80 % one, at 60 % two.
        assertEquals(0.2, curve.sensitivity(ONCE, 90));
        assertEquals(0.6, curve.sensitivity(ONCE, 80));
        assertEquals(0.8, curve.sensitivity(ONCE, 60));
        assertEquals(1, curve.sensitivity(ONCE, 0));
    }

    @Test
    void anAllowedShareOfFalsePositivesIsExact() {
        double[] scores = new double[20];
        boolean[] positive = new boolean[20];
        Arrays.setAll(scores, i -> -i);
        Arrays.fill(positive, 1, 11, true);
        assertEquals(1, new ScoreCurve(scores, positive).sensitivity(ScoreCurve.once(20), 90), "one of ten is 10 %");
    }

    @Test
    void aCaseThatCountsThriceIsThreeCases() {
        Random random = new Random(4);
        int[] times = random.ints(SCORES.length, 0, 4).toArray();
        times[0] = 2;
        times[9] = 1;
        int total = Arrays.stream(times).sum();
        double[] scores = new double[total];
        boolean[] positive = new boolean[total];
        int next = 0;
        for (int i = 0; i < times.length; i++) {
            for (int t = 0; t < times[i]; t++, next++) {
                scores[next] = SCORES[i];
                positive[next] = POSITIVE[i];
            }
        }
        ScoreCurve weighted = new ScoreCurve(SCORES, POSITIVE);
        ScoreCurve copied = new ScoreCurve(scores, positive);
        int[] once = ScoreCurve.once(total);
        assertEquals(copied.rocArea(once), weighted.rocArea(times), 1e-12);
        assertEquals(copied.averagePrecision(once), weighted.averagePrecision(times), 1e-12);
        assertEquals(copied.sensitivity(once, 70), weighted.sensitivity(times, 70), 1e-12);
        assertEquals(Calibration.error(scores, positive, once), Calibration.error(SCORES, POSITIVE, times), 1e-12);
        assertEquals(Calibration.brier(scores, positive, once), Calibration.brier(SCORES, POSITIVE, times), 1e-12);
    }

    @Test
    void oneClassAloneHasNoCurve() {
        ScoreCurve curve = new ScoreCurve(new double[] {1, 2}, new boolean[] {true, true});
        int[] once = ScoreCurve.once(2);
        assertTrue(Double.isNaN(curve.rocArea(once)));
        assertTrue(Double.isNaN(curve.sensitivity(once, 90)));
        assertTrue(Double.isNaN(curve.averagePrecision(new int[2])));
    }

    /** By hand: two bins, 0.1 and 0.3 (one of two happened) and 0.95 twice (both). */
    @Test
    void calibrationIsThatOfTheBins() {
        double[] p = {0.12, 0.18, 0.95, 0.95, 1};
        boolean[] happened = {false, true, true, true, false};
        int[] once = ScoreCurve.once(5);
        assertEquals(2, Calibration.bins(p, happened, once).size());
        double last = Math.abs((0.95 + 0.95 + 1) / 3 - 2.0 / 3);
        assertEquals((2 * Math.abs(0.15 - 0.5) + 3 * last) / 5, Calibration.error(p, happened, once), 1e-12);
        double brier = (0.12 * 0.12 + 0.82 * 0.82 + 2 * 0.05 * 0.05 + 1) / 5;
        assertEquals(brier, Calibration.brier(p, happened, once), 1e-12);
    }
}
