package org.effigy.networks;

import java.util.Arrays;
import org.effigy.base.Check;

/**
 * Part of a batch for the U-Net.
 *
 * @param images (N, 1, H, W), flattened
 * @param t time steps, from 1
 * @param labels per image the class or -1; empty for none
 */
record UNetBatch(float[] images, int[] t, int[] labels) {
    /**
     * How many images a network always predicts at once, the last group filled up: oneDNN sums in another order for another
     * batch size, so this is what makes a prediction the same, bit for bit, in any batch and with any number of threads.
     */
    static final int IMAGES_PER_PASS = 4;

    /** What predicts a part of a batch; each shard is used by one thread. */
    @FunctionalInterface
    interface Network {
        /** Returns the output for a part, flattened (N, 1, H, W). */
        float[] predict(int shard, UNetBatch part);
    }

    /** Returns a batch that fits a network. */
    static UNetBatch checked(DdpmConfig config, float[] images, int[] t, int[] labels) {
        Check.sameLength("xt", images.length, t.length * config.size() * config.size());
        Check.argument(t.length > 0, () -> "the batch is empty");
        Check.argument(
                labels.length == 0 || labels.length == t.length,
                () -> "there are " + labels.length + " labels for " + t.length + " images");
        for (int step : t) {
            Check.inRange("t", step, 1, config.timesteps());
        }
        for (int label : labels) {
            Check.inRange("label", label, -1, config.classes() - 1);
        }
        return new UNetBatch(images, t, labels);
    }

    /** Returns what a network predicts for all images, in groups of a fixed size. */
    float[] predictedBy(Network network, Engine engine) {
        int groups = (size() + IMAGES_PER_PASS - 1) / IMAGES_PER_PASS;
        UNetBatch padded = paddedTo(groups * IMAGES_PER_PASS);
        float[] out = new float[padded.images.length];
        engine.run(groups, group -> {
            int from = group * IMAGES_PER_PASS;
            float[] part = network.predict(group % engine.threads(), padded.part(from, from + IMAGES_PER_PASS));
            System.arraycopy(part, 0, out, from * imageLength(), part.length);
        });
        return Arrays.copyOf(out, images.length);
    }

    int size() {
        return t.length;
    }

    int imageLength() {
        return images.length / t.length;
    }

    /** Returns images from..to - 1. */
    UNetBatch part(int from, int to) {
        int length = imageLength();
        return new UNetBatch(
                Arrays.copyOfRange(images, from * length, to * length),
                Arrays.copyOfRange(t, from, to),
                labels.length == 0 ? labels : Arrays.copyOfRange(labels, from, to));
    }

    /** Returns a batch of this size, filled up with black images at time step 1. */
    UNetBatch paddedTo(int size) {
        int[] steps = Arrays.copyOf(t, size);
        Arrays.fill(steps, t.length, size, 1);
        return new UNetBatch(
                Arrays.copyOf(images, size * imageLength()),
                steps,
                labels.length == 0 ? labels : Arrays.copyOf(labels, size));
    }

    /** Returns per image the class, -1 for none. */
    int[] classes() {
        if (labels.length > 0) {
            return labels;
        }
        int[] none = new int[size()];
        Arrays.fill(none, -1);
        return none;
    }
}
