package org.effigy.phantom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CrPhantomTest {
    private static final long SEED = 21;
    private static final int SIZE = 128;
    private static final int IMAGES = 6;

    private static double mean(Phantom image, double rowFrom, double rowTo, double columnFrom, double columnTo) {
        double sum = 0;
        int n = 0;
        for (int row = (int) (rowFrom * SIZE); row < rowTo * SIZE; row++) {
            for (int column = (int) (columnFrom * SIZE); column < columnTo * SIZE; column++) {
                sum += image.values()[row * SIZE + column];
                n++;
            }
        }
        return sum / n;
    }

    @Test
    void lungsAreDarkMiddleAndBellyBrightAndTheHeartIsOnTheLeft() {
        CrPhantom phantom = new CrPhantom(new CrPhantomConfig(SIZE, 0));
        for (int i = 0; i < IMAGES; i++) {
            Phantom image = phantom.image(SEED, i);
            double right = mean(image, 0.3, 0.6, 0.22, 0.38);
            double left = mean(image, 0.3, 0.5, 0.64, 0.78);
            double middle = mean(image, 0.3, 0.6, 0.46, 0.54);
            double belly = mean(image, 0.88, 0.98, 0.2, 0.8);
            double corner = mean(image, 0, 0.04, 0, 0.15);
            assertTrue(right < 0.45 && left < 0.5, "lungs " + right + " " + left);
            assertTrue(middle > right + 0.3 && belly > right + 0.2, "middle " + middle + ", belly " + belly);
            assertTrue(corner < 0.1, "air beside the neck " + corner);
            double heart = mean(image, 0.55, 0.66, 0.56, 0.66);
            double mirror = mean(image, 0.55, 0.66, 0.34, 0.44);
            assertTrue(heart > mirror + 0.05, "heart " + heart + " " + mirror);
        }
    }

    @Test
    void brightnessIsInRange() {
        Phantom image = new CrPhantom(CrPhantomConfig.of(64)).image(SEED, 1);
        for (float v : image.values()) {
            assertTrue(v >= 0 && v <= 1);
        }
        assertEquals(350.0 / 64, image.spacingMm());
    }

    @Test
    void aConsolidationIsBrighterWhereTheTruthSays() {
        CrPhantom with = new CrPhantom(new CrPhantomConfig(SIZE, 1));
        CrPhantom without = new CrPhantom(new CrPhantomConfig(SIZE, 0));
        double total = 0;
        for (int i = 0; i < IMAGES; i++) {
            Phantom lesioned = with.image(SEED, i);
            Phantom normal = without.image(SEED, i);
            Lesion lesion = lesioned.lesion().orElseThrow();
            assertEquals(CrPhantom.CONSOLIDATION, lesioned.label());
            assertEquals(Phantom.NORMAL, normal.label());
            double radius = lesion.radiusMm() / lesioned.spacingMm();
            double inside = difference(lesioned, normal, lesion, 0, 0.6 * radius);
            double outside = difference(lesioned, normal, lesion, 2 * radius, 4 * radius);
            assertTrue(inside - outside > 0.04, "image " + i + ": " + inside + " against " + outside);
            total += inside - outside;
        }
        assertTrue(total / IMAGES > 0.08, "mean " + total / IMAGES);
    }

    /** Returns the mean difference in a ring around the lesion. */
    private static double difference(Phantom a, Phantom b, Lesion lesion, double from, double to) {
        double sum = 0;
        int n = 0;
        for (int i = 0; i < SIZE * SIZE; i++) {
            double distance = Math.hypot(i / SIZE - lesion.row(), i % SIZE - lesion.column());
            if (distance >= from && distance < to) {
                sum += a.values()[i] - b.values()[i];
                n++;
            }
        }
        return sum / n;
    }

    @Test
    void theSameSeedAndIndexGiveTheSameImage() {
        CrPhantom phantom = new CrPhantom(CrPhantomConfig.of(64));
        assertArrayEquals(
                phantom.image(3, 5).values(),
                new CrPhantom(CrPhantomConfig.of(64)).image(3, 5).values());
        assertFalse(
                Arrays.equals(phantom.image(3, 5).values(), phantom.image(3, 6).values()));
        assertEquals(5, phantom.image(3, 5).patient());
    }
}
