package org.effigy.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeLongTest {
    private static List<String[]> asah() throws IOException {
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(DeLongTest.class.getResourceAsStream("asah.csv"), StandardCharsets.UTF_8))) {
            return in.lines()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("outcome"))
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
            poor[i] = rows.get(i)[0].equals("Poor");
        }
        return poor;
    }

    /** Golden values: Z of pROC 1.19 (its tests, wfns against s100b); areas and p by numpy from the definition. */
    @Test
    void agreesWithProcOnThePublishedTable() throws IOException {
        List<String[]> rows = asah();
        assertEquals(113, rows.size());
        DeLong.Comparison found = DeLong.compare(column(rows, 1), column(rows, 2), poor(rows));
        assertEquals(2.20898359144091, found.z(), 1e-12);
        assertEquals(0.8236788617886179, found.first(), 1e-12);
        assertEquals(0.7313685636856369, found.second(), 1e-12);
        assertEquals(0.027175782229188, found.p(), 1e-12);
    }

    /** DeLong's definition: the variance of the pairwise comparisons' row and column means. */
    @Test
    void agreesWithTheDefinitionByPairsWithManyTies() {
        Random random = new Random(3);
        int n = 60;
        double[] a = new double[n];
        double[] b = new double[n];
        boolean[] positive = new boolean[n];
        for (int i = 0; i < n; i++) {
            positive[i] = i % 3 == 0;
            a[i] = random.nextInt(6) + (positive[i] ? 1 : 0);
            b[i] = random.nextInt(4);
        }
        DeLong.Comparison found = DeLong.compare(a, b, positive);
        double[][] kernel = new double[n][n];
        double difference = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (positive[i] && !positive[j]) {
                    kernel[i][j] = (Double.compare(a[i], a[j]) - Double.compare(b[i], b[j])) / 2.0;
                    difference += kernel[i][j] / (20 * 40);
                }
            }
        }
        double rows = 0;
        double columns = 0;
        for (int i = 0; i < n; i++) {
            double row = 0;
            double column = 0;
            for (int j = 0; j < n; j++) {
                row += kernel[i][j] / 40;
                column += kernel[j][i] / 20;
            }
            rows += positive[i] ? (row - difference) * (row - difference) / 19 / 20 : 0;
            columns += positive[i] ? 0 : (column - difference) * (column - difference) / 39 / 40;
        }
        assertEquals(difference, found.first() - found.second(), 1e-12);
        assertEquals(Math.sqrt(rows + columns), found.standardError(), 1e-12);
    }

    @Test
    void findsNoDifferenceBetweenEqualScores() {
        double[] scores = {1, 2, 3, 4};
        DeLong.Comparison found = DeLong.compare(scores, scores, new boolean[] {false, true, false, true});
        assertEquals(0, found.z());
        assertEquals(1, found.p(), 1e-15);
    }

    @Test
    void refusesASinglePositive() {
        double[] scores = {1, 2, 3};
        assertThrows(
                IllegalArgumentException.class,
                () -> DeLong.compare(scores, scores, new boolean[] {false, true, false}));
    }

    /** Golden values: Python's math.erfc(z / sqrt(2)) / 2. */
    @Test
    void theNormalTailIsPythons() {
        double[][] golden = {
            {0, 0.5},
            {0.5, 0.3085375387259869},
            {1.959963984540054, 0.025},
            {2.49, 0.006387154764943176},
            {2.5, 0.006209665325776139},
            {6, 9.865876450377012e-10},
            {-1, 0.8413447460685429}
        };
        for (double[] pair : golden) {
            assertEquals(1, Normal.above(pair[0]) / pair[1], 1e-12, "z = " + pair[0]);
        }
    }
}
