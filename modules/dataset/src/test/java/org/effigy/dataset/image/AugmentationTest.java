package org.effigy.dataset.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.effigy.base.Size;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    private static final int SIZE = 33;

    /** Returns the numbers of a list, one after the other, in place of random ones. */
    private static Random fixed(double... values) {
        return new Random() {
            private static final long serialVersionUID = 1L;
            private int next;

            @Override
            public double nextDouble() {
                return values[next++];
            }
        };
    }

    private static float[] point(int row, int column) {
        float[] image = new float[SIZE * SIZE];
        java.util.Arrays.fill(image, -1);
        image[row * SIZE + column] = 1;
        return image;
    }

    @Test
    void noneReturnsTheImageItselfAsACopy() {
        float[] image = point(3, 4);
        assertArrayEquals(image, Augmentation.NONE.apply(image, SIZE, new Random(1)));
    }

    @Test
    void aZeroDrawIsTheIdentity() {
        float[] image = point(3, 4);
        float[] out = Augmentation.AFFINE.apply(image, SIZE, fixed(0.5, 0.5, 0.5, 0.5, 0.5, 0.9));
        assertArrayEquals(image, out, 1e-6f);
    }

    @Test
    void shiftsByWholePixelsExactly() {
        Augmentation shift = new Augmentation(0, 0, 0, 2.0 / SIZE, false);
        float[] out = shift.apply(point(10, 20), SIZE, fixed(0.5, 0.5, 0.5, 1.0, 0.0, 0.9));
        assertArrayEquals(point(8, 22), out, 1e-5f);
    }

    @Test
    void aWideImageShiftsByPartsOfItsOwnHeightAndWidthAndTurnsAboutItsMiddle() {
        Size wide = new Size(8, 16);
        float[] image = new float[8 * 16];
        image[2 * 16 + 3] = 1;
        Augmentation shift = new Augmentation(0, 0, 0, 0.25, false);
        float[] shifted = shift.apply(image, wide, fixed(0.5, 0.5, 0.5, 1.0, 1.0, 0.9));
        float[] expected = new float[8 * 16];
        expected[4 * 16 + 7] = 1;
        assertArrayEquals(expected, shifted, 1e-5f);
        float[] mirrored = new Augmentation(0, 0, 0, 0, true).apply(image, wide, fixed(0.5, 0.5, 0.5, 0.5, 0.5, 0.1));
        float[] other = new float[8 * 16];
        other[2 * 16 + 12] = 1;
        assertArrayEquals(other, mirrored, 1e-5f);
    }

    @Test
    void rotatesClockwiseOnTheScreenForAPositiveAngle() {
        Augmentation turn = new Augmentation(45, 0, 0, 0, false);
        int centre = SIZE / 2;
        // 10 pixels to the right of the centre, turned by 45 degrees: 7.07 to the right and 7.07 down.
        float[] out = turn.apply(point(centre, centre + 10), SIZE, fixed(1.0, 0.5, 0.5, 0.5, 0.5, 0.9));
        int brightest = 0;
        for (int i = 0; i < out.length; i++) {
            brightest = out[i] > out[brightest] ? i : brightest;
        }
        assertEquals(centre + 7, brightest / SIZE);
        assertEquals(centre + 7, brightest % SIZE);
    }

    @Test
    void growsByTheFactor() {
        Augmentation grow = new Augmentation(0, Math.log(1.5), 0, 0, false);
        int centre = SIZE / 2;
        float[] out = grow.apply(point(centre, centre + 10), SIZE, fixed(0.5, 1.0, 0.5, 0.5, 0.5, 0.9));
        assertEquals(1, out[centre * SIZE + centre + 15], 1e-5);
    }

    @Test
    void theBorderGoesOnOutsideOfTheImage() {
        float[] bright = new float[SIZE * SIZE];
        java.util.Arrays.fill(bright, 0.5f);
        assertArrayEquals(bright, Augmentation.AFFINE.apply(bright, SIZE, new Random(4)), 1e-6f);
    }

    @Test
    void mirrorsOnlyWhenAsked() {
        float[] image = point(5, 6);
        Augmentation flip = new Augmentation(0, 0, 0, 0, true);
        assertArrayEquals(point(5, SIZE - 1 - 6), flip.apply(image, SIZE, fixed(0.5, 0.5, 0.5, 0.5, 0.5, 0.1)), 1e-6f);
        assertArrayEquals(image, flip.apply(image, SIZE, fixed(0.5, 0.5, 0.5, 0.5, 0.5, 0.6)), 1e-6f);
        // The draw that mirrors where it is asked for does nothing where it is not.
        Augmentation plain = new Augmentation(0, 0, 0, 1e-9, false);
        assertArrayEquals(image, plain.apply(image, SIZE, fixed(0.5, 0.5, 0.5, 0.5, 0.5, 0.1)), 1e-6f);
        assertArrayEquals(image, Augmentation.AFFINE.apply(image, SIZE, fixed(0.5, 0.5, 0.5, 0.5, 0.5, 0.1)), 1e-6f);
    }

    @Test
    void theStandardChangesLittleAndLeavesLeftOnTheLeft() {
        assertEquals(new Augmentation(6, 0.1, 0.06, 0.04, false), Augmentation.AFFINE);
        float[] leftBright = new float[SIZE * SIZE];
        for (int i = 0; i < leftBright.length; i++) {
            leftBright[i] = i % SIZE < SIZE / 2 ? 1 : -1;
        }
        int mirrored = 0;
        Augmentation flipped = new Augmentation(6, 0.1, 0.06, 0.04, true);
        for (int seed = 0; seed < 100; seed++) {
            float[] image = Augmentation.AFFINE.apply(leftBright, SIZE, new Random(seed));
            assertEquals(1, image[SIZE / 2 * SIZE], 1e-6, "seed " + seed);
            mirrored += flipped.apply(leftBright, SIZE, new Random(seed))[SIZE / 2 * SIZE] < 0 ? 1 : 0;
        }
        assertEquals(50, mirrored, 15);
    }

    @Test
    void theSameStreamGivesTheSameImage() {
        float[] image = Augmentation.AFFINE.apply(point(9, 9), SIZE, new Random(3));
        assertArrayEquals(image, Augmentation.AFFINE.apply(point(9, 9), SIZE, new Random(3)));
    }

    @Test
    void refusesWrongSettings() {
        assertThrows(IllegalArgumentException.class, () -> new Augmentation(90, 0, 0, 0, false));
        assertThrows(IllegalArgumentException.class, () -> new Augmentation(0, Double.NaN, 0, 0, false));
    }
}
