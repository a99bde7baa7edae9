package org.effigy.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RocCurveTest {
    private static final double EXACT = 1e-12;
    /** Of published values, which have 15 digits. */
    private static final double PUBLISHED = 1e-12;

    private static List<String[]> asah() throws IOException {
        try (InputStream in = RocCurveTest.class.getResourceAsStream("/golden/asah.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .toList();
        }
    }

    private static double[] column(List<String[]> rows, int column) {
        return rows.stream().mapToDouble(row -> Double.parseDouble(row[column])).toArray();
    }

    private static boolean[] poor(List<String[]> rows) {
        boolean[] poor = new boolean[rows.size()];
        for (int i = 0; i < poor.length; i++) {
            poor[i] = rows.get(i)[0].equals("1");
        }
        return poor;
    }

    /** Turck et al. 2010, 113 patients; the values are those of pROC (Robin et al. 2011) in its own tests. */
    @Test
    void deLongGivesThePublishedComparisonOfTheAneurysmTable() throws IOException {
        List<String[]> rows = asah();
        DeLong found = DeLong.compare(column(rows, 1), column(rows, 2), poor(rows));
        assertEquals(0.82367886178861793, found.first(), PUBLISHED);
        assertEquals(0.73136856368563685, found.second(), PUBLISHED);
        assertEquals(2.20898359144091, found.z(), 1e-11);
        assertEquals(0.0271757822291882, found.p(), 1e-13);
        DeLong other = DeLong.compare(column(rows, 2), column(rows, 3), poor(rows));
        assertEquals(1.3907700257355771, other.z(), 1e-11);
        assertEquals(0.16429517522305448, other.p(), 1e-13);
    }

    @Test
    void equalScoresDoNotDiffer() {
        double[] scores = {1, 2, 3, 4};
        DeLong found = DeLong.compare(scores, scores, new boolean[] {false, true, false, true});
        assertEquals(0, found.z(), 0);
        assertEquals(1, found.p(), EXACT);
    }

    @Test
    void areaIsTheShareOfRightPairs() {
        double[] scores = {0.9, 0.4, 0.6, 0.1};
        boolean[] positive = {true, true, false, false};
        assertEquals(0.75, RocCurve.area(scores, positive), EXACT);
        assertEquals(0.5, RocCurve.area(new double[4], positive), EXACT);
        assertThrows(IllegalArgumentException.class, () -> RocCurve.area(scores, new boolean[4]));
    }

    /** By hand: precision 1 at recall 1/2, 2/3 at recall 1. */
    @Test
    void averagePrecisionIsTheAreaUnderTheSteps() {
        double[] scores = {0.9, 0.4, 0.6, 0.1};
        boolean[] positive = {true, true, false, false};
        assertEquals(0.5 + 0.5 * 2 / 3, RocCurve.averagePrecision(scores, positive), EXACT);
        assertEquals(0.5, RocCurve.averagePrecision(new double[4], positive), EXACT);
    }

    @Test
    void sensitivityIsTakenAtTheLastThresholdThatIsSpecificEnough() {
        double[] scores = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 9.5, 3.5};
        boolean[] positive = new boolean[13];
        positive[0] = true;
        positive[3] = true;
        positive[12] = true;
        // Ten negatives; at 0.9 one may be above.
        assertEquals(1.0 / 3, RocCurve.sensitivityAt(0.9, scores, positive), EXACT);
        assertEquals(2.0 / 3, RocCurve.sensitivityAt(0.7, scores, positive), EXACT);
        assertEquals(1, RocCurve.sensitivityAt(0, scores, positive), EXACT);
    }

    @Test
    void calibrationOfACoinIsRight() {
        double[] half = {0.5, 0.5, 0.5, 0.5};
        Calibration found = Calibration.of(half, new boolean[] {true, false, true, false}, 10);
        assertEquals(0.25, found.brier(), EXACT);
        assertEquals(0, found.expectedError(), EXACT);
        Calibration sure = Calibration.of(new double[] {1, 1, 0.2}, new boolean[] {true, false, false}, 5);
        assertEquals((0 + 1 + 0.04) / 3, sure.brier(), EXACT);
        // Two cases in the last bin, half of them right; one in the second.
        assertEquals(2.0 / 3 * 0.5 + 1.0 / 3 * 0.2, sure.expectedError(), EXACT);
    }

    @Test
    void theNormalDistributionHasItsKnownQuantiles() {
        assertEquals(1.959963984540054, Normal.quantile(0.975), EXACT);
        assertEquals(0.5, Normal.below(0), EXACT);
        assertEquals(6.220960574271785e-16, Normal.upper(8), 1e-28);
        assertEquals(Normal.upper(3 - 1e-12), Normal.upper(3 + 1e-12), 1e-13);
    }
}
