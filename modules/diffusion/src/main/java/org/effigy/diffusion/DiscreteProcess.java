package org.effigy.diffusion;

import java.util.Arrays;
import org.effigy.base.Check;

/**
 * The process of DDPM (Ho et al. 2020): alpha^2 = alphaBar(t) and sigma^2 = 1 - alphaBar(t) at the time steps 0..T.
 *
 * @param schedule the denoiser was trained with
 * @param prediction what it predicts
 */
public record DiscreteProcess(NoiseSchedule schedule, PredictionType prediction) implements DiffusionProcess {
    @Override
    public double signalVariance(double t) {
        return schedule.alphaBar(step(t));
    }

    @Override
    public double noiseVariance(double t) {
        return schedule.noiseVariance(step(t));
    }

    @Override
    public double x0FromXt(double t) {
        return prediction.x0FromXt(schedule.alphaBar(step(t)));
    }

    @Override
    public double x0FromPrediction(double t) {
        return prediction.x0FromPrediction(schedule.alphaBar(step(t)));
    }

    @Override
    public double lastTime() {
        return schedule.steps();
    }

    @Override
    public double firstTime() {
        return 1;
    }

    /** Returns the time step whose ratio is nearest on the logarithmic scale, 1..T. */
    @Override
    public double time(double ratio) {
        int low = 1;
        int high = schedule.steps();
        while (low < high) {
            int middle = (low + high) / 2;
            if (ratio(middle) < ratio) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        // The first step with at least this ratio, or the one before.
        return low > 1 && ratio * ratio < ratio(low) * ratio(low - 1) ? low - 1 : low;
    }

    @Override
    public double[] uniform(int n) {
        return Arrays.stream(schedule.spaced(n)).asDoubleStream().toArray();
    }

    /** Returns 1: the noisy image of one with variance 1 has variance 1. */
    @Override
    public double startDeviation(double t) {
        return 1;
    }

    @Override
    public boolean isDiscrete() {
        return true;
    }

    private static int step(double t) {
        int step = (int) t;
        Check.argument(step == t, () -> "time is " + t + ", this process has whole time steps only");
        return step;
    }
}
