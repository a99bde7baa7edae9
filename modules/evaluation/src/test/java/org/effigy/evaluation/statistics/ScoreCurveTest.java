package org.effigy.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
        Calibration expected = Calibration.of(scores, positive, 10);
        Calibration found = Calibration.of(SCORES, POSITIVE, times, 10);
        assertEquals(expected.expectedError(), found.expectedError(), 1e-12);
        assertEquals(expected.brier(), found.brier(), 1e-12);
        assertArrayEquals(expected.cases(), found.cases());
    }

    @Test
    void agreesWithTheCurveThatIsAskedOnce() {
        ScoreCurve curve = new ScoreCurve(SCORES, POSITIVE);
        assertEquals(RocCurve.area(SCORES, POSITIVE), curve.rocArea(ONCE), 1e-12);
        assertEquals(RocCurve.averagePrecision(SCORES, POSITIVE), curve.averagePrecision(ONCE), 1e-12);
        assertEquals(RocCurve.sensitivityAt(0.8, SCORES, POSITIVE), curve.sensitivity(ONCE, 80), 1e-12);
    }

    @Test
    void oneClassAloneHasNoCurve() {
        ScoreCurve curve = new ScoreCurve(new double[] {1, 2}, new boolean[] {true, true});
        int[] once = ScoreCurve.once(2);
        assertTrue(Double.isNaN(curve.rocArea(once)));
        assertTrue(Double.isNaN(curve.sensitivity(once, 90)));
        assertTrue(Double.isNaN(curve.averagePrecision(new int[2])));
    }
}
