package org.effigy.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageSpreadTest {
    private static final float LEAST = ImageSpread.LEAST;
    private static final float[] SOUND = {-0.5f, 0.5f, 0.1f};

    @Test
    void anImageThatSpreadsMoreThanOneStepIsSound() {
        assertEquals(Optional.empty(), ImageSpread.fault(SOUND, LEAST));
        assertEquals(Optional.empty(), ImageSpread.fault(new float[] {0.25f, 0.25f + 1.1f * LEAST}, LEAST));
    }

    @Test
    void theLeastSpreadIsTheCallers() {
        float[] faint = {0.25f, 0.253f};
        assertEquals(Optional.empty(), ImageSpread.fault(faint, LEAST));
        assertEquals(Optional.of("is one even grey"), ImageSpread.fault(faint, 2f / 255));
        assertTrue(ImageSpread.same(faint, new float[] {0.253f, 0.25f}, 2f / 255));
    }

    @Test
    void anImageThatSpreadsLessIsOneEvenGrey() {
        for (float[] even : List.of(
                new float[] {0.3f, 0.3f, 0.3f},
                new float[] {0.25f, 0.25f + 0.9f * LEAST},
                new float[] {1, 2, 700},
                new float[] {-1, -1.5f, -99},
                new float[] {0})) {
            assertEquals(Optional.of("is one even grey"), ImageSpread.fault(even, LEAST));
        }
    }

    @Test
    void valuesThatAreNotFiniteAreToldWhereverTheyAre() {
        for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertEquals(
                    Optional.of("has values that are not finite"),
                    ImageSpread.fault(new float[] {-0.5f, 0.5f, wrong}, LEAST));
            assertEquals(
                    Optional.of("has values that are not finite"),
                    ImageSpread.fault(new float[] {wrong, wrong}, LEAST));
        }
    }

    @Test
    void imagesAreTheSameWhereNoValueDiffersByAStep() {
        assertTrue(ImageSpread.same(SOUND, SOUND.clone(), LEAST));
        assertTrue(ImageSpread.same(SOUND, new float[] {-0.5f, 0.5f + 0.9f * LEAST, 0.1f}, LEAST));
        assertFalse(ImageSpread.same(SOUND, new float[] {-0.5f, 0.5f, 0.1f + 1.1f * LEAST}, LEAST));
        assertFalse(ImageSpread.same(SOUND, new float[] {-0.5f, 0.5f, 0.1f - 1.1f * LEAST}, LEAST));
        assertTrue(ImageSpread.same(new float[] {1, -1}, new float[] {5, -7}, LEAST), "as they are shown");
        assertFalse(ImageSpread.same(new float[] {Float.NaN}, new float[] {Float.NaN}, LEAST));
        assertThrows(IllegalArgumentException.class, () -> ImageSpread.same(SOUND, new float[2], LEAST));
    }

    @Test
    void aSetIsSoundWhenEachImageIsAndTwoDiffer() {
        float[] other = {0.5f, -0.5f, 0.1f};
        assertEquals(Optional.empty(), ImageSpread.fault(List.of(SOUND, SOUND, other)));
        assertEquals(Optional.empty(), ImageSpread.fault(List.of(SOUND)));
        assertEquals(Optional.empty(), ImageSpread.fault(List.of()));
        assertEquals(Optional.of("all 2 images are the same"), ImageSpread.fault(List.of(SOUND, SOUND.clone())));
        assertEquals(
                Optional.of("image 2 of 3 is one even grey"), ImageSpread.fault(List.of(SOUND, new float[3], other)));
    }
}
