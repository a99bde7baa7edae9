package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.effigy.base.Seeds;
import org.effigy.networks.Tensors;
import org.junit.jupiter.api.Test;

class DiffAugmentTest {
    private static final int SIDE = 16;
    private static final String ALL = "colour,translation,cutout";

    private static DiffAugment.Change change(String policy, long seed) {
        return DiffAugment.of(policy).draw(Seeds.of(seed, "test", 0), SIDE);
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    /** The change is affine, so a difference is exact but for rounding: g . (T(x + d) - T(x)) is back(g) . d. */
    @Test
    void theGradientGoesBackThroughEveryChange() {
        for (String policy : List.of(ALL, "colour", "translation", "cutout", "none")) {
            for (long seed = 0; seed < 20; seed++) {
                DiffAugment.Change change = change(policy, seed);
                Random random = new Random(100 + seed);
                float[] x = Tensors.normal(random, SIDE * SIDE);
                float[] d = Tensors.normal(random, SIDE * SIDE);
                float[] g = Tensors.normal(random, SIDE * SIDE);
                float[] moved = x.clone();
                for (int i = 0; i < x.length; i++) {
                    moved[i] += d[i];
                }
                double numeric = product(g, change.apply(moved)) - product(g, change.apply(x));
                assertEquals(numeric, product(change.back(g), d), 2e-4, policy + ", seed " + seed);
            }
        }
    }

    @Test
    void noneLeavesAnImageAsItIs() {
        float[] x = Tensors.normal(new Random(1), SIDE * SIDE);
        assertArrayEquals(x, change("none", 5).apply(x), 1e-6f);
    }

    @Test
    void colourAddsANumberAndSpreadsAboutTheMean() {
        float[] x = {0, 1, 2, 5};
        float[] y = new DiffAugment.Change(0.5f, 2, 0, 0, 0, 0, 0).apply(x);
        assertArrayEquals(new float[] {-1.5f, 0.5f, 2.5f, 8.5f}, y, 1e-6f);
    }

    @Test
    void translationMovesTheContentAndLetsZerosIn() {
        float[] x = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        assertArrayEquals(
                new float[] {0, 0, 0, 2, 3, 0, 5, 6, 0}, new DiffAugment.Change(0, 1, 1, -1, 0, 0, 0).apply(x), 1e-6f);
    }

    @Test
    void cutoutClearsTheSquareAsFarAsItIsInside() {
        float[] x = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        assertArrayEquals(
                new float[] {0, 2, 3, 4, 5, 6, 7, 8, 9}, new DiffAugment.Change(0, 1, 0, 0, -1, -1, 2).apply(x), 1e-6f);
    }

    @Test
    void changesStayInTheirRangesAndReachTheirEnds() {
        int most = 0;
        float brightest = 0;
        float steepest = 1;
        for (long seed = 0; seed < 2000; seed++) {
            DiffAugment.Change c = change(ALL, seed);
            assertTrue(Math.abs(c.brightness()) <= 0.5 && c.contrast() >= 0.5 && c.contrast() <= 1.5, c.toString());
            assertTrue(Math.abs(c.down()) <= 2 && Math.abs(c.right()) <= 2, c.toString());
            assertTrue(c.cut() == 8 && c.top() >= -4 && c.top() <= 12 && c.left() >= -4 && c.left() <= 12);
            most = Math.max(most, c.down());
            brightest = Math.max(brightest, c.brightness());
            steepest = Math.max(steepest, c.contrast());
        }
        assertTrue(most == 2 && brightest > 0.49 && steepest > 1.49);
    }

    @Test
    void aStreamDrawsOneChange() {
        assertEquals(change(ALL, 7), change(ALL, 7));
        assertNotEquals(change(ALL, 7), change(ALL, 8));
        assertEquals(change(ALL, 7).down(), change("translation", 7).down());
    }

    @Test
    void unknownKindsAreRefused() {
        for (String policy : List.of("color", "", "colour,", "none,cutout")) {
            String message = assertThrows(IllegalArgumentException.class, () -> DiffAugment.of(policy))
                    .getMessage();
            assertTrue(message.contains("allowed are none or some of colour,translation,cutout"), message);
        }
    }
}
