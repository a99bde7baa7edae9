package org.effigy.networks.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DoubledKernelTest {
    /** Floats of order 1, nine products each. */
    private static final double ROUNDING = 1e-5;

    private static float[] random(int n, long seed) {
        Random random = new Random(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void addsUpTheWeightsThatMeetTheSamePixel() {
        float[] w = {1, 2, 4, 8, 16, 32, 64, 128, 256};
        // Along an axis w0, w1, w2 become w2, w1 + w2, w0 + w1, w0.
        float[] expected = {
            256, 384, 192, 64,
            288, 432, 216, 72,
            36, 54, 27, 9,
            4, 6, 3, 1
        };
        assertArrayEquals(expected, DoubledKernel.expand(w));
    }

    @Test
    void equalsDoublingAndThenConvolving() {
        int side = 5;
        float[] x = random(side * side, 1);
        float[] w = random(9, 2);
        double[] expected = convolveDoubled(x, w, side);
        double[] actual = transposedConvolution(x, DoubledKernel.expand(w), side);
        assertArrayEquals(expected, actual, ROUNDING);
    }

    private static double[] convolveDoubled(float[] x, float[] w, int side) {
        int big = 2 * side;
        double[] out = new double[big * big];
        for (int y = 0; y < big; y++) {
            for (int column = 0; column < big; column++) {
                for (int k = 0; k < 9; k++) {
                    int sy = y + k / 3 - 1;
                    int sx = column + k % 3 - 1;
                    if (sy >= 0 && sy < big && sx >= 0 && sx < big) {
                        out[y * big + column] += (double) w[k] * x[sy / 2 * side + sx / 2];
                    }
                }
            }
        }
        return out;
    }

    /** Stride 2, padding 1. */
    private static double[] transposedConvolution(float[] x, float[] w, int side) {
        int big = 2 * side;
        double[] out = new double[big * big];
        for (int y = 0; y < side; y++) {
            for (int column = 0; column < side; column++) {
                for (int k = 0; k < 16; k++) {
                    int ty = 2 * y - 1 + k / 4;
                    int tx = 2 * column - 1 + k % 4;
                    if (ty >= 0 && ty < big && tx >= 0 && tx < big) {
                        out[ty * big + tx] += (double) w[k] * x[y * side + column];
                    }
                }
            }
        }
        return out;
    }

    @Test
    void theGradientIsTheTransposeOfTheExpansion() {
        float[] w = random(6 * 9, 3);
        float[] g = random(6 * 16, 4);
        float[] expanded = DoubledKernel.expand(w);
        float[] reduced = DoubledKernel.reduce(g);
        double left = 0;
        double right = 0;
        for (int i = 0; i < g.length; i++) {
            left += (double) expanded[i] * g[i];
        }
        for (int i = 0; i < w.length; i++) {
            right += (double) w[i] * reduced[i];
        }
        assertEquals(left, right, ROUNDING * w.length);
    }
}
