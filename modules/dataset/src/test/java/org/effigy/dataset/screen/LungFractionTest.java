package org.effigy.dataset.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Slices drawn in rectangles, so that the fraction is known to the pixel. */
class LungFractionTest {
    private static final int SIDE = 40;
    private static final float AIR = -1000;
    private static final float TISSUE = 40;
    private static final float LUNG = -800;

    private final float[] slice = new float[SIDE * SIDE];

    LungFractionTest() {
        Arrays.fill(slice, AIR);
    }

    /** Fills the rows and columns from the first up to, not including, the second numbers. */
    private void fill(int top, int bottom, int left, int right, float value) {
        for (int y = top; y < bottom; y++) {
            Arrays.fill(slice, y * SIDE + left, y * SIDE + right, value);
        }
    }

    private double fraction() {
        return LungFraction.of(slice, SIDE, SIDE);
    }

    @Test
    void isLungPixelsDividedByBodyPixels() {
        fill(5, 35, 5, 35, TISSUE);
        fill(10, 20, 8, 18, LUNG);
        fill(10, 20, 22, 32, LUNG);
        assertEquals(200 / 900.0, fraction());
    }

    @Test
    void theBodyHoldsWhatIsNoLungToo() {
        fill(5, 35, 5, 35, TISSUE);
        fill(10, 20, 8, 18, LUNG);
        fill(12, 14, 10, 12, AIR);
        fill(25, 30, 10, 20, -400);
        assertEquals(96 / 900.0, fraction());
    }

    @Test
    void theLimitsBelongToLung() {
        fill(5, 35, 5, 35, TISSUE);
        fill(10, 11, 10, 11, -950);
        fill(10, 11, 12, 13, -500);
        fill(12, 13, 10, 11, -950.5f);
        fill(12, 13, 12, 13, -499.5f);
        assertEquals(2 / 900.0, fraction());
    }

    @Test
    void tableAndAirAroundTheBodyDoNotCount() {
        fill(5, 30, 5, 35, TISSUE);
        fill(10, 20, 8, 18, LUNG);
        fill(34, 36, 0, 40, 200);
        fill(0, 2, 0, 40, LUNG);
        assertEquals(100 / 750.0, fraction());
    }

    @Test
    void aLungThatTheEdgeCutsOpenIsNotEnclosed() {
        fill(5, 35, 0, 35, TISSUE);
        fill(10, 20, 0, 10, LUNG);
        assertEquals(0, fraction());
    }

    @Test
    void regionsThatTouchAtACornerOnlyAreTwo() {
        fill(10, 20, 10, 20, TISSUE);
        fill(20, 28, 20, 28, TISSUE);
        fill(12, 14, 12, 14, LUNG);
        fill(22, 26, 22, 26, LUNG);
        assertEquals(4 / 100.0, fraction());
    }

    @Test
    void airAloneAndTissueAloneHaveNoLung() {
        assertEquals(0, fraction());
        Arrays.fill(slice, TISSUE);
        assertEquals(0, fraction());
        assertEquals(0, LungFraction.of(new float[] {TISSUE}, 1, 1));
    }
}
