package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.effigy.dataset.image.Augmentation;
import org.junit.jupiter.api.Test;

class BatchSourceTest {
    @Test
    void aBatchDependsOnSeedAndStepAlone() {
        TrainingConfig config = ToyRuns.ddpm();
        BatchSource once = new BatchSource(ToyRuns.images(6), config);
        BatchSource again = new BatchSource(ToyRuns.images(6), config);
        Batch first = once.of(3);
        once.of(1);
        again.of(9);
        Batch second = again.of(3);
        assertArrayEquals(first.images(), second.images());
        assertArrayEquals(first.ids(), second.ids());
        assertFalse(Arrays.equals(first.images(), once.of(4).images()));
        Batch otherSeed = new BatchSource(ToyRuns.images(6), config.withSeed(8)).of(3);
        assertFalse(Arrays.equals(first.images(), otherSeed.images()));
    }

    @Test
    void threeStepsOfFourVisitEachOfSixImagesTwice() {
        BatchSource source = new BatchSource(ToyRuns.images(6), ToyRuns.ddpm());
        int[] visits = new int[6];
        for (long step = 1; step <= 3; step++) {
            for (int id : source.of(step).ids()) {
                visits[id - 100]++;
            }
        }
        assertArrayEquals(new int[] {2, 2, 2, 2, 2, 2}, visits);
    }

    @Test
    void keepsImageLabelAndIdTogether() {
        TrainingImages images = ToyRuns.images(6);
        Batch batch = new BatchSource(images, ToyRuns.ddpm().withAugmentation(Augmentation.NONE)).of(5);
        int length = images.imageLength();
        for (int i = 0; i < batch.size(); i++) {
            float[] expected = new float[length];
            images.read(batch.ids()[i] - 100, expected, 0);
            assertArrayEquals(expected, Arrays.copyOfRange(batch.images(), i * length, (i + 1) * length));
            assertEquals(batch.ids()[i] % 2, batch.labels()[i]);
        }
    }

    @Test
    void augmentsTheSameImageDifferentlyEachTime() {
        TrainingConfig config = ToyRuns.ddpm().withBatch(2);
        Batch batch = new BatchSource(ToyRuns.images(1), config).of(1);
        int length = batch.images().length / 2;
        float[] first = Arrays.copyOfRange(batch.images(), 0, length);
        float[] second = Arrays.copyOfRange(batch.images(), length, 2 * length);
        assertFalse(Arrays.equals(first, second));
        assertTrue(batch.idText().equals("0100 0100"));
    }
}
