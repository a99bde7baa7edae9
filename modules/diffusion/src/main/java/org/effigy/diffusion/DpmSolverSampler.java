package org.effigy.diffusion;

import java.util.Random;
import java.util.function.IntConsumer;
import org.effigy.base.Check;

/**
 * DPM-Solver++(2M), the second-order multistep solver of the reverse process' ordinary differential equation in terms of
 * x0 (Lu et al. 2022, algorithm 2). With alpha = sqrt(alphaBar), sigma = sqrt(1 - alphaBar), lambda = log(alpha / sigma)
 * and h = lambda(s) - lambda(t) for the step from t to s:
 *
 * <pre>
 * D  = (1 + h / (2 hLast)) x0 - h / (2 hLast) x0Last
 * xs = sigma(s) / sigma(t) xt - alpha(s) (exp(-h) - 1) D
 * </pre>
 *
 * <p>The first step has no last one and the final one, to s = 0, has no finite h: both use D = x0, which makes them steps of
 * DDIM with eta = 0. About 20 steps give what DDIM needs 50 for. The image depends on xT alone.
 *
 * <p>Differs: the time steps are those of {@link NoiseSchedule#spaced}, uniform in t.
 */
public final class DpmSolverSampler implements Sampler {
    private final NoiseSchedule schedule;
    private final int[] times;
    private final SamplerOptions options;

    /**
     * Makes a sampler.
     *
     * @param schedule the schedule that the denoiser was trained with
     * @param steps 1..T
     */
    public DpmSolverSampler(NoiseSchedule schedule, int steps, SamplerOptions options) {
        this.schedule = schedule;
        this.times = schedule.spaced(Check.inRange("sampling steps", steps, 1, schedule.steps()));
        this.options = options;
    }

    @Override
    public int[] timeSteps() {
        return TimeSteps.reversed(times);
    }

    @Override
    public float[] sample(Denoiser denoiser, int[] labels, Random[] noise, IntConsumer stepsDone) {
        ReverseBatch batch = new ReverseBatch(denoiser, options, labels, noise);
        float[] xt = batch.drawNoise();
        double[] lastX0 = {};
        for (int i = times.length; i >= 1; i--) {
            int t = times[i - 1];
            int s = i > 1 ? times[i - 2] : 0;
            double[] x0 = batch.predictX0(xt, t, schedule.alphaBar(t));
            double extrapolation = i < times.length && s > 0 ? step(t, s) / (2 * step(times[i], t)) : 0;
            double fromXt = Math.sqrt(schedule.noiseVariance(s) / schedule.noiseVariance(t));
            // -alpha(s) (exp(-h) - 1), also where s = 0 and h is infinite.
            double fromX0 = Math.sqrt(schedule.alphaBar(s)) - fromXt * Math.sqrt(schedule.alphaBar(t));
            float[] xs = new float[xt.length];
            for (int j = 0; j < xs.length; j++) {
                double d = extrapolation == 0 ? x0[j] : x0[j] + extrapolation * (x0[j] - lastX0[j]);
                xs[j] = (float) (fromXt * xt[j] + fromX0 * d);
            }
            xt = xs;
            lastX0 = x0;
            stepsDone.accept(times.length - i + 1);
        }
        return xt;
    }

    /** Returns h = lambda(s) - lambda(t) for s below t, both above 0; positive. */
    double step(int t, int s) {
        return lambda(s) - lambda(t);
    }

    /** Half the logarithm of the signal-to-noise ratio. */
    private double lambda(int t) {
        return 0.5 * Math.log(schedule.alphaBar(t) / schedule.noiseVariance(t));
    }
}
