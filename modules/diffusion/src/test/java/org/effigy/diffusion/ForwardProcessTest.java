package org.effigy.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.effigy.base.Seeds;
import org.effigy.testsupport.TensorAssertions;
import org.junit.jupiter.api.Test;

class ForwardProcessTest {
    private static final double IDENTITY = 1e-12;
    /** One rounding to float of numbers below 4. */
    private static final double FLOAT = 5e-7;

    private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear(1000);
    private static final ForwardProcess FORWARD = new ForwardProcess(SCHEDULE);

    @Test
    void noisyImageIsTheWeightedSumAtEachImagesOwnTime() {
        float[] x0 = {1, -0.5f, 0.25f, 1, -1, 0.5f};
        float[] eps = {0.3f, 1.2f, -2, 0.1f, 0.7f, -0.4f};
        // python3: sqrt(abar) x0 + sqrt(1 - abar) eps, abar = cumprod(1 - linspace(1e-4, 0.02, 1000)) at t = 1, 500,
        // 1000.
        float[] expected = {1.0029499987f, -0.4879749994f, -1.8497214047f, 0.3763244102f, 0.6936330564f, -0.3968155192f
        };
        TensorAssertions.assertClose(FORWARD.noisy(x0, eps, new int[] {1, 500, 1000}), expected, FLOAT);
    }

    @Test
    void timeZeroIsTheImageItself() {
        float[] x0 = {1, -0.5f};
        assertArrayEquals(x0, FORWARD.noisy(x0, new float[] {3, 4}, new int[] {0}));
    }

    @Test
    void targetsAreNoiseImageAndVelocity() {
        float[] x0 = {0.5f, -1};
        float[] eps = {2, 0.25f};
        int[] t = {300, 700};
        assertArrayEquals(eps, FORWARD.target(PredictionType.EPSILON, x0, eps, t));
        assertArrayEquals(x0, FORWARD.target(PredictionType.SAMPLE, x0, eps, t));
        float[] v = FORWARD.target(PredictionType.VELOCITY, x0, eps, t);
        for (int i = 0; i < 2; i++) {
            double a = SCHEDULE.alphaBar(t[i]);
            assertEquals(Math.sqrt(a) * eps[i] - Math.sqrt(1 - a) * x0[i], v[i], FLOAT);
        }
    }

    @Test
    void velocityIsTheDerivativeByTheAngle() {
        // With sqrt(alphaBar) = cos(phi): xt = cos(phi) x0 + sin(phi) eps, v = d xt / d phi.
        double phi = 0.7;
        double h = 1e-6;
        double x0 = 0.3;
        double eps = -1.1;
        double derivative =
                (Math.cos(phi + h) * x0 + Math.sin(phi + h) * eps - Math.cos(phi - h) * x0 - Math.sin(phi - h) * eps)
                        / (2 * h);
        double alphaBar = Math.pow(Math.cos(phi), 2);
        // Central difference: h^2 plus rounding / h.
        assertEquals(derivative, PredictionType.VELOCITY.target(x0, eps, alphaBar), 1e-9);
    }

    @Test
    void everyPredictionConvertsBackToTheSameImageAndNoise() {
        Random random = Seeds.of(1, "round trip", 0);
        for (int i = 0; i < 1000; i++) {
            double x0 = 2 * random.nextDouble() - 1;
            double eps = random.nextGaussian();
            double alphaBar = 0.01 + 0.98 * random.nextDouble();
            double xt = Math.sqrt(alphaBar) * x0 + Math.sqrt(1 - alphaBar) * eps;
            for (PredictionType type : PredictionType.values()) {
                double prediction = type.target(x0, eps, alphaBar);
                assertEquals(x0, type.x0(xt, prediction, alphaBar), IDENTITY, type + " x0");
                assertEquals(eps, type.eps(xt, prediction, alphaBar), IDENTITY, type + " eps");
            }
        }
    }

    @Test
    void noiseOfUnitVarianceKeepsUnitVariance() {
        int n = 100_000;
        float[] x0 = Seeds.fillNormal(Seeds.of(2, "x0", 0), new float[n]);
        float[] eps = Seeds.fillNormal(Seeds.of(2, "eps", 0), new float[n]);
        double squares = 0;
        for (float x : FORWARD.noisy(x0, eps, new int[] {250})) {
            squares += (double) x * x;
        }
        // Four standard errors, 4 sqrt(2 / n).
        assertEquals(1, squares / n, 0.018);
    }

    @Test
    void leavesItsArgumentsAlone() {
        float[] x0 = {1, 2};
        float[] eps = {3, 4};
        int[] t = {5};
        FORWARD.noisy(x0, eps, t);
        FORWARD.target(PredictionType.VELOCITY, x0, eps, t);
        assertArrayEquals(new float[] {1, 2}, x0);
        assertArrayEquals(new float[] {3, 4}, eps);
        assertArrayEquals(new int[] {5}, t);
    }

    @Test
    void refusesArraysThatDoNotFit() {
        float[] four = new float[4];
        assertThrows(IllegalArgumentException.class, () -> FORWARD.noisy(four, new float[3], new int[] {1}));
        assertThrows(IllegalArgumentException.class, () -> FORWARD.noisy(four, four, new int[] {1, 2, 3}));
        assertThrows(IllegalArgumentException.class, () -> FORWARD.noisy(four, four, new int[0]));
        assertThrows(IllegalArgumentException.class, () -> FORWARD.noisy(four, four, new int[] {1001}));
        assertThrows(IllegalArgumentException.class, () -> FORWARD.noisy(four, four, new int[] {-1}));
    }
}
