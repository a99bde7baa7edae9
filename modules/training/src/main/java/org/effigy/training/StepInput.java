package org.effigy.training;

/**
 * Everything random of one step, drawn beforehand on another thread.
 *
 * @param batch the real images
 * @param noise DDPM: eps, as long as the images; DCGAN: the latent vectors z, flattened (N, latentSize)
 * @param timesteps DDPM: t of each image, 1..T; otherwise empty
 * @param labels DDPM: the classes with some dropped to -1; DCGAN: the classes of z
 */
@SuppressWarnings("ArrayRecordComponent")
record StepInput(Batch batch, float[] noise, int[] timesteps, int[] labels) {}
