package org.effigy.diffusion;

import java.util.Random;
import java.util.function.IntConsumer;
import org.effigy.base.Check;

/**
 * Sampling through any number of the time steps: with s the next lower one (0 at the end),
 * xs = sqrt(alphaBar(s)) x0 + sqrt(1 - alphaBar(s) - sigma^2) eps + sigma z; DDIM (Song et al. 2021), eq. 12 and 16.
 *
 * <p>The time steps are those of {@link NoiseSchedule#spaced}: with T = 1000 and 4 steps 1000, 750, 500, 250, then 0. With
 * eta = 0 the image depends on xT alone; with eta = 1 and all T steps it is ancestral sampling with the posterior variance.
 */
public final class DdimSampler implements Sampler {
    private final NoiseSchedule schedule;
    private final int[] times;
    private final double eta;
    private final SamplerOptions options;

    /**
     * Makes a sampler.
     *
     * @param schedule the schedule that the denoiser was trained with
     * @param steps 1..T
     * @param eta how much fresh noise each step gets, from 0, none, to 1, as much as ancestral sampling
     */
    public DdimSampler(NoiseSchedule schedule, int steps, double eta, SamplerOptions options) {
        this.schedule = schedule;
        this.times = schedule.spaced(Check.inRange("sampling steps", steps, 1, schedule.steps()));
        this.eta = Check.inRange("eta", eta, 0, 1);
        this.options = options;
    }

    @Override
    public double[] times() {
        return TimeSteps.reversed(times);
    }

    @Override
    public float[] sample(ContinuousDenoiser denoiser, int[] labels, Random[] noise, IntConsumer stepsDone) {
        ReverseBatch batch = new ReverseBatch(denoiser, options, labels, noise);
        float[] xt = batch.drawNoise();
        for (int i = times.length; i >= 1; i--) {
            int t = times[i - 1];
            int s = i > 1 ? times[i - 2] : 0;
            double[] x0 = batch.predictX0(xt, t, schedule.alphaBar(t));
            double sigma = sigma(t, s);
            float[] z = sigma > 0 ? batch.drawNoise() : new float[xt.length];
            xt = step(xt, x0, z, new Coefficients(schedule, t, s, sigma));
            stepsDone.accept(times.length - i + 1);
        }
        return xt;
    }

    /** Returns the deviation of the noise in the step from t to s; DDIM, eq. 16. It is 0 for s = 0. */
    double sigma(int t, int s) {
        double noiseRatio = schedule.noiseVariance(s) / schedule.noiseVariance(t);
        return eta * Math.sqrt(noiseRatio * (1 - schedule.alphaBar(t) / schedule.alphaBar(s)));
    }

    private static float[] step(float[] xt, double[] x0, float[] z, Coefficients c) {
        float[] xs = new float[xt.length];
        for (int j = 0; j < xs.length; j++) {
            // From the (clipped) x0, so that x0 and eps stay consistent with xt.
            double eps = (xt[j] - c.signalT * x0[j]) / c.noiseT;
            xs[j] = (float) (c.signalS * x0[j] + c.direction * eps + c.sigma * z[j]);
        }
        return xs;
    }

    /** The step's factors: xt = signalT x0 + noiseT eps, xs = signalS x0 + direction eps + sigma z. */
    private record Coefficients(double signalT, double noiseT, double signalS, double direction, double sigma) {
        Coefficients(NoiseSchedule schedule, int t, int s, double sigma) {
            this(
                    Math.sqrt(schedule.alphaBar(t)),
                    Math.sqrt(schedule.noiseVariance(t)),
                    Math.sqrt(schedule.alphaBar(s)),
                    Math.sqrt(Math.max(0, schedule.noiseVariance(s) - sigma * sigma)),
                    sigma);
        }
    }
}
