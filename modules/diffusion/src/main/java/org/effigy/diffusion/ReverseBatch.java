package org.effigy.diffusion;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.effigy.base.Check;
import org.effigy.base.InputException;

/** One batch on its way from xT to x0: asks the denoiser for x0, with guidance and clipping. Used by every sampler. */
final class ReverseBatch {
    private final ContinuousDenoiser denoiser;
    private final SamplerOptions options;
    private final int[] labels;
    private final Random[] noise;
    private final int length;

    ReverseBatch(ContinuousDenoiser denoiser, SamplerOptions options, int[] labels, Random[] noise) {
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

    /** Returns where sampling begins: normal noise of a deviation. */
    float[] drawStart(double deviation) {
        float[] x = drawNoise();
        if (deviation != 1) {
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) (deviation * x[i]);
            }
        }
        return x;
    }

    /**
     * One time of a process, as the batch needs it: x0 = fromXt xt + fromPrediction prediction.
     *
     * @param ratio sigma / alpha
     */
    private record Place(double t, double fromXt, double fromPrediction, double ratio) {}

    /** Returns the clean images that the denoiser sees in xt at a time step. */
    double[] predictX0(float[] xt, int t, double alphaBar) {
        PredictionType type = options.prediction();
        double ratio = Math.sqrt((1 - alphaBar) / alphaBar);
        return predictX0(xt, new Place(t, type.x0FromXt(alphaBar), type.x0FromPrediction(alphaBar), ratio));
    }

    /** Returns the clean images that the denoiser sees in xt at a time of a process. */
    double[] predictX0(float[] xt, DiffusionProcess process, double t) {
        return predictX0(xt, new Place(t, process.x0FromXt(t), process.x0FromPrediction(t), process.ratio(t)));
    }

    private double[] predictX0(float[] xt, Place place) {
        if (labels.length == 0) {
            return new double[0];
        }
        float[] prediction = guidedPrediction(xt, place);
        double[] x0 = new double[xt.length];
        for (int i = 0; i < x0.length; i++) {
            double value = place.fromXt * xt[i] + place.fromPrediction * prediction[i];
            if (!Double.isFinite(value)) {
                String time = place.t == Math.rint(place.t) ? "time step " + (long) place.t : "time " + place.t;
                throw new InputException("image " + i / length + " of the batch is not finite at " + time
                        + "; use a checkpoint from before the training diverged");
            }
            x0[i] = options.clipX0() ? Math.max(-1, Math.min(1, value)) : value;
        }
        return options.x0Guidance().guided(x0, length);
    }

    private float[] guidedPrediction(float[] xt, Place place) {
        Guidance guidance = options.guidance();
        double scale = guidance.scale(place.ratio);
        int n = labels.length;
        int[] unconditional = new int[n];
        Arrays.fill(unconditional, Denoiser.NO_CLASS);
        if (!denoiser.isTold() && (scale == 0 || Arrays.equals(labels, unconditional))) {
            return predict(xt, place.t, unconditional);
        }
        if (scale == 1) {
            return predict(xt, place.t, labels);
        }
        // One call: the conditional half, then the unconditional half.
        float[] doubled = Arrays.copyOf(xt, 2 * xt.length);
        System.arraycopy(xt, 0, doubled, xt.length, xt.length);
        int[] doubledLabels = IntStream.concat(Arrays.stream(labels), Arrays.stream(unconditional))
                .toArray();
        float[] both = predict(doubled, place.t, doubledLabels);
        float[] guided = new float[xt.length];
        for (int i = 0; i < guided.length; i++) {
            guided[i] = (float) guidance.guided(both[i], both[xt.length + i]);
        }
        rescale(guidance, both, guided);
        return guided;
    }

    /** Multiplies each guided image by its factor, where there is one. */
    private void rescale(Guidance guidance, float[] both, float[] guided) {
        for (int from = 0; from < guided.length && guidance.rescale() > 0; from += length) {
            double factor = guidance.factor(both, guided, from, from + length);
            for (int i = from; i < from + length; i++) {
                guided[i] = (float) (factor * guided[i]);
            }
        }
    }

    private float[] predict(float[] xt, double t, int[] classes) {
        double[] times = new double[classes.length];
        Arrays.fill(times, t);
        float[] prediction = denoiser.predict(xt, times, classes.clone());
        Check.sameLength("prediction", prediction.length, xt.length);
        return prediction;
    }
}
