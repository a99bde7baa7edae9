package org.effigy.training;

import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.effigy.base.Seeds;
import org.effigy.base.Size;
import org.effigy.dataset.image.Augmentation;
import org.effigy.dataset.image.ClassBalancedSampler;
import org.effigy.dataset.image.EpochSampler;
import org.effigy.networks.families.Batch;

/** Assembles the batch of any step; a batch depends on data, seed and step alone, so a resumed run sees the same ones. */
final class BatchSource {
    private final TrainingImages images;
    private final TrainingConfig config;
    private final LongFunction<int[]> order;

    BatchSource(TrainingImages images, TrainingConfig config) {
        this.images = images;
        this.config = config;
        order = order(images, config);
    }

    private static LongFunction<int[]> order(TrainingImages images, TrainingConfig config) {
        EpochSampler alike = new EpochSampler(images.size(), config.batch(), config.seed());
        if (config.classBalance().isEmpty()) {
            return alike::batch;
        }
        int[] labels = IntStream.range(0, images.size()).map(images::label).toArray();
        long from = config.classBalance().get().fromStep();
        ClassBalancedSampler balanced = new ClassBalancedSampler(
                labels,
                config.batch(),
                config.seed(),
                config.classBalance().get().balance());
        return step -> step < from ? alike.batch(step) : balanced.batch(step - from);
    }

    /** Returns the batch of a step, steps counting from 1. */
    Batch of(long step) {
        int length = images.imageLength();
        int[] chosen = order.apply(step - 1);
        float[] values = new float[chosen.length * length];
        float[] masks = new float[config.model().masked() ? values.length : 0];
        int known = config.model().conditions().size();
        float[] covariates = new float[chosen.length * known];
        int[] labels = new int[chosen.length];
        int[] ids = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            long position = (step - 1) * chosen.length + i;
            readAugmented(chosen[i], position, values, i * length);
            if (masks.length > 0) {
                ChangedMask.read(images, chosen[i], config, stream(position), masks, i * length);
            }
            if (known > 0) {
                System.arraycopy(images.covariates(chosen[i]), 0, covariates, i * known, known);
            }
            labels[i] = images.label(chosen[i]);
            ids[i] = images.id(chosen[i]);
        }
        return new Batch(step, values, labels, ids).withMasks(masks).withCovariates(covariates);
    }

    private Random stream(long position) {
        return Seeds.of(config.seed(), "augmentation", position);
    }

    private void readAugmented(int image, long position, float[] out, int offset) {
        images.read(image, out, offset);
        if (config.augmentation().equals(Augmentation.NONE)) {
            return;
        }
        int length = images.imageLength();
        float[] original = new float[length];
        System.arraycopy(out, offset, original, 0, length);
        Size size = config.model().imageSize();
        float[] changed = config.augmentation().apply(original, size, stream(position));
        System.arraycopy(changed, 0, out, offset, length);
    }
}
