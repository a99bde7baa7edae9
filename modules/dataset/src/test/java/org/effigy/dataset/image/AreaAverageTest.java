package org.effigy.dataset.image;

import static org.effigy.testsupport.TensorAssertions.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.effigy.base.Size;
import org.effigy.dataset.PixelPlane;
import org.effigy.dataset.TestImages;
import org.effigy.dataset.image.AreaAverage.Span;
import org.junit.jupiter.api.Test;

class AreaAverageTest {
    /** Half a unit in the last place of a float near 100. */
    private static final double FLOAT_ROUNDING = 4e-6;

    private static float[] resize(float[] values, int rows, int columns, int size) {
        return AreaAverage.resize(
                new PixelPlane(rows, columns, 1, values),
                new Span(0, rows),
                new Span(0, columns),
                Size.square(size),
                -1f);
    }

    @Test
    void agreesWithBlockMeansOfRepeatedPixelsWhenShrinking() {
        // numpy: np.repeat(np.repeat(a, 3, 0), 3, 1).reshape(3, 5, 3, 7).mean((1, 3)), a = (37y + 53x + 11xy) mod 101
        float[] expected = {
            24.057142857f, 39.828571429f, 38.285714286f,
            49.657142857f, 65.257142857f, 37.571428571f,
            49.285714286f, 47.4f, 28.2f
        };
        assertClose(resize(TestImages.pattern(5, 7), 5, 7, 3), expected, FLOAT_ROUNDING);
    }

    @Test
    void agreesWithBlockMeansOfRepeatedPixelsWhenGrowing() {
        // numpy as above, 3 x 4 to 5 x 5
        float[] expected = {
            0.0f, 39.75f, 29.0f, 18.25f, 58.0f,
            12.333333333f, 29.583333333f, 30.0f, 30.416666667f, 47.666666667f,
            37.0f, 9.25f, 32.0f, 54.75f, 27.0f,
            61.666666667f, 39.416666667f, 34.0f, 45.416666667f, 73.666666667f,
            74.0f, 54.5f, 35.0f, 40.75f, 97.0f
        };
        assertClose(resize(TestImages.pattern(3, 4), 3, 4, 5), expected, FLOAT_ROUNDING);
    }

    @Test
    void keepsTheMeanForAnyFactor() {
        for (int rows : new int[] {8, 13, 64, 100}) {
            for (int size : new int[] {1, 5, 13, 32, 77}) {
                float[] values = TestImages.pattern(rows, rows + 3);
                assertEquals(
                        TestImages.mean(values),
                        TestImages.mean(resize(values, rows, rows + 3, size)),
                        FLOAT_ROUNDING,
                        rows + " rows to " + size);
            }
        }
    }

    @Test
    void keepsAConstantExactly() {
        float[] values = new float[17 * 23];
        java.util.Arrays.fill(values, 0.75f);
        float[] expected = new float[10 * 10];
        java.util.Arrays.fill(expected, 0.75f);
        assertClose(resize(values, 17, 23, 10), expected, 0);
    }

    @Test
    void isTheIdentityAtTheSameSize() {
        float[] values = TestImages.pattern(9, 9);
        assertClose(resize(values, 9, 9, 9), values, 0);
    }

    @Test
    void countsWhatLiesOutsideWithTheGivenValue() {
        float[] values = {10, 20, 30, 40};
        PixelPlane plane = new PixelPlane(2, 2, 1, values);
        // Half of the target pixel is outside to the left, half of it is the left column.
        float[] out = AreaAverage.resize(plane, new Span(0, 2), new Span(-1, 2), Size.square(1), -1f);
        assertClose(out, new float[] {(20f - 1f) / 2}, FLOAT_ROUNDING);
        float[] beyond = AreaAverage.resize(plane, new Span(0, 2), new Span(5, 2), Size.square(1), -1f);
        assertClose(beyond, new float[] {-1f}, FLOAT_ROUNDING);
    }
}
