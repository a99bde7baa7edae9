/**
 * Diffusion on plain arrays: processes (DDPM, EDM, rectified flow), noise schedules, and the samplers that run them backwards, also
 * in a few steps that are learnt: {@link org.effigy.diffusion.StudentSteps}.
 *
 * <p>Read first: {@link org.effigy.diffusion.DiffusionProcess} and {@link org.effigy.diffusion.Sampler}. Time steps
 * of DDPM are 1..T, time 0 is the clean image of every process and {@code alphaBar(0) == 1}. A batch of n images is one {@code float[]}, image after
 * image; every coefficient is a double. Never put here: a tensor library, a network, a data set, files.
 */
package org.effigy.diffusion;
