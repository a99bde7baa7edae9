package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.effigy.networks.Tensors;
import org.junit.jupiter.api.Test;

class PosteriorTest {
    private static final double EXACT = 1e-12;
    /** Statistics and gradients are floats. */
    private static final double ROUNDED = 1e-6;

    /** Two units of one position, two images: means, then log variances. */
    private static final Posterior POSTERIOR =
            new Posterior(new float[] {1, -2, 0, (float) Math.log(4), 0, 0, 0, 0}, 2, 1);

    @Test
    void theDivergenceIsThatOfNormalDistributionsAndNoneForThePriorItself() {
        // (1 + 1 - 1 - 0) / 2, and (4 + 4 - 1 - log 4) / 2 (Kingma and Welling 2014, appendix B).
        double second = (4 + 4 - 1 - Math.log(4)) / 2;
        assertArrayEquals(new double[] {0.5 + second, 0}, POSTERIOR.divergenceByImage(), ROUNDED);
        assertArrayEquals(new double[] {0.5, second}, POSTERIOR.divergenceByUnit(), ROUNDED);
    }

    @Test
    void aSampleIsTheMeanAndTheDeviationTimesTheNoise() {
        assertArrayEquals(
                new float[] {1.5f, -2 + 2 * 3, -1, 0.25f}, POSTERIOR.sample(new float[] {0.5f, 3, -1, 0.25f}), 1e-6f);
        assertArrayEquals(new float[] {1, -2, 0, 0}, POSTERIOR.means());
    }

    @Test
    void theGradientIsTheSlopeOfALossOfTheSampleAndTheWeightedDivergence() {
        Random random = new Random(3);
        // Two units of three positions, two images.
        float[] statistics = Tensors.normal(random, 2 * 2 * 2 * 3);
        float[] eps = Tensors.normal(random, 2 * 2 * 3);
        float[] byZ = Tensors.normal(random, eps.length);
        double[] weights = {0.7, 0};
        float[] gradient = new Posterior(statistics, 2, 3).gradient(byZ, eps, weights);
        float step = 1f / 1024;
        for (int i = 0; i < statistics.length; i++) {
            float[] up = statistics.clone();
            float[] down = statistics.clone();
            up[i] += step;
            down[i] -= step;
            double slope = (loss(up, eps, byZ, weights) - loss(down, eps, byZ, weights)) / ((double) up[i] - down[i]);
            // z is a float of order 1.
            assertEquals(slope, gradient[i], 1e-3, "statistic " + i);
        }
    }

    private static double loss(float[] statistics, float[] eps, float[] byZ, double[] weights) {
        Posterior posterior = new Posterior(statistics, 2, 3);
        float[] z = posterior.sample(eps);
        double sum = 0;
        for (int i = 0; i < z.length; i++) {
            sum += (double) byZ[i] * z[i];
        }
        double[] units = posterior.divergenceByUnit();
        return sum + weights[0] * units[0] + weights[1] * units[1];
    }

    @Test
    void aLogVarianceBeyondItsBoundsHasNoGradient() {
        Posterior wide = new Posterior(new float[] {0, 50}, 1, 1);
        assertEquals((Math.exp(10) - 1 - 10) / 2, wide.divergenceByImage()[0], EXACT * Math.exp(10));
        assertEquals(0, wide.gradient(new float[] {1}, new float[] {1}, new double[] {1})[1]);
    }

    @Test
    void refusesStatisticsThatAreNotOfWholeImages() {
        assertThrows(IllegalArgumentException.class, () -> new Posterior(new float[5], 1, 1));
    }
}
