package org.effigy.evaluation.radiomics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RadiomicsTest {
    /** Relative; sums are taken in another order, and eigenvalues by another method. */
    private static final double CLOSE = 1e-7;

    /** Returns a wave with noise that Python computes alike. */
    private static float[] image(int side) {
        float[] image = new float[side * side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double noise = Math.abs(Math.sin(x * 12.9898 + y * 78.233) * 43758.5453);
                image[y * side + x] =
                        (float) (0.8 * Math.sin(x / 5.0) * Math.cos(y / 7.0) + 0.2 * (noise - Math.floor(noise)) - 0.1);
            }
        }
        return image;
    }

    @Test
    void agreesWithTheFormulasInNumpy() throws IOException {
        double[] found = Radiomics.of(image(32), 32);
        List<String> lines;
        try (InputStream in = RadiomicsTest.class.getResourceAsStream("/golden/radiomics.txt")) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        assertEquals(711, lines.size());
        assertEquals(711, Radiomics.FEATURES.size());
        for (String line : lines) {
            String[] parts = line.split(" ", -1);
            double expected = Double.parseDouble(parts[1]);
            int at = Radiomics.FEATURES.indexOf(parts[0]);
            assertTrue(at >= 0, parts[0]);
            assertEquals(expected, found[at], CLOSE * Math.max(1, Math.abs(expected)), parts[0]);
        }
    }

    @Test
    void anImageOfOneValueHasFiniteFeatures() {
        double[] found = Radiomics.of(new float[16 * 16], 16);
        assertTrue(Arrays.stream(found).allMatch(Double::isFinite));
        assertEquals(0, found[Radiomics.FEATURES.indexOf("original_firstorder_Entropy")], 1e-12);
        assertEquals(256, found[Radiomics.FEATURES.indexOf("original_glszm_ZonePercentage")] * 256 * 256, 1e-9);
    }

    @Test
    void aCheckerboardHasRunsOfOneAndTwoZones() {
        float[] board = new float[64];
        for (int i = 0; i < 64; i++) {
            board[i] = (i / 8 + i) % 2;
        }
        double[] found = Radiomics.of(board, 8);
        // Rows and columns: runs of 1; both diagonals: as many runs as diagonals, 15 each.
        double share = (1 + 1 + 15.0 / 64 + 15.0 / 64) / 4;
        assertEquals(share, found[Radiomics.FEATURES.indexOf("original_glrlm_RunPercentage")], 1e-12);
        assertEquals(2.0 / 64, found[Radiomics.FEATURES.indexOf("original_glszm_ZonePercentage")], 1e-12);
    }

    @Test
    void theMaximalCorrelationOfTwoLevelsIsTheirCorrelation() {
        double[] p = {0.4, 0.1, 0.1, 0.4};
        assertEquals(0.6, MaximalCorrelation.of(p, new double[] {0.5, 0.5}), 1e-12);
    }
}
