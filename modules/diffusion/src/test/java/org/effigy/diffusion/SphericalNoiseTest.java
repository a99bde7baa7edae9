package org.effigy.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SphericalNoiseTest {
    private static final double IDENTITY = 1e-12;
    private static final int LENGTH = 4096;

    private static double[] fill(Random random, int n) {
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            out[i] = random.nextGaussian();
        }
        return out;
    }

    private static double norm(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    @Test
    void bothEndsAreTheStreamsThemselvesBeyondTheFirstImageToo() {
        for (int end = 0; end <= 1; end++) {
            double[] expected = fill(new Random(end == 0 ? 3 : 4), 2 * LENGTH);
            double[] actual = fill(new SphericalNoise(new Random(3), new Random(4), end, LENGTH), 2 * LENGTH);
            for (int i = 0; i < actual.length; i++) {
                assertEquals(expected[i], actual[i], "number " + i + " at " + end);
            }
        }
    }

    @Test
    void unitVectorsStayUnitVectorsAndTheAngleGrowsEvenly() {
        double[] from = {1, 0, 0};
        double[] to = {Math.cos(2), Math.sin(2), 0};
        for (double w = 0; w <= 1; w += 0.125) {
            double[] between = SphericalNoise.between(from, to, w);
            assertEquals(1, norm(between), IDENTITY);
            assertEquals(2 * w, Math.atan2(between[1], between[0]), IDENTITY);
            assertEquals(0, between[2]);
        }
    }

    @Test
    void equalVectorsGiveThemselves() {
        double[] same = {0.5, -2, 7};
        double[] between = SphericalNoise.between(same, same, 0.3);
        for (int i = 0; i < same.length; i++) {
            assertEquals(same[i], between[i], 1e-7);
        }
    }

    @Test
    void halfWayBetweenNoiseIsNoiseOfTheSameLengthWhereTheMeanWouldBeShorter() {
        // The norm of 4,096 standard normal numbers is 64, give or take 0.7.
        double[] half = fill(new SphericalNoise(new Random(1), new Random(2), 0.5, LENGTH), LENGTH);
        assertEquals(64, norm(half), 3);
        double[] later = fill(new SphericalNoise(new Random(1), new Random(2), 0.5, 1), LENGTH + 1);
        assertEquals(64, norm(later), 3);
    }

    @Test
    void refusesAWeightThatLiesOutside() {
        assertThrows(
                IllegalArgumentException.class, () -> new SphericalNoise(new Random(1), new Random(2), 1.5, LENGTH));
    }
}
