package org.effigy.networks.families;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.effigy.base.Seeds;
import org.effigy.networks.Network;
import org.effigy.networks.compute.Passes;
import org.effigy.networks.compute.Wanted;
import org.effigy.networks.compute.Workers;

/** What a discriminator that normalises by the batch says of images: each is seen in several batches drawn from all of them. */
final class InBatches {
    private static final int BATCH = 32;
    private static final int ROUNDS = 4;

    private InBatches() {}

    /** A number that the discriminator's output for an image stands for. */
    @FunctionalInterface
    interface Reading {
        /**
         * Returns the number.
         *
         * @param image the number of the image
         * @param output of several images
         * @param from where the image's begins
         */
        double of(int image, float[] output, int from);
    }

    /**
     * Returns each image's mean over the batches that it was seen in.
     *
     * @param input of the n images, one after another
     * @param seed of the batches
     */
    static double[] means(Network discriminator, Workers workers, float[] input, int n, long seed, Reading reading) {
        int length = input.length / n;
        int group = Math.min(BATCH, n);
        double[] means = new double[n];
        for (int round = 0; round < ROUNDS; round++) {
            int[] order = Seeds.permutation(Seeds.of(seed, "loss batches", round), n);
            // The last batch is filled up with the first images of the order, not with black ones.
            int seen = (n + group - 1) / group * group;
            float[] shown = new float[seen * length];
            for (int i = 0; i < seen; i++) {
                System.arraycopy(input, order[i % n] * length, shown, i * length, length);
            }
            float[] output = outputs(discriminator, workers, shown, group * length);
            int stride = output.length / seen;
            for (int i = 0; i < n; i++) {
                means[order[i]] += reading.of(order[i], output, i * stride) / ROUNDS;
            }
        }
        return means;
    }

    /** Returns the outputs for batches of so many values, each as in a step of training. */
    private static float[] outputs(Network discriminator, Workers workers, float[] input, int batchLength) {
        List<float[]> parts = new ArrayList<>();
        discriminator.refresh();
        workers.runShards(1, shard -> {
            for (int from = 0; from < input.length; from += batchLength) {
                Passes passes = discriminator.shard(shard);
                try (Passes.Memory memory = passes.open()) {
                    parts.add(passes.forward(Wanted.WEIGHTS, Arrays.copyOfRange(input, from, from + batchLength)));
                }
            }
        });
        float[] all = new float[parts.size() * parts.get(0).length];
        for (int i = 0; i < parts.size(); i++) {
            float[] part = parts.get(i);
            System.arraycopy(part, 0, all, i * part.length, part.length);
        }
        return all;
    }
}
