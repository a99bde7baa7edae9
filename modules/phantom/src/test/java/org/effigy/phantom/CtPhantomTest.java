package org.effigy.phantom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.effigy.phantom.CtAnatomy.Level;
import org.effigy.phantom.CtAnatomy.Organ;
import org.junit.jupiter.api.Test;

class CtPhantomTest {
    private static final long SEED = 11;
    private static final int SIZE = 128;
    private static final int SLICES = 16;

    private static final CtPhantom NORMAL = new CtPhantom(new CtPhantomConfig(SIZE, 0, 4));

    private static CtAnatomy anatomy(int index) {
        return new CtAnatomy(CtPatient.of(SEED, index / 4), new Draws(SEED, "phantom ct slice", index));
    }

    /** Returns the mean of 3 x 3 pixels around a point in mm. */
    private static double mean(Phantom slice, double x, double y) {
        int column = (int) Math.round(x / slice.spacingMm() + (SIZE - 1) / 2.0);
        int row = (int) Math.round(y / slice.spacingMm() + (SIZE - 1) / 2.0);
        double sum = 0;
        for (int r = row - 1; r <= row + 1; r++) {
            for (int c = column - 1; c <= column + 1; c++) {
                sum += slice.values()[r * SIZE + c];
            }
        }
        return sum / 9;
    }

    private static void assertBetween(double low, double high, double actual, String what) {
        assertTrue(actual >= low && actual <= high, what + " is " + actual + " HU");
    }

    @Test
    void tissuesHaveTheirHounsfieldUnits() {
        Set<Level> levels = EnumSet.noneOf(Level.class);
        for (int i = 0; i < SLICES; i++) {
            CtAnatomy a = anatomy(i);
            Phantom slice = NORMAL.slice(SEED, i);
            levels.add(a.level);
            assertBetween(-1010, -985, mean(slice, -0.48 * a.patient.fieldMm(), -0.48 * a.patient.fieldMm()), "air");
            assertBetween(90, 420, mean(slice, a.vertebra.x(), a.vertebra.y()), "vertebra");
            assertBetween(-30, 80, mean(slice, a.canal.x(), a.canal.y()), "spinal canal");
            assertBetween(450, 1200, max(slice), "densest bone");
            for (Organ organ : a.organs) {
                if (organ.name().equals("descending aorta")) {
                    Shape.Box box = organ.shape().bounds();
                    double blood = mean(slice, (box.left() + box.right()) / 2, (box.top() + box.bottom()) / 2);
                    assertEquals(a.patient.blood(), blood, 30);
                }
                if (organ.name().equals("trachea")) {
                    Shape.Box box = organ.shape().bounds();
                    double air = mean(slice, (box.left() + box.right()) / 2, (box.top() + box.bottom()) / 2);
                    assertBetween(-1024, -930, air, "trachea");
                }
            }
            // The lower quartile, where there are few vessels.
            assertEquals(a.patient.lung(), quantile(slice, a, true), 60, "lung");
            assertBetween(-130, -70, quantile(slice, a, false), "fat under the skin");
        }
        assertEquals(EnumSet.allOf(Level.class), levels);
    }

    /** Returns the lower quartile of the points well inside the lungs, or the median of those 4 to 6 mm under the skin. */
    private static double quantile(Phantom slice, CtAnatomy a, boolean lung) {
        double[] found = new double[SIZE * SIZE];
        int n = 0;
        for (int i = 0; i < found.length; i++) {
            double x = (i % SIZE - (SIZE - 1) / 2.0) * slice.spacingMm();
            double y = (i / SIZE - (SIZE - 1) / 2.0) * slice.spacingMm();
            double depth = -a.torso.distance(x, y);
            if (lung ? a.inLung(x, y, 5) : depth > 4 && depth < 6) {
                found[n++] = slice.values()[i];
            }
        }
        Arrays.sort(found, 0, n);
        return found[lung ? n / 4 : n / 2];
    }

    private static double max(Phantom slice) {
        double max = -1024;
        for (float v : slice.values()) {
            max = Math.max(max, v);
        }
        return max;
    }

    @Test
    void aNoduleIsWhereTheTruthSaysAndNowhereElse() {
        CtPhantom all = new CtPhantom(new CtPhantomConfig(SIZE, 1, 4));
        for (int i = 0; i < SLICES; i++) {
            Phantom with = all.slice(SEED, i);
            Phantom without = NORMAL.slice(SEED, i);
            assertEquals(CtPhantom.NODULE, with.label());
            assertEquals(Phantom.NORMAL, without.label());
            assertFalse(without.lesion().isPresent());
            Lesion lesion = with.lesion().orElseThrow();
            double radius = lesion.radiusMm() / with.spacingMm();
            double core = 0;
            int n = 0;
            for (int p = 0; p < SIZE * SIZE; p++) {
                double distance = Math.hypot(p / SIZE - lesion.row(), p % SIZE - lesion.column());
                if (distance > 1.17 * radius + 4) {
                    assertEquals(without.values()[p], with.values()[p], 0f, "outside the nodule");
                } else if (distance < 0.6 * radius) {
                    core += with.values()[p];
                    n++;
                }
            }
            assertEquals(CtPhantom.NODULE_HOUNSFIELD, core / n, 40, "nodule " + i);
        }
    }

    @Test
    void aNoduleIsInTheLung() {
        CtPhantom all = new CtPhantom(new CtPhantomConfig(64, 1, 4));
        for (int i = 0; i < 60; i++) {
            Phantom slice = all.slice(SEED, i);
            Lesion lesion = slice.lesion().orElseThrow();
            double x = (lesion.column() - 31.5) * slice.spacingMm();
            double y = (lesion.row() - 31.5) * slice.spacingMm();
            assertTrue(anatomy(i).inLung(x, y, lesion.radiusMm()));
            assertTrue(lesion.radiusMm() > 2 && lesion.radiusMm() < 13);
        }
    }

    @Test
    void theSameSeedAndIndexGiveTheSameSlice() {
        CtPhantom phantom = new CtPhantom(CtPhantomConfig.of(64));
        assertArrayEquals(
                phantom.slice(3, 5).values(),
                new CtPhantom(CtPhantomConfig.of(64)).slice(3, 5).values());
        assertFalse(
                Arrays.equals(phantom.slice(3, 5).values(), phantom.slice(3, 6).values()));
        assertFalse(
                Arrays.equals(phantom.slice(3, 5).values(), phantom.slice(4, 5).values()));
    }

    @Test
    void slicesOfOnePatientShareTheChest() {
        CtPhantom phantom = new CtPhantom(new CtPhantomConfig(64, 0.5, 3));
        for (int i = 0; i < 9; i++) {
            Phantom slice = phantom.slice(SEED, i);
            assertEquals(i / 3, slice.patient());
            assertEquals(CtPatient.of(SEED, i / 3).fieldMm() / 64, slice.spacingMm(), 1e-12);
        }
    }

    @Test
    void halfOfTheSlicesHaveANoduleUnlessAskedOtherwise() {
        assertEquals(50, lesions(0.5, 100));
        assertEquals(10, lesions(0.1, 100));
        assertEquals(1, lesions(0.02, 50));
        assertEquals(0, lesions(0, 100));
        assertEquals(100, lesions(1, 100));
    }

    private static long lesions(double fraction, int n) {
        long count = 0;
        for (int i = 0; i < n; i++) {
            count += Labels.hasLesion(i, fraction) ? 1 : 0;
        }
        return count;
    }

    @Test
    void refusesWrongConfigurations() {
        assertThrows(IllegalArgumentException.class, () -> CtPhantomConfig.of(63));
        assertThrows(IllegalArgumentException.class, () -> CtPhantomConfig.of(513));
        assertThrows(IllegalArgumentException.class, () -> new CtPhantomConfig(64, 1.1, 4));
        assertThrows(IllegalArgumentException.class, () -> new CtPhantomConfig(64, 0.5, 0));
        assertThrows(IllegalArgumentException.class, () -> new CrPhantomConfig(64, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> CrPhantomConfig.of(32));
        assertThrows(IllegalArgumentException.class, () -> PhantomOptions.of(PhantomKind.CT, 0, 64, 1));
    }
}
