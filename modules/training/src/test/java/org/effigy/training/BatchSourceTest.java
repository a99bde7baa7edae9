package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.effigy.base.Seeds;
import org.effigy.dataset.image.Augmentation;
import org.effigy.networks.families.Batch;
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

    /** Without augmentation, which the seed changes too. */
    @Test
    void theSeedDecidesTheOrderOfTheImages() {
        TrainingConfig config = ToyRuns.ddpm().withBatch(50).withAugmentation(Augmentation.NONE);
        int[] ids = new BatchSource(ToyRuns.images(50), config).of(1).ids();
        int[] others =
                new BatchSource(ToyRuns.images(50), config.withSeed(8)).of(1).ids();
        assertFalse(Arrays.equals(ids, others));
        Arrays.sort(ids);
        Arrays.sort(others);
        assertArrayEquals(ids, others);
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

    /** One of six images is of class 1: of six visits three are of it with full balance, and three of the five others. */
    @Test
    void imagesOfARareClassComeMoreOftenWhereThatIsAsked() {
        TrainingImages images = new OneRare();
        BatchSource source =
                new BatchSource(images, ToyRuns.ddpm().withBatch(5).withClassBalance(new ClassBalance(1, 0)));
        int[] visits = new int[6];
        for (long step = 1; step <= 12; step++) {
            Batch batch = source.of(step);
            for (int i = 0; i < batch.size(); i++) {
                visits[batch.ids()[i] - 100]++;
                assertEquals(batch.ids()[i] == 105 ? 1 : 0, batch.labels()[i]);
            }
        }
        assertArrayEquals(new int[] {6, 6, 6, 6, 6, 30}, visits);
    }

    @Test
    void beforeTheStepOfBalanceEveryImageComesAsOftenAsTheOthers() {
        TrainingImages images = new OneRare();
        TrainingConfig config = ToyRuns.ddpm().withBatch(6).withAugmentation(Augmentation.NONE);
        BatchSource late = new BatchSource(images, config.withClassBalance(new ClassBalance(1, 3)));
        BatchSource never = new BatchSource(images, config);
        BatchSource always = new BatchSource(images, config.withClassBalance(new ClassBalance(1, 0)));
        for (long step = 1; step <= 3; step++) {
            assertArrayEquals(never.of(step).ids(), late.of(step).ids());
        }
        for (long step = 4; step <= 6; step++) {
            assertArrayEquals(always.of(step - 3).ids(), late.of(step).ids());
        }
    }

    /** Six images, the last of them of another class. */
    private static final class OneRare implements TrainingImages {
        private final TrainingImages six = ToyRuns.images(6);

        @Override
        public int size() {
            return six.size();
        }

        @Override
        public int imageLength() {
            return six.imageLength();
        }

        @Override
        public void read(int i, float[] out, int offset) {
            six.read(i, out, offset);
        }

        @Override
        public int label(int i) {
            return i == 5 ? 1 : 0;
        }

        @Override
        public int id(int i) {
            return six.id(i);
        }
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
    void allImagesAsOneBatchAreEachItself() {
        Batch all = ToyRuns.images(5).all();
        assertArrayEquals(new int[] {0, 1, 0, 1, 0}, all.labels());
        assertArrayEquals(new int[] {100, 101, 102, 103, 104}, all.ids());
        int length = ToyRuns.SIZE * ToyRuns.SIZE;
        for (int i = 0; i < 5; i++) {
            float[] expected = new float[length];
            ToyRuns.images(5).read(i, expected, 0);
            assertArrayEquals(expected, Arrays.copyOfRange(all.images(), i * length, (i + 1) * length));
        }
    }

    /** No pixel is its mirror image's. */
    private static final TrainingImages LOPSIDED = new TrainingImages() {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public int imageLength() {
            return ToyRuns.SIZE * ToyRuns.SIZE;
        }

        @Override
        public void read(int i, float[] out, int offset) {
            for (int pixel = 0; pixel < imageLength(); pixel++) {
                out[offset + pixel] = pixel % ToyRuns.SIZE / 16f;
            }
        }

        @Override
        public int label(int i) {
            return 0;
        }

        @Override
        public int id(int i) {
            return 1;
        }
    };

    private static int mirrored(Augmentation augmentation) {
        int count = 0;
        TrainingConfig config = ToyRuns.ddpm().withBatch(200).withAugmentation(augmentation);
        float[] images = new BatchSource(LOPSIDED, config).of(1).images();
        for (int row = 0; row < images.length; row += ToyRuns.SIZE) {
            boolean mirror = images[row] > images[row + ToyRuns.SIZE - 1];
            for (int i = 0; i < ToyRuns.SIZE; i++) {
                assertEquals((mirror ? ToyRuns.SIZE - 1 - i : i) / 16f, images[row + i], 1e-6f);
            }
            count += mirror && row % LOPSIDED.imageLength() == 0 ? 1 : 0;
        }
        return count;
    }

    @Test
    void mirrorsHalfOfTheImagesWhereAskedForAndNoneElsewhere() {
        assertEquals(0, mirrored(Augmentation.NONE));
        // 200 draws at one half: 100, with six standard deviations of room.
        assertEquals(100, mirrored(new Augmentation(0, 0, 0, 0, true)), 42);
    }

    @Test
    void changesEachImageAsTheSettingsAndItsPlaceInTheRunSay() {
        for (Augmentation augmentation : List.of(
                new Augmentation(20, 0, 0, 0, false),
                new Augmentation(0, 0.3, 0, 0, false),
                new Augmentation(0, 0, 0.3, 0, false),
                new Augmentation(0, 0, 0, 0.3, false),
                Augmentation.AFFINE)) {
            TrainingConfig config = ToyRuns.ddpm().withBatch(3).withAugmentation(augmentation);
            float[] images = new BatchSource(LOPSIDED, config).of(2).images();
            float[] original = new float[LOPSIDED.imageLength()];
            LOPSIDED.read(0, original, 0);
            for (int i = 0; i < 3; i++) {
                float[] expected =
                        augmentation.apply(original, ToyRuns.SIZE, Seeds.of(config.seed(), "augmentation", 3 + i));
                float[] actual = Arrays.copyOfRange(images, i * original.length, (i + 1) * original.length);
                assertArrayEquals(expected, actual, augmentation::toString);
                assertFalse(Arrays.equals(original, actual), augmentation::toString);
            }
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
