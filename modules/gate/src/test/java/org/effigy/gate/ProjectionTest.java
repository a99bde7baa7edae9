package org.effigy.gate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ProjectionTest {
    private static float[] normal(long seed) {
        Random random = new Random(seed);
        float[] values = new float[Content.LENGTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void keepsAngles() {
        Projection projection = new Projection(5);
        float[] a = normal(1);
        float[] b = normal(2);
        for (int i = 0; i < b.length; i++) {
            b[i] += a[i];
        }
        assertEquals(Content.cosine(a, b), Content.cosine(projection.rotate(a), projection.rotate(b)), 1e-5);
    }

    @Test
    void differingSignsAreTheAngleBetweenContents() {
        float[] a = normal(1);
        float[] b = normal(2);
        for (double part : new double[] {0.2, 1, 3}) {
            float[] mixed = new float[a.length];
            for (int i = 0; i < a.length; i++) {
                mixed[i] = (float) (a[i] + part * b[i]);
            }
            double mean = 0;
            for (int seed = 0; seed < 30; seed++) {
                Projection projection = new Projection(seed);
                mean += Projection.distance(projection.descriptor(a), 0, projection.descriptor(mixed)) / 30.0;
            }
            double angle = Math.acos(Content.cosine(a, mixed)) / Math.PI * Projection.BITS;
            // Six standard errors of the mean of 30 times 512 signs.
            assertEquals(angle, mean, 6 * Math.sqrt(Projection.BITS / 4.0 / 30));
        }
    }

    @Test
    void aSeedMakesItsOwnDescriptorsAgain() {
        assertArrayEquals(new Projection(9).descriptor(normal(1)), new Projection(9).descriptor(normal(1)));
    }
}
