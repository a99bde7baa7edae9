package org.effigy.diffusion;

/** What a denoiser predicts. */
public enum PredictionType {
    /** The noise eps (DDPM, Ho et al. 2020). */
    EPSILON,
    /** The clean image x0. */
    SAMPLE,
    /** v = sqrt(alphaBar) eps - sqrt(1 - alphaBar) x0 (Salimans and Ho 2022). */
    VELOCITY
}
