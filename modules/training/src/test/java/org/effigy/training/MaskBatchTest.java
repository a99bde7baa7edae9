package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.effigy.dataset.image.Augmentation;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.families.Batch;
import org.effigy.networks.families.Family;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches whose images have masks. */
class MaskBatchTest {
    @TempDir
    private Path folder;

    /** Images that are bright where their masks are; the last one has no mask. */
    private static TrainingImages bright(int size) {
        return new TrainingImages() {
            @Override
            public int size() {
                return 4;
            }

            @Override
            public int imageLength() {
                return size * size;
            }

            @Override
            public void read(int i, float[] out, int offset) {
                for (int pixel = 0; pixel < imageLength(); pixel++) {
                    out[offset + pixel] = in(i, pixel) ? 1 : -1;
                }
            }

            private boolean in(int i, int pixel) {
                int row = pixel / size;
                int column = pixel % size;
                return row >= 4 && row < 9 && column >= 3 + i && column < 9 + i;
            }

            @Override
            public int label(int i) {
                return i % 2;
            }

            @Override
            public int id(int i) {
                return i;
            }

            @Override
            public boolean masked() {
                return true;
            }

            @Override
            public void mask(int i, float[] out, int offset) {
                for (int pixel = 0; pixel < imageLength(); pixel++) {
                    out[offset + pixel] = i == 3 ? Batch.NO_MASK : in(i, pixel) ? 1 : 0;
                }
            }
        };
    }

    private static TrainingConfig masked(TrainingConfig config) {
        ModelConfig model = config.model();
        return config.withModel(Family.of(model).withMasks(model));
    }

    @Test
    void masksMoveWithTheirImages() {
        TrainingConfig config = masked(ToyRuns.ddpm()).withAugmentation(Augmentation.AFFINE);
        int length = config.model().imageSize().pixels();
        BatchSource source = new BatchSource(bright(config.model().imageSize().rows()), config);
        int moved = 0;
        for (int step = 1; step <= 20; step++) {
            Batch batch = source.of(step);
            for (int i = 0; i < batch.size(); i++) {
                float[] image = Arrays.copyOfRange(batch.images(), i * length, (i + 1) * length);
                float[] mask = Arrays.copyOfRange(batch.masks(), i * length, (i + 1) * length);
                float[] still = new float[length];
                bright(config.model().imageSize().rows()).mask(batch.ids()[i], still, 0);
                moved += Arrays.equals(mask, still) ? 0 : 1;
                for (int pixel = 0; pixel < length; pixel++) {
                    if (batch.ids()[i] == 3) {
                        assertEquals(Batch.NO_MASK, mask[pixel]);
                    } else {
                        // Half of a pixel is the value 0 of the image; what lies at it may be rounded either way.
                        assertTrue(Math.abs(image[pixel]) < 1e-5 || mask[pixel] == (image[pixel] > 0 ? 1 : 0));
                    }
                }
            }
        }
        assertTrue(moved > 20, moved + " masks moved");
    }

    @Test
    void imagesAreThoseOfARunWithoutMasks() {
        TrainingConfig plain = ToyRuns.ddpm().withAugmentation(Augmentation.AFFINE);
        Batch without = new BatchSource(bright(plain.model().imageSize().rows()), plain).of(3);
        Batch with = new BatchSource(bright(plain.model().imageSize().rows()), masked(plain)).of(3);
        assertArrayEquals(without.images(), with.images());
        assertEquals(0, without.masks().length);
    }

    @Test
    void aModelWithMasksNeedsThem() {
        TrainingConfig config = masked(ToyRuns.ddpm());
        assertThrows(
                IllegalArgumentException.class,
                () -> new TrainingJob(
                        folder.resolve("run"), config, ToyRuns.images(4), ToyRuns.facts(4), Optional.empty(), "test"));
    }
}
