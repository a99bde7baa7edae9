package org.effigy.diffusion;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.effigy.base.Check;
import org.effigy.base.InputException;

/** One batch on its way from xT to x0: asks the denoiser for x0, with guidance and clipping. Used by every sampler. */
final class ReverseBatch {
    private final Denoiser denoiser;
    private final SamplerOptions options;
    private final int[] labels;
    private final Random[] noise;
    private final int length;

    ReverseBatch(Denoiser denoiser, SamplerOptions options, int[] labels, Random[] noise) {
        Check.sameLength("noise", noise.length, labels.length);
        for (int i = 0; i < labels.length; i++) {
            Check.inRange("labels[" + i + "]", labels[i], Denoiser.NO_CLASS, Integer.MAX_VALUE);
        }
        this.denoiser = denoiser;
        this.options = options;
        this.labels = labels.clone();
        this.noise = noise.clone();
        this.length = Check.positive("image length", denoiser.imageLength());
    }

    /** Returns the next standard normal numbers, each image's from its own stream. */
    float[] drawNoise() {
        float[] out = new float[Math.multiplyExact(length, labels.length)];
        for (int image = 0; image < labels.length; image++) {
            for (int i = image * length; i < (image + 1) * length; i++) {
                out[i] = (float) noise[image].nextGaussian();
            }
        }
        return out;
    }

    /** Returns the clean images that the denoiser sees in xt at time t. */
    double[] predictX0(float[] xt, int t, double alphaBar) {
        if (labels.length == 0) {
            return new double[0];
        }
        float[] prediction = guidedPrediction(xt, t);
        double fromXt = options.prediction().x0FromXt(alphaBar);
        double fromPrediction = options.prediction().x0FromPrediction(alphaBar);
        double[] x0 = new double[xt.length];
        for (int i = 0; i < x0.length; i++) {
            double value = fromXt * xt[i] + fromPrediction * prediction[i];
            if (!Double.isFinite(value)) {
                throw new InputException("image " + i / length + " of the batch is not finite at time step " + t
                        + "; use a checkpoint from before the training diverged");
            }
            x0[i] = options.clipX0() ? Math.max(-1, Math.min(1, value)) : value;
        }
        return x0;
    }

    private float[] guidedPrediction(float[] xt, int t) {
        double scale = options.guidanceScale();
        int n = labels.length;
        int[] unconditional = new int[n];
        Arrays.fill(unconditional, Denoiser.NO_CLASS);
        if (scale == 0 || Arrays.equals(labels, unconditional)) {
            return predict(xt, t, unconditional);
        }
        if (scale == 1) {
            return predict(xt, t, labels);
        }
        // One call: the conditional half, then the unconditional half.
        float[] doubled = Arrays.copyOf(xt, 2 * xt.length);
        System.arraycopy(xt, 0, doubled, xt.length, xt.length);
        int[] doubledLabels = IntStream.concat(Arrays.stream(labels), Arrays.stream(unconditional))
                .toArray();
        float[] both = predict(doubled, t, doubledLabels);
        float[] guided = new float[xt.length];
        for (int i = 0; i < guided.length; i++) {
            double free = both[xt.length + i];
            guided[i] = (float) (free + scale * (both[i] - free));
        }
        return guided;
    }

    private float[] predict(float[] xt, int t, int[] classes) {
        int[] times = new int[classes.length];
        Arrays.fill(times, t);
        float[] prediction = denoiser.predict(xt, times, classes.clone());
        Check.sameLength("prediction", prediction.length, xt.length);
        return prediction;
    }
}
