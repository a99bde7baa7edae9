package org.effigy.training;

import java.util.Arrays;
import java.util.Random;
import org.effigy.dataset.image.Augmentation;
import org.effigy.networks.families.Batch;

/** The mask of an image that augmentation has changed. */
final class ChangedMask {
    private ChangedMask() {}

    /**
     * Writes the mask of an image, moved as the image is: 1 where at least half of it comes from the region, 0 elsewhere, or {@link
     * Batch#NO_MASK} all over.
     *
     * @param random a fresh stream, the same as the image's
     */
    static void read(TrainingImages images, int image, TrainingConfig config, Random random, float[] out, int offset) {
        images.mask(image, out, offset);
        if (config.augmentation().equals(Augmentation.NONE) || out[offset] == Batch.NO_MASK) {
            return;
        }
        float[] original = Arrays.copyOfRange(out, offset, offset + images.imageLength());
        float[] moved = config.augmentation().apply(original, config.model().imageSize(), random);
        for (int i = 0; i < moved.length; i++) {
            out[offset + i] = moved[i] >= 0.5f ? 1 : 0;
        }
    }
}
