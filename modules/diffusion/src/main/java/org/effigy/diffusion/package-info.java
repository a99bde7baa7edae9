/**
 * Diffusion on plain arrays: noise schedules, the forward process, and the samplers that run it backwards.
 *
 * <p>Read first: {@link org.effigy.diffusion.NoiseSchedule} and {@link org.effigy.diffusion.Sampler}. Time steps are
 * 1..T, time 0 is the clean image and {@code alphaBar(0) == 1}. A batch of n images is one {@code float[]}, image after
 * image; every coefficient is a double. Never put here: a tensor library, a network, a data set, files.
 */
package org.effigy.diffusion;
