package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.effigy.networks.Tensors;
import org.junit.jupiter.api.Test;

class ReconstructionLossTest {
    private static final int SIZE = 16;
    /** How far an absolute value is rounded. */
    private static final double ROUNDING = 1e-3;

    private static double loss(ReconstructionLoss loss, float[] y, float[] target) {
        return loss.of(y, target, 1, new float[y.length]);
    }

    /** Of the term alone: what it adds to the pixels. */
    private static double term(double edge, double frequency, float[] y, float[] target) {
        return loss(new ReconstructionLoss(SIZE, true, 1, edge, frequency), y, target)
                - loss(new ReconstructionLoss(SIZE, true, 1, 0, 0), y, target);
    }

    private static float[] filled(double value) {
        float[] image = new float[SIZE * SIZE];
        Arrays.fill(image, (float) value);
        return image;
    }

    @Test
    void ofPixelsItIsTheNegativeLogLikelihoodUpToAConstant() {
        ReconstructionLoss normal = new ReconstructionLoss(SIZE, false, 0.5, 0, 0);
        assertEquals(256 * 0.25 * 0.25 / (2 * 0.25), loss(normal, filled(0.25), filled(0)), 1e-9);
        ReconstructionLoss laplace = new ReconstructionLoss(SIZE, true, 0.5, 0, 0);
        assertEquals(256 * 0.25 / 0.5, loss(laplace, filled(-0.25), filled(0)), 256 * ROUNDING / 0.5);
    }

    @Test
    void equalImagesCostNothing() {
        float[] image = Tensors.normal(new Random(1), SIZE * SIZE);
        float[] slope = new float[image.length];
        assertEquals(0, new ReconstructionLoss(SIZE, true, 0.1, 1, 1).of(image.clone(), image, 1, slope), 1e-9);
        assertArrayEquals(new float[image.length], slope, 1e-6f);
    }

    @Test
    void aRampHasTheSlopeThatTheTermOfEdgesTells() {
        float[] ramp = new float[SIZE * SIZE];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = i % SIZE * 0.125f;
        }
        // Sobel's derivative over 8 of a slope of 1/8 per pixel, at 14 x 14 places.
        assertEquals(196 * 0.125, term(1, 0, ramp, filled(0)), 196 * 2 * ROUNDING);
        assertEquals(0, term(1, 0, filled(0.7), filled(0)), 1e-9, "a shift of brightness has no edge");
    }

    @Test
    void aTextureOfTheOppositePhaseCostsNoFrequencyAndABlurredOneItsMagnitude() {
        float[] texture = new float[SIZE * SIZE];
        float[] opposite = new float[SIZE * SIZE];
        for (int i = 0; i < texture.length; i++) {
            texture[i] = (float) (0.5 * Math.cos(Math.PI * 3 * (2 * (i % SIZE % 8) + 1) / 16));
            opposite[i] = -texture[i];
        }
        assertEquals(0, term(0, 1, opposite, texture), 1e-4);
        // 9 blocks, each of its own coefficients.
        assertTrue(term(0, 1, filled(0), texture) > 9 * 0.5 * Math.sqrt(8 * 8 / 2.0) / 4 * 0.9);
        assertEquals(0, term(0, 1, filled(0.3), filled(-0.2)), 1e-4, "the mean of a block is left out");
    }

    @Test
    void theGradientOfEachTermIsItsSlope() {
        check(new ReconstructionLoss(SIZE, false, 0.3, 0, 0));
        check(new ReconstructionLoss(SIZE, true, 0.3, 0, 0));
        check(new ReconstructionLoss(SIZE, true, 0.3, 2, 0));
        check(new ReconstructionLoss(SIZE, true, 0.3, 0, 2));
        check(new ReconstructionLoss(SIZE, false, 0.3, 0.5, 0.7));
    }

    /** Central differences in double: the values are floats, but the step is exact in them and the sum is a double. */
    private static void check(ReconstructionLoss loss) {
        Random random = new Random(5);
        float[] y = Tensors.normal(random, 2 * SIZE * SIZE);
        float[] target = Tensors.normal(random, y.length);
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.round(y[i] * 1024) / 1024f;
        }
        float[] slope = new float[y.length];
        loss.of(y, target, 1, slope);
        float step = 1f / (1 << 14);
        for (int k = 0; k < 40; k++) {
            int i = random.nextInt(y.length);
            float[] moved = y.clone();
            moved[i] = y[i] + step;
            double up = loss(loss, moved, target);
            moved[i] = y[i] - step;
            double down = loss(loss, moved, target);
            double numeric = (up - down) / (2.0 * step);
            assertEquals(numeric, slope[i], 2e-3 * Math.max(1, Math.abs(numeric)), loss + " at " + i);
        }
    }

    @Test
    void theGradientIsDividedByTheCount() {
        Random random = new Random(6);
        float[] y = Tensors.normal(random, SIZE * SIZE);
        float[] target = Tensors.normal(random, y.length);
        ReconstructionLoss loss = new ReconstructionLoss(SIZE, true, 0.3, 1, 1);
        float[] one = new float[y.length];
        float[] four = new float[y.length];
        assertEquals(loss.of(y, target, 1, one), loss.of(y, target, 4, four), 1e-9);
        for (int i = 0; i < one.length; i++) {
            assertEquals(one[i] / 4, four[i], 1e-6);
        }
    }
}
