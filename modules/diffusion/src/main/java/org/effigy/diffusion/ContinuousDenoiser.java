package org.effigy.diffusion;

/**
 * A network that has learnt to predict, from noisy images at any time of a {@link DiffusionProcess}, what the process says.
 *
 * <p>A prediction for one image must not depend on the others in the batch.
 */
public interface ContinuousDenoiser {
    /**
     * Returns the prediction, a fresh array as long as xt; the arguments stay unchanged.
     *
     * @param xt n noisy images, image after image, each (C, H, W)
     * @param t the time of each image, in the process' own unit; its length is n
     * @param labels the class of each image, from 0, or {@link Denoiser#NO_CLASS}; its length is n, or 0 where no image has one
     */
    float[] predict(float[] xt, double[] t, int[] labels);

    /**
     * Returns whether it knows more of its images than their labels that guidance is to make stronger. Asked for twice as many images as
     * it knows, it knows nothing of the second half.
     */
    default boolean isTold() {
        return false;
    }

    /** Returns how many values one image has: C * H * W. */
    int imageLength();
}
