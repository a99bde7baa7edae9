package org.effigy.dataset.image;

import static org.effigy.testsupport.TensorAssertions.assertClose;

import org.effigy.dataset.TestImages;
import org.junit.jupiter.api.Test;

class PercentilesTest {
    /** Rounding of the interpolation in double. */
    private static final double ROUNDING = 1e-9;

    @Test
    void agreesWithNumpy() {
        // numpy 1.24: np.percentile(v, [0.5, 10, 37.3, 50, 99.5, 100, 0]), v = (37y + 53x + 11xy) mod 101 on 7 x 9
        double[] expected = {0.0, 10.0, 27.504, 39.0, 97.69, 98.0, 0.0};
        float[] values = TestImages.pattern(7, 9);
        assertClose(Percentiles.of(values, 0.5, 10, 37.3, 50, 99.5, 100, 0), expected, ROUNDING);
    }

    @Test
    void agreesWithNumpyOnMoreValuesThanAreSortedAtOnce() {
        // numpy 1.24: np.percentile(np.arange(1000) * 7919 % 1009, [0.5, 99.5, 33.3])
        float[] values = new float[1000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 7919 % 1009;
        }
        assertClose(Percentiles.of(values, 0.5, 99.5, 33.3), new double[] {4.995, 1003.005, 336.667}, ROUNDING);
    }

    @Test
    void doesNotChangeItsArgument() {
        float[] values = {3, 1, 2};
        Percentiles.of(values, 50);
        assertClose(values, new float[] {3, 1, 2}, 0);
    }

    @Test
    void aConstantImageHasOneValueEverywhere() {
        float[] values = new float[500];
        java.util.Arrays.fill(values, 7);
        assertClose(Percentiles.of(values, 0, 50, 99.5), new double[] {7, 7, 7}, 0);
    }
}
