package org.effigy.networks.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TileLoopsTest {
    private static final int N = 4001;

    /** From -20 to 20. */
    private static float[] axis() {
        float[] z = new float[N];
        for (int i = 0; i < N; i++) {
            z[i] = (i - 2000) / 100f;
        }
        return z;
    }

    @Test
    void siluAndItsGradientAreCloseToTheirDefinition() {
        float[] z = axis();
        float[] y = new float[N];
        float[] d = new float[N];
        float[] two = new float[N];
        java.util.Arrays.fill(two, 2);
        TileLoops.silu(z, y, N);
        TileLoops.siluGradient(z, two, d, N);
        for (int i = 0; i < N; i++) {
            double s = 1 / (1 + Math.exp(-z[i]));
            assertEquals(z[i] * s, y[i], 1e-5, "silu at " + z[i]);
            assertEquals(2 * s * (1 + z[i] * (1 - s)), d[i], 2e-5, "slope at " + z[i]);
        }
    }

    @Test
    void leakyReluKeepsPositiveValuesAndScalesTheOthers() {
        float[] z = {-3, -0.001f, -0f, 0, 1e-20f, 0.5f, 7};
        float[] dy = {1, 2, 3, 4, 5, 6, 7};
        float[] y = new float[z.length];
        float[] d = new float[z.length];
        TileLoops.rectify(z, 0.2f, y, z.length);
        TileLoops.rectifierGradient(z, dy, 0.2f, d, z.length);
        for (int i = 0; i < z.length; i++) {
            assertEquals(z[i] > 0 ? z[i] : 0.2f * z[i], y[i], 1e-7);
            assertEquals(z[i] > 0 ? dy[i] : 0.2f * dy[i], d[i], 1e-6, "slope at " + z[i]);
        }
    }

    @Test
    void momentsAreSumsAboutTheShift() {
        float[] x = {1, 2, 3, 4, 5, 6};
        float[] shift = {1, 2, 1, 2, 1, 2};
        float[] sum = new float[6];
        float[] squares = new float[6];
        TileLoops.moments(x, shift, sum, squares, 6);
        TileLoops.moments(x, shift, sum, squares, 4);
        double[] perChannel = TileLoops.fold(sum, 2);
        assertEquals(0 + 2 + 4 + 0 + 2, perChannel[0]);
        assertEquals(0 + 2 + 4 + 0 + 2, perChannel[1]);
        assertEquals(0 + 4 + 16 + 0 + 4, TileLoops.fold(squares, 2)[0]);
    }
}
