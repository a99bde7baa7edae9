package org.effigy.diffusion;

/**
 * What every sampler must know of the denoiser, and how it uses it.
 *
 * @param prediction what a denoiser of time steps predicts; other processes say that themselves and do not heed it
 * @param clipX0 whether the predicted clean image is cut to [-1, 1] at every step; eps is then recomputed from it
 * @param guidance towards the class
 * @param x0Guidance of the predicted clean images
 */
public record SamplerOptions(PredictionType prediction, boolean clipX0, Guidance guidance, X0Guidance x0Guidance) {
    /** Guidance towards the class alone. */
    public SamplerOptions(PredictionType prediction, boolean clipX0, Guidance guidance) {
        this(prediction, clipX0, guidance, X0Guidance.NONE);
    }

    /** Guidance of a scale at all noise levels. */
    public SamplerOptions(PredictionType prediction, boolean clipX0, double guidanceScale) {
        this(prediction, clipX0, Guidance.of(guidanceScale));
    }

    /** Returns the usual options: x0 is clipped, no guidance. */
    public static SamplerOptions of(PredictionType prediction) {
        return new SamplerOptions(prediction, true, Guidance.NONE);
    }

    /** Returns these options with x0 clipped or not. */
    public SamplerOptions withClipX0(boolean clip) {
        return new SamplerOptions(prediction, clip, guidance, x0Guidance);
    }

    /** Returns these options with another guidance scale, at all noise levels. */
    public SamplerOptions withGuidance(double scale) {
        return withGuidance(Guidance.of(scale));
    }

    /** Returns these options with other guidance. */
    public SamplerOptions withGuidance(Guidance other) {
        return new SamplerOptions(prediction, clipX0, other, x0Guidance);
    }

    /** Returns these options with other guidance of the predicted clean images. */
    public SamplerOptions withX0Guidance(X0Guidance other) {
        return new SamplerOptions(prediction, clipX0, guidance, other);
    }
}
