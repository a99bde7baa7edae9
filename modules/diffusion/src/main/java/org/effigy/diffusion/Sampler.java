package org.effigy.diffusion;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntConsumer;

/**
 * Runs the diffusion backwards, from noise to images. Immutable; may be used by many threads where the denoiser may.
 *
 * <p>Each image draws its xT and all noise of its steps from its own stream, so neither the batch size nor the order
 * changes an image. Sealed, so that what holds for every sampler is tested for every sampler.
 */
public sealed interface Sampler
        permits DdimSampler, DdpmSampler, DpmSolverSampler, EulerSampler, HeunSampler, UniPcSampler {
    /** Returns the times at which the denoiser is called, in the order of the calls; a copy. */
    double[] times();

    /** Returns {@link #times} of a process of whole time steps. */
    default int[] timeSteps() {
        return Arrays.stream(times()).mapToInt(time -> (int) time).toArray();
    }

    /**
     * Returns n new images in [-1, 1] (if the options clip), image after image.
     *
     * @param denoiser predicts what the sampler's process or {@link SamplerOptions#prediction()} says
     * @param labels the class of each image or {@link Denoiser#NO_CLASS}; its length is n
     * @param noise one fresh stream per image; its length is n
     * @param stepsDone told 1, 2, ... after each step
     * @throws org.effigy.base.InputException if the model predicts a value that is not finite
     */
    float[] sample(ContinuousDenoiser denoiser, int[] labels, Random[] noise, IntConsumer stepsDone);

    /** As the other, without telling anybody how far it is. */
    default float[] sample(ContinuousDenoiser denoiser, int[] labels, Random[] noise) {
        return sample(denoiser, labels, noise, step -> {});
    }
}
