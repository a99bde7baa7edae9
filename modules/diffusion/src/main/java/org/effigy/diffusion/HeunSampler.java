package org.effigy.diffusion;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntConsumer;
import org.effigy.base.Check;

/**
 * Heun's method, of second order, with two evaluations a step; EDM (Karras et al. 2022), algorithm 1, and with churn algorithm 2.
 * With y = x / alpha and the noise level r = sigma / alpha:
 *
 * <pre>
 * churn:      rHat = (1 + gamma) r,  yHat = y + sqrt(rHat^2 - r^2) z
 * Euler step: d  = (yHat - x0(yHat; rHat)) / rHat,  y' = yHat + (rNext - rHat) d
 * correction: d' = (y' - x0(y'; rNext)) / rNext,    yNext = yHat + (rNext - rHat) (d + d') / 2
 * </pre>
 *
 * <p>The step to the clean image has no correction, nor has one from a time where nothing of the image is left, at which y has no
 * bound. Without churn the image depends on xT alone.
 *
 * <p>Its steps are straight in r, so they should be short where there is much noise: with {@link Spacing#UNIFORM} times of a DDPM the
 * first correction multiplies the difference of two predictions many times over.
 *
 * <p>Differs: gamma is the same at all noise levels (Stmin = 0, Stmax infinite) and Snoise is 1; churn of a process of whole
 * time steps goes to the nearest one, and none goes above the first time.
 */
public final class HeunSampler implements Sampler {
    /** The most that a step may add: sqrt(2) - 1, which doubles the noise variance. */
    private static final double MOST = Math.sqrt(2) - 1;

    private final TimeGrid grid;
    private final double churn;
    private final SamplerOptions options;

    /**
     * Makes a sampler.
     *
     * @param churn gamma as a part of sqrt(2) - 1, from 0, none, to 1; the paper's Schurn is churn (sqrt(2) - 1) times the number
     *     of steps
     */
    public HeunSampler(TimeGrid grid, double churn, SamplerOptions options) {
        this.grid = grid;
        this.churn = Check.inRange("churn", churn, 0, 1);
        this.options = options;
    }

    @Override
    public double[] times() {
        double[] times = new double[2 * grid.steps()];
        int n = 0;
        for (int i = 0; i < grid.steps(); i++) {
            times[n++] = churned(i);
            if (corrects(i)) {
                times[n++] = grid.time(i + 1);
            }
        }
        return Arrays.copyOf(times, n);
    }

    /** Returns the time of rHat. */
    private double churned(int i) {
        double time = grid.time(i);
        if (churn == 0 || !Double.isFinite(grid.ratio(i))) {
            return time;
        }
        double hat = grid.process().time((1 + churn * MOST) * grid.ratio(i));
        return Math.max(time, Math.min(grid.time(0), hat));
    }

    private boolean corrects(int i) {
        return i + 1 < grid.steps() && Double.isFinite(grid.process().ratio(churned(i)));
    }

    @Override
    public float[] sample(ContinuousDenoiser denoiser, int[] labels, Random[] noise, IntConsumer stepsDone) {
        ReverseBatch batch = new ReverseBatch(denoiser, options, labels, noise);
        DiffusionProcess process = grid.process();
        float[] xt = batch.drawStart(grid.startDeviation());
        for (int i = 0; i < grid.steps(); i++) {
            double hat = churned(i);
            if (hat > grid.time(i)) {
                xt = churned(batch, xt, grid.time(i), hat);
            }
            double[] x0 = batch.predictX0(xt, process, hat);
            TimeGrid step =
                    i + 1 < grid.steps() ? new TimeGrid(process, hat, grid.time(i + 1)) : new TimeGrid(process, hat);
            float[] xs = euler(step, xt, x0);
            if (corrects(i)) {
                xs = corrected(step, xt, x0, xs, batch.predictX0(xs, process, grid.time(i + 1)));
            }
            xt = xs;
            stepsDone.accept(i + 1);
        }
        return xt;
    }

    /** Adds the noise between two times: y + sqrt(rHat^2 - r^2) z, times alpha. */
    private float[] churned(ReverseBatch batch, float[] xt, double t, double hat) {
        DiffusionProcess process = grid.process();
        double rise = Math.sqrt(Math.pow(process.ratio(hat), 2) - Math.pow(process.ratio(t), 2));
        double alphaHat = Math.sqrt(process.signalVariance(hat));
        double keep = alphaHat / Math.sqrt(process.signalVariance(t));
        float[] z = batch.drawNoise();
        float[] out = new float[xt.length];
        for (int j = 0; j < out.length; j++) {
            out[j] = (float) (keep * xt[j] + alphaHat * rise * z[j]);
        }
        return out;
    }

    private static float[] euler(TimeGrid step, float[] xt, double[] x0) {
        double fromXt = step.fromX(0);
        double fromX0 = step.fromX0(0, fromXt);
        float[] xs = new float[xt.length];
        for (int j = 0; j < xs.length; j++) {
            xs[j] = (float) (fromXt * xt[j] + fromX0 * x0[j]);
        }
        return xs;
    }

    private static float[] corrected(TimeGrid step, float[] xt, double[] x0, float[] xs, double[] x0s) {
        double r = step.ratio(0);
        double rNext = step.ratio(1);
        float[] out = new float[xt.length];
        for (int j = 0; j < out.length; j++) {
            double y = xt[j] / step.alpha(0);
            double d = (y - x0[j]) / r;
            double dNext = (xs[j] / step.alpha(1) - x0s[j]) / rNext;
            out[j] = (float) (step.alpha(1) * (y + (rNext - r) * (d + dNext) / 2));
        }
        return out;
    }
}
