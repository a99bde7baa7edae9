package org.effigy.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.effigy.base.InputException;
import org.junit.jupiter.api.Test;

class CollapseGuardTest {
    private static final float[] ONE = {-0.5f, 0.5f};
    private static final float[] OTHER = {0.5f, -0.5f};

    private final List<Integer> passed = new ArrayList<>();
    private final CollapseGuard guard = new CollapseGuard(image -> passed.add(image.index()), 0.01f);

    private void accept(int index, String className, float... values) throws IOException {
        guard.accept(new SampledImage(index, index, className, values));
    }

    @Test
    void passesOnAllImagesAsSoonAsTwoDiffer() throws IOException {
        accept(1, "", ONE);
        accept(2, "", ONE);
        assertEquals(List.of(), passed);
        accept(3, "", OTHER);
        assertEquals(List.of(1, 2, 3), passed);
        accept(4, "", ONE);
        guard.finish();
        assertEquals(List.of(1, 2, 3, 4), passed);
    }

    @Test
    void aSingleImageHasNothingToDifferFrom() throws IOException {
        accept(1, "calm", ONE);
        accept(2, "wild", ONE);
        assertEquals(List.of(), passed);
        guard.finish();
        assertEquals(List.of(1, 2), passed);
    }

    @Test
    void refusesImagesThatShowNothing() {
        for (float[] nothing : List.of(new float[] {0.2f, 0.2f}, new float[] {3, 9}, new float[] {0, Float.NaN})) {
            InputException e = assertThrows(InputException.class, () -> accept(7, "", nothing));
            assertTrue(e.getMessage().startsWith("image 7 "), e.getMessage());
            assertTrue(e.getMessage().contains("lower learning rate"), e.getMessage());
        }
        assertEquals(List.of(), passed);
    }

    @Test
    void refusesAClassWhoseImagesAreAllTheSameEvenIfAnotherClassVaries() throws IOException {
        accept(1, "calm", ONE);
        accept(2, "wild", ONE);
        accept(3, "calm", OTHER);
        accept(4, "wild", ONE);
        InputException e = assertThrows(InputException.class, guard::finish);
        assertTrue(e.getMessage().startsWith("the first 2 images of class wild are all the same"), e.getMessage());
        assertEquals(List.of(1, 3), passed);
    }

    @Test
    void waitsForNoMoreThanSixteen() throws IOException {
        for (int i = 1; i < CollapseGuard.MOST_ALIKE; i++) {
            accept(i, "", ONE);
        }
        InputException e = assertThrows(InputException.class, () -> accept(CollapseGuard.MOST_ALIKE, "", ONE));
        assertTrue(e.getMessage().startsWith("the first 16 images are all the same"), e.getMessage());
        assertEquals(List.of(), passed);
    }
}
