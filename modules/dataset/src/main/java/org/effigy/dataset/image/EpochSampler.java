package org.effigy.dataset.image;

import java.util.function.LongFunction;
import org.effigy.base.Check;
import org.effigy.base.Seeds;

/**
 * The order in which images are visited: each epoch is a new random permutation of all images, the epochs are joined end
 * to end, and step n takes the n-th batch of that stream. A batch therefore depends on (seed, step) alone, and every
 * image is seen equally often. Safe for use by several threads.
 *
 * @param images number of images
 * @param batch images per step; may exceed the number of images
 */
public record EpochSampler(int images, int batch, long seed) {
    public EpochSampler {
        Check.positive("images", images);
        Check.positive("batch", batch);
    }

    /** Returns the images (0 to images - 1) of a step; steps count from 0. */
    public int[] batch(long step) {
        return batch(images, batch, step, epoch -> Seeds.permutation(Seeds.of(seed, "epoch", epoch), images));
    }

    /**
     * Returns a step's part of epochs that are joined end to end.
     *
     * @param visits in an epoch
     * @param order returns the images of an epoch in their order, so many as there are visits
     */
    static int[] batch(int visits, int batch, long step, LongFunction<int[]> order) {
        Check.argument(step >= 0, () -> "step is " + step + ", allowed are 0 and above");
        long position = Math.multiplyExact(step, (long) batch);
        int[] out = new int[batch];
        long epoch = -1;
        int[] images = {};
        for (int i = 0; i < batch; i++, position++) {
            if (position / visits != epoch) {
                epoch = position / visits;
                images = order.apply(epoch);
            }
            out[i] = images[(int) (position % visits)];
        }
        return out;
    }

    /** Returns the epoch, from 0, in which a step begins. */
    public long epoch(long step) {
        return Math.multiplyExact(step, (long) batch) / images;
    }
}
