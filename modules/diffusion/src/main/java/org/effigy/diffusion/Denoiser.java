package org.effigy.diffusion;

/** A network that looks at noisy images and predicts what the {@link PredictionType} says. */
public interface Denoiser {
    /**
     * Returns the predictions for a batch, in the layout of {@code xt}; a fresh array.
     *
     * @param xt n noisy images, flattened (N, C, H, W)
     * @param t their time steps, 1..T
     * @param labels their classes, -1 where unconditional; may be empty if all are unconditional
     */
    float[] predict(float[] xt, int[] t, int[] labels);

    /** Returns the number of values of one image. */
    int imageLength();
}
