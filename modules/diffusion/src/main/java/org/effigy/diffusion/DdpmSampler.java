package org.effigy.diffusion;

import java.util.Random;
import java.util.function.IntConsumer;
import org.effigy.base.Check;

/**
 * Ancestral sampling: x(t-1) = mean of q(x(t-1) | xt, x0) + sigma(t) z with the predicted x0, no noise in the last step;
 * DDPM (Ho et al. 2020), algorithm 2 and eq. 7 (eq. 11 in terms of eps).
 *
 * <p>With fewer than T steps it runs on the respaced betas of Improved DDPM (Nichol & Dhariwal 2021), section 4, at the time
 * steps of {@link NoiseSchedule#spaced}.
 */
public final class DdpmSampler implements Sampler {
    /** Which variance sigma(t)^2 the step's noise has; DDPM (Ho et al. 2020), section 3.2. */
    public enum Variance {
        /** beta(t), the upper bound. */
        BETA {
            @Override
            double of(NoiseSchedule schedule, int t) {
                return schedule.beta(t);
            }
        },
        /** betaTilde(t), the posterior's own, the lower bound; better with few steps. */
        POSTERIOR {
            @Override
            double of(NoiseSchedule schedule, int t) {
                return schedule.posteriorVariance(t);
            }
        };

        abstract double of(NoiseSchedule schedule, int t);
    }

    private final int[] times;
    private final NoiseSchedule respaced;
    private final Variance variance;
    private final SamplerOptions options;

    /**
     * Makes a sampler.
     *
     * @param schedule the schedule that the denoiser was trained with
     * @param steps 1..T
     */
    public DdpmSampler(NoiseSchedule schedule, int steps, Variance variance, SamplerOptions options) {
        times = schedule.spaced(Check.inRange("sampling steps", steps, 1, schedule.steps()));
        respaced = schedule.respaced(times);
        this.variance = variance;
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
            double[] x0 = batch.predictX0(xt, times[i - 1], respaced.alphaBar(i));
            double fromX0 = respaced.posteriorMeanX0(i);
            double fromXt = respaced.posteriorMeanXt(i);
            double sigma = Math.sqrt(variance.of(respaced, i));
            float[] z = i > 1 ? batch.drawNoise() : new float[xt.length];
            float[] previous = new float[xt.length];
            for (int j = 0; j < previous.length; j++) {
                previous[j] = (float) (fromX0 * x0[j] + fromXt * xt[j] + sigma * z[j]);
            }
            xt = previous;
            stepsDone.accept(times.length - i + 1);
        }
        return xt;
    }
}
