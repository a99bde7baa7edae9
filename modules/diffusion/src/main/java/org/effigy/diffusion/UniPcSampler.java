package org.effigy.diffusion;

import java.util.Random;
import java.util.function.IntConsumer;

/**
 * UniPC-2 (Zhao et al. 2023, algorithms 5 to 8), a multistep predictor and corrector of second and third order with one
 * evaluation a step, predicting x0, with B(h) = exp(h) - 1 (their bh2). With m0 and m1 the x0 predicted at t and at the time
 * before it, r = -hLast / h, D1 = (m1 - m0) / r and, at the predicted xs, m:
 *
 * <pre>
 * base      = sigma(s) / sigma(t) xt - alpha(s) (exp(-h) - 1) m0
 * predictor: xs = base - alpha(s) (exp(-h) - 1) D1 / 2
 * corrector: xs = base - alpha(s) (exp(-h) - 1) (rho1 D1 + rho2 (m - m0))
 * </pre>
 *
 * <p>where rho1 + rho2 = b1 and r rho1 + rho2 = b2 (eq. 6 and 7). The first step has no D1, and rho2 = 1/2. The corrected xs is not
 * evaluated again: m goes on as m0. The last step, to the clean image, returns m0.
 */
public final class UniPcSampler implements Sampler {
    private final TimeGrid grid;
    private final SamplerOptions options;

    public UniPcSampler(TimeGrid grid, SamplerOptions options) {
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
        float[] x = batch.drawStart(grid.startDeviation());
        double[] m0 = batch.predictX0(x, grid.process(), grid.time(0));
        double[] m1 = m0;
        int n = grid.steps();
        for (int i = 0; i + 1 < n; i++) {
            Step step = Step.of(grid, i);
            double[] base = step.base(x, m0);
            float[] predicted = step.predicted(base, m0, m1);
            double[] m = batch.predictX0(predicted, grid.process(), grid.time(i + 1));
            x = step.corrects() ? step.corrected(base, m0, m1, m) : predicted;
            m1 = m0;
            m0 = m;
            stepsDone.accept(i + 1);
        }
        double fromX = grid.fromX(n - 1);
        double fromX0 = grid.fromX0(n - 1, fromX);
        float[] clean = new float[x.length];
        for (int j = 0; j < clean.length; j++) {
            clean[j] = (float) (fromX * x[j] + fromX0 * m0[j]);
        }
        stepsDone.accept(n);
        return clean;
    }

    /**
     * The factors of a step.
     *
     * @param fromX of x in the base
     * @param fromX0 of m0 in the base, and of all differences: -alpha(s) (exp(-h) - 1)
     * @param inverse 1 / r, 0 where there is no time before
     * @param rho1 of D1 in the corrector
     * @param rho2 of m - m0 in the corrector; 0 where h is infinite, and nothing is corrected
     */
    private record Step(double fromX, double fromX0, double inverse, double rho1, double rho2) {
        static Step of(TimeGrid grid, int i) {
            double fromX = grid.fromX(i);
            double fromX0 = grid.fromX0(i, fromX);
            double h = grid.step(i);
            double lastH = i == 0 ? Double.POSITIVE_INFINITY : grid.step(i - 1);
            if (!Double.isFinite(h)) {
                return new Step(fromX, fromX0, 0, 0, 0);
            }
            if (!Double.isFinite(lastH)) {
                return new Step(fromX, fromX0, 0, 0, 0.5);
            }
            double r = -lastH / h;
            // phi functions of -h, divided by B(-h) = exp(-h) - 1.
            double b = Math.expm1(-h);
            double phi = b / -h - 1;
            double b1 = phi / b;
            double b2 = 2 * (phi / -h - 0.5) / b;
            double rho1 = (b1 - b2) / (1 - r);
            return new Step(fromX, fromX0, 1 / r, rho1, b1 - rho1);
        }

        boolean corrects() {
            return rho2 != 0;
        }

        double[] base(float[] x, double[] m0) {
            double[] base = new double[x.length];
            for (int j = 0; j < base.length; j++) {
                base[j] = fromX * x[j] + fromX0 * m0[j];
            }
            return base;
        }

        float[] predicted(double[] base, double[] m0, double[] m1) {
            float[] out = new float[base.length];
            for (int j = 0; j < out.length; j++) {
                out[j] = (float) (base[j] + fromX0 * 0.5 * inverse * (m1[j] - m0[j]));
            }
            return out;
        }

        float[] corrected(double[] base, double[] m0, double[] m1, double[] m) {
            float[] out = new float[base.length];
            for (int j = 0; j < out.length; j++) {
                double d1 = inverse * (m1[j] - m0[j]);
                out[j] = (float) (base[j] + fromX0 * (rho1 * d1 + rho2 * (m[j] - m0[j])));
            }
            return out;
        }
    }
}
