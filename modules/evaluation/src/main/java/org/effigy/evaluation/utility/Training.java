package org.effigy.evaluation.utility;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongConsumer;
import org.effigy.base.InputException;
import org.effigy.base.Seeds;
import org.effigy.dataset.image.Augmentation;
import org.effigy.dataset.image.EpochSampler;
import org.effigy.networks.Engines;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.Precision;
import org.effigy.networks.families.Batch;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.LossModel;
import org.effigy.networks.families.Model;
import org.effigy.networks.net.Loss;

/**
 * Trains a small classifier and lets it judge images. One thread in float32 computes it, so that its scores do not depend on how
 * many processors there are; several trainings go on side by side.
 *
 * @param cases to train on, and more: the pool says which
 * @param classes at least 2
 * @param steps of the optimiser
 * @param flip whether augmentation mirrors
 */
record Training(Cases cases, int classes, long steps, boolean flip) {
    /** How many images are classified at once. */
    private static final int IMAGES_PER_PASS = 8;

    /** The largest relative change of contrast and the largest change of brightness, as a part of the range. */
    private static final double INTENSITY = 0.1;

    /**
     * Returns the probability of each class for each image, (images, classes).
     *
     * @param seed of the first weights and the order
     * @param judged images of the same side
     * @param done hears how many steps are done
     * @throws InterruptedIOException if the thread is interrupted
     */
    float[] probabilities(Pool pool, long seed, float[][] judged, LongConsumer done) throws IOException {
        Family family = Family.named("classifier");
        Family.Preset preset = preset(family, cases.side(), classes);
        Engines.Wishes wishes = new Engines.Wishes(Optional.empty(), Precision.FLOAT32, 1, 1);
        Family.Recipe recipe = new Family.Recipe(seed, preset.optimisation(), 0);
        try (Model model = family.create(preset.model(), recipe, Engines.settle(wishes, Compute.CPU))) {
            EpochSampler order = new EpochSampler(pool.items().length, preset.batch(), Seeds.derive(seed, "order", 0));
            for (long step = 1; step <= steps; step++) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("interrupted");
                }
                if (!model.prepare(batch(pool, order, seed, step)).run().isFinite()) {
                    throw new InputException("utility: the classifier's loss is not finite at step " + step
                            + "; look at the images, or take fewer steps");
                }
                done.accept(step);
            }
            return softmax(((LossModel) model).network().predictAveraged(IMAGES_PER_PASS, flat(judged)));
        }
    }

    /** Returns the settings of the classifier, or says that images of this side cannot be classified. */
    static Family.Preset preset(Family family, int side, int classes) {
        try {
            return family.preset(Family.PRESETS.get(0), side, classes);
        } catch (IllegalArgumentException e) {
            throw new InputException("utility: images of " + side + " pixels cannot be classified (" + e.getMessage()
                    + "); choose another size");
        }
    }

    private Batch batch(Pool pool, EpochSampler order, long seed, long step) {
        int[] places = order.batch(step - 1);
        int length = cases.side() * cases.side();
        float[] images = new float[places.length * length];
        int[] labels = new int[places.length];
        float[] weights = new float[pool.weights().length == 0 ? 0 : places.length];
        for (int i = 0; i < places.length; i++) {
            int row = pool.items()[places[i]];
            labels[i] = cases.labels()[row];
            float[] image = cases.images()[row];
            if (pool.augmented()) {
                image = changed(image, Seeds.of(seed, "augment", (step - 1) * places.length + i));
            }
            System.arraycopy(image, 0, images, i * length, length);
            if (weights.length > 0) {
                weights[i] = pool.weights()[labels[i]];
            }
        }
        return new Batch(step, images, labels, new int[places.length], weights);
    }

    /** Returns a copy with a small shift, rotation, change of size, contrast and brightness. */
    private float[] changed(float[] image, Random random) {
        Augmentation usual = Augmentation.AFFINE;
        Augmentation affine =
                new Augmentation(usual.rotationDegrees(), usual.scale(), usual.stretch(), usual.shift(), flip);
        float[] out = affine.apply(image, cases.side(), random);
        double gain = Math.exp(INTENSITY * (2 * random.nextDouble() - 1));
        double offset = 2 * INTENSITY * (2 * random.nextDouble() - 1);
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) Math.max(-1, Math.min(1, gain * out[i] + offset));
        }
        return out;
    }

    private static float[] flat(float[][] images) {
        int length = images[0].length;
        float[] flat = new float[images.length * length];
        for (int i = 0; i < images.length; i++) {
            System.arraycopy(images[i], 0, flat, i * length, length);
        }
        return flat;
    }

    private float[] softmax(float[] logits) {
        float[] out = new float[logits.length];
        for (int from = 0; from < logits.length; from += classes) {
            double[] p = Loss.softmax(logits, from, classes);
            for (int c = 0; c < classes; c++) {
                out[from + c] = (float) p[c];
            }
        }
        return out;
    }
}
