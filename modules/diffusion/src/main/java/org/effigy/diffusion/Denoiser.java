package org.effigy.diffusion;

import java.util.Arrays;

/**
 * A network that has learnt to predict, from noisy images at whole time steps, what its {@link PredictionType} says.
 *
 * <p>A prediction for one image must not depend on the others in the batch.
 */
public interface Denoiser extends ContinuousDenoiser {
    /** The label of an image without a class: predict unconditionally. */
    int NO_CLASS = -1;

    /**
     * Returns the prediction, a fresh array as long as xt; the arguments stay unchanged.
     *
     * @param xt n noisy images, image after image, each (C, H, W)
     * @param t the time step of each image, 1..T; its length is n
     * @param labels the class of each image, from 0, or {@link #NO_CLASS}; its length is n, or 0 where no image has one
     */
    float[] predict(float[] xt, int[] t, int[] labels);

    /** As the other; times are rounded to whole steps. */
    @Override
    default float[] predict(float[] xt, double[] t, int[] labels) {
        return predict(
                xt, Arrays.stream(t).mapToInt(step -> (int) Math.rint(step)).toArray(), labels);
    }
}
