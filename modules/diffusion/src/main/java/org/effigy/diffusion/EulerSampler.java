package org.effigy.diffusion;

import java.util.Random;
import java.util.function.IntConsumer;

/**
 * Euler's method, of first order: for a rectified flow xs = xt + (s - t) v (Liu et al. 2023, algorithm 1), for EDM
 * xs = xt + (s - t) (xt - x0) / t (Karras et al. 2022, algorithm 1 without its second half). In terms of x0 both are
 * xs = sigma(s) / sigma(t) xt + (alpha(s) - sigma(s) / sigma(t) alpha(t)) x0, which for DDPM is DDIM with eta = 0.
 */
public final class EulerSampler implements Sampler {
    private final TimeGrid grid;
    private final SamplerOptions options;

    public EulerSampler(TimeGrid grid, SamplerOptions options) {
        this.grid = grid;
        this.options = options;
    }

    @Override
    public double[] times() {
        return grid.times();
    }

    @Override
    public float[] sample(ContinuousDenoiser denoiser, int[] labels, Random[] noise, IntConsumer stepsDone) {
        ReverseBatch batch = new ReverseBatch(denoiser, options, labels, noise);
        float[] xt = batch.drawStart(grid.startDeviation());
        for (int i = 0; i < grid.steps(); i++) {
            double[] x0 = batch.predictX0(xt, grid.process(), grid.time(i));
            double fromXt = grid.fromX(i);
            double fromX0 = grid.fromX0(i, fromXt);
            float[] xs = new float[xt.length];
            for (int j = 0; j < xs.length; j++) {
                xs[j] = (float) (fromXt * xt[j] + fromX0 * x0[j]);
            }
            xt = xs;
            stepsDone.accept(i + 1);
        }
        return xt;
    }
}
