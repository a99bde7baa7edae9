package org.effigy.diffusion;

/**
 * Guidance of the predicted clean images themselves, at every call of the denoiser and after guidance towards a class: every sampler
 * goes on from what it returns. Safe for use by several threads.
 */
@FunctionalInterface
public interface X0Guidance {
    /** Leaves every image as it is. */
    X0Guidance NONE = (x0, length) -> x0;

    /**
     * Returns the images to go on from: the argument itself where none changes, else a fresh array.
     *
     * @param x0 predicted clean images, one after the other
     * @param length values of an image
     */
    double[] guided(double[] x0, int length);
}
