package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RocCurveTest {
    /** A difference of sums of halves. */
    private static final double TOLERANCE = 1e-12;

    /** All pairs of a positive and a negative, equal scores counted half. */
    private static double byPairs(double[] scores, boolean[] positive) {
        double won = 0;
        int pairs = 0;
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < scores.length; j++) {
                if (positive[i] && !positive[j]) {
                    pairs++;
                    won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }
        return pairs == 0 ? Double.NaN : won / pairs;
    }

    @Test
    void isTheShareOfPairsInTheRightOrderWithAndWithoutTies() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(40);
            int values = 1 + random.nextInt(seed % 2 == 0 ? 5 : 1000);
            double[] scores = new double[n];
            boolean[] positive = new boolean[n];
            for (int i = 0; i < n; i++) {
                scores[i] = random.nextInt(values) / 7.0 - 3;
                positive[i] = random.nextDouble() < 0.3;
            }
            double[] before = scores.clone();
            assertEquals(byPairs(scores, positive), Classifier.rocArea(scores, positive), TOLERANCE, "seed " + seed);
            assertEquals(java.util.Arrays.toString(before), java.util.Arrays.toString(scores), "unchanged");
        }
    }

    @Test
    void knownCurves() {
        boolean[] positive = {false, false, true, true};
        assertEquals(1, Classifier.rocArea(new double[] {0.1, 0.2, 0.3, 0.4}, positive));
        assertEquals(0, Classifier.rocArea(new double[] {0.4, 0.3, 0.2, 0.1}, positive));
        assertEquals(0.5, Classifier.rocArea(new double[] {1, 1, 1, 1}, positive));
        // The example of scikit-learn's roc_auc_score.
        assertEquals(0.75, Classifier.rocArea(new double[] {0.1, 0.4, 0.35, 0.8}, positive));
    }

    @Test
    void thereIsNoneOfOneKindAlone() {
        assertEquals(Double.NaN, Classifier.rocArea(new double[] {1, 2}, new boolean[] {true, true}));
        assertEquals(Double.NaN, Classifier.rocArea(new double[] {1, 2}, new boolean[2]));
        assertThrows(IllegalArgumentException.class, () -> Classifier.rocArea(new double[2], new boolean[3]));
    }
}
