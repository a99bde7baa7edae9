package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.effigy.networks.Tensors;
import org.junit.jupiter.api.Test;

class DiversityTest {
    private static final int SIDE = 16;
    private static final double[] ORIGIN = new double[64];

    /** Images of which each is 1 in a block of its own, two by two pixels, and 0 elsewhere. */
    private static float[] blocks(int... which) {
        float[] images = new float[which.length * SIDE * SIDE];
        for (int i = 0; i < which.length; i++) {
            int first = i * SIDE * SIDE + which[i] / 8 * 2 * SIDE + which[i] % 8 * 2;
            for (int pixel : new int[] {first, first + 1, first + SIDE, first + SIDE + 1}) {
                images[pixel] = 1;
            }
        }
        return images;
    }

    @Test
    void imagesAtRightAnglesCountEach() {
        assertEquals(5, Diversity.of(blocks(0, 9, 18, 27, 63), SIDE, ORIGIN), 1e-12);
    }

    @Test
    void oneImageManyTimesCountsOnce() {
        assertEquals(1, Diversity.of(blocks(3, 3, 3, 3), SIDE, ORIGIN), 1e-12);
    }

    /** n_i images of each of k kinds: n^2 / sum of n_i^2. */
    @Test
    void kindsCountByTheirShares() {
        assertEquals(16.0 / 10, Diversity.of(blocks(1, 1, 1, 2), SIDE, ORIGIN), 1e-12);
    }

    @Test
    void brightnessOfThePictureDoesNotCount() {
        float[] images = blocks(0, 9, 18);
        for (int i = 0; i < SIDE * SIDE; i++) {
            images[i] *= 7;
        }
        assertEquals(3, Diversity.of(images, SIDE, ORIGIN), 1e-12);
    }

    @Test
    void whatIsFarFromTheMeanOnOneSideIsAlike() {
        float[] real = Tensors.normal(new Random(1), 40 * SIDE * SIDE);
        double[] mean = Diversity.mean(real, SIDE);
        float[] collapsed = new float[40 * SIDE * SIDE];
        Arrays.fill(collapsed, 0.9f);
        assertEquals(1, Diversity.of(collapsed, SIDE, mean), 1e-9);
        // Independent directions in 64 dimensions: 1 / (1 / n + 1 / 64), and a little.
        assertEquals(1 / (1 / 40.0 + 1 / 64.0), Diversity.of(real, SIDE, mean), 2.5);
    }

    @Test
    void aSideThatThumbnailsDoNotDivideIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Diversity.of(new float[144], 12, ORIGIN));
    }
}
