package org.effigy.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ContentTest {
    private static final int SIDE = 128;

    @Test
    void correlatesWithItselfByOneAndWithItsMirrorImageOnceItIsMirrored() {
        float[] image = Anatomy.of(1, SIDE);
        Content content = Content.of(image, SIDE);
        assertEquals(1, content.correlation(Placement.IDENTITY, content), 1e-12);
        Content mirror = Content.of(PlantedCopies.of(image, SIDE, 1).get("mirrored"), SIDE);
        assertEquals(1, content.correlation(new Placement(true, 0, 0, 0, 1), mirror), 1e-5);
        assertTrue(content.correlation(Placement.IDENTITY, mirror) < 0.7);
    }

    @Test
    void aPlacementUndoesShiftRotationAndZoom() {
        float[] image = Anatomy.of(2, SIDE);
        Content content = Content.of(image, SIDE);
        Content turned = Content.of(PlantedCopies.of(image, SIDE, 1).get("turned by 2 degrees"), SIDE);
        assertTrue(content.correlation(new Placement(false, 0, 0, 2, 1), turned) > 0.99);
        Content shifted = Content.of(PlantedCopies.of(image, SIDE, 1).get("shifted by 1/32"), SIDE);
        assertTrue(content.correlation(new Placement(false, 1 / 32.0, -1 / 32.0, 0, 1), shifted) > 0.98);
        Content cropped = Content.of(PlantedCopies.of(image, SIDE, 1).get("cropped by 3 %"), SIDE);
        assertTrue(content.correlation(new Placement(false, 0, 0, 0, 1 / 0.94), cropped) > 0.98);
    }

    @Test
    void brightnessThatGrowsInAnotherWayHardlyChangesIt() {
        float[] image = Anatomy.of(3, SIDE);
        Content content = Content.of(image, SIDE);
        float[] scaled = image.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = 40 * scaled[i] - 300;
        }
        assertEquals(1, content.correlation(Placement.IDENTITY, Content.of(scaled, SIDE)), 1e-3);
        Content dark = Content.of(PlantedCopies.of(image, SIDE, 1).get("gamma 1.7"), SIDE);
        assertTrue(content.correlation(Placement.IDENTITY, dark) > 0.95);
    }

    @Test
    void anEvenImageHasNoContent() {
        Content even = Content.of(new float[SIDE * SIDE], SIDE);
        assertEquals(0, even.correlation(Placement.IDENTITY, Content.of(Anatomy.of(1, SIDE), SIDE)));
    }
}
