package org.effigy.networks.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.effigy.networks.Tensors;
import org.effigy.testsupport.TensorAssertions;
import org.junit.jupiter.api.Test;

class LossTest {
    private static double sum(float[] logits, double target) {
        return Loss.BINARY_CROSS_ENTROPY.of(logits, all(target, logits.length), 1, new float[logits.length]);
    }

    private static float[] gradient(float[] logits, double target, int count) {
        float[] gradient = new float[logits.length];
        Loss.BINARY_CROSS_ENTROPY.of(logits, all(target, logits.length), count, gradient);
        return gradient;
    }

    private static float[] all(double target, int n) {
        float[] targets = new float[n];
        Arrays.fill(targets, (float) target);
        return targets;
    }

    /** -log s(l) and -log(1 - s(l)) at l = 0 and log 3, by hand: s = 1/2 and 3/4. */
    @Test
    void binaryCrossEntropyIsThatOfTheSigmoid() {
        float[] logits = {0, (float) Math.log(3)};
        assertEquals(Math.log(2) + Math.log(4.0 / 3), sum(logits, 1), 1e-7);
        assertEquals(Math.log(2) + Math.log(4), sum(logits, 0), 1e-7);
        assertEquals(Math.log(2) + 0.9 * Math.log(4.0 / 3) + 0.1 * Math.log(4), sum(logits, 0.9), 1e-7);
        TensorAssertions.assertClose(gradient(logits, 1, 2), new float[] {-0.25f, -0.125f}, 1e-7);
        TensorAssertions.assertClose(gradient(logits, 0, 4), new float[] {0.125f, 0.1875f}, 1e-7);
    }

    @Test
    void binaryCrossEntropyOfHugeLogitsIsFinite() {
        assertEquals(1e6, sum(new float[] {1e6f}, 0), 1);
        assertEquals(0, sum(new float[] {1e6f}, 1));
        assertEquals(1e6, sum(new float[] {-1e6f}, 1), 1);
        assertArrayEquals(new float[] {1}, gradient(new float[] {1e6f}, 0, 1));
        assertArrayEquals(new float[] {-1}, gradient(new float[] {-1e6f}, 1, 1));
    }

    @Test
    void squaredErrorIsTheSumOfSquares() {
        float[] gradient = new float[2];
        assertEquals(1 + 6.25, Loss.SQUARED_ERROR.of(new float[] {3, -1}, new float[] {2, 1.5f}, 4, gradient), 1e-6);
        assertArrayEquals(new float[] {0.5f, -1.25f}, gradient);
    }

    /** Logits log 1, log 2, log 5: the softmax is 1/8, 1/4, 5/8; the second row does not count. */
    @Test
    void crossEntropyIsThatOfTheSoftmaxOfEachRow() {
        float[] row = {0, (float) Math.log(2), (float) Math.log(5)};
        float[] logits = {row[0], row[1], row[2], 7, 8, 9};
        float[] gradient = new float[6];
        double loss = Loss.crossEntropy(3).of(logits, new float[] {0, 1, 0, 0, 0, 0}, 2, gradient);
        assertEquals(Math.log(4), loss, 1e-6);
        TensorAssertions.assertClose(gradient, new float[] {0.0625f, -0.375f, 0.3125f, 0, 0, 0}, 1e-6);
    }

    @Test
    void crossEntropyOfHugeLogitsIsFinite() {
        float[] gradient = new float[2];
        double loss = Loss.crossEntropy(2).of(new float[] {1e6f, -1e6f}, new float[] {0, 1}, 1, gradient);
        assertTrue(loss > 100 && Double.isFinite(loss), "loss " + loss);
        assertArrayEquals(new float[] {1, -1}, gradient);
    }

    @Test
    void theGradientOfEveryLossIsItsSlope() {
        Random random = new Random(2);
        float[] y = Tensors.normal(random, 6);
        float[] target = {0, 1, 0, 0.2f, 0.3f, 0.5f};
        Map.of("squares", Loss.SQUARED_ERROR, "bce", Loss.BINARY_CROSS_ENTROPY, "softmax", Loss.crossEntropy(3))
                .forEach((name, loss) -> {
                    float[] gradient = new float[6];
                    loss.of(y, target, 1, gradient);
                    for (int i = 0; i < 6; i++) {
                        float[] up = y.clone();
                        float[] down = y.clone();
                        up[i] += 0.01f;
                        down[i] -= 0.01f;
                        double numeric =
                                (loss.of(up, target, 1, new float[6]) - loss.of(down, target, 1, new float[6])) / 0.02;
                        assertEquals(numeric, gradient[i], 1e-3, name);
                    }
                });
    }
}
