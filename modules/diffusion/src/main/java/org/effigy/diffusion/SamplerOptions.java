package org.effigy.diffusion;

import org.effigy.base.Check;

/**
 * What every sampler must know of the denoiser, and how it uses it.
 *
 * @param prediction what the denoiser predicts
 * @param clipX0 whether the predicted clean image is cut to [-1, 1] at every step; eps is then recomputed from it
 * @param guidanceScale w of classifier-free guidance: prediction = unconditional + w (conditional - unconditional). 1 is
 *     the conditional prediction, without a second evaluation; 0 the unconditional one; above 1 exaggerates the class.
 *     Differs: Ho & Salimans (2022), eq. 6, write 1 + w
 */
public record SamplerOptions(PredictionType prediction, boolean clipX0, double guidanceScale) {
    public SamplerOptions {
        Check.inRange("guidance scale", guidanceScale, 0, 100);
    }

    /** Returns the usual options: x0 is clipped, no guidance. */
    public static SamplerOptions of(PredictionType prediction) {
        return new SamplerOptions(prediction, true, 1);
    }

    /** Returns these options with x0 clipped or not. */
    public SamplerOptions withClipX0(boolean clip) {
        return new SamplerOptions(prediction, clip, guidanceScale);
    }

    /** Returns these options with another guidance scale. */
    public SamplerOptions withGuidance(double scale) {
        return new SamplerOptions(prediction, clipX0, scale);
    }
}
