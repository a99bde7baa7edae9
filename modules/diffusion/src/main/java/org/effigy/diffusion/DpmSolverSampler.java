package org.effigy.diffusion;

import java.util.Random;
import java.util.function.IntConsumer;
import org.effigy.base.Check;

/**
 * DPM-Solver++(2M), the second-order multistep solver of the reverse process' ordinary differential equation in terms of
 * x0 (Lu et al. 2022, algorithm 2), and its stochastic sibling SDE-DPM-Solver++(2M) (their appendix on SDEs). With
 * lambda = log(alpha / sigma) and h = lambda(s) - lambda(t) for the step from t to s:
 *
 * <pre>
 * D  = (1 + h / (2 hLast)) x0 - h / (2 hLast) x0Last
 * xs = sigma(s) / sigma(t) exp(-eta h) xt + alpha(s) (1 - exp(-(1 + eta) h)) D + sigma(s) sqrt(1 - exp(-2 eta h)) z
 * </pre>
 *
 * <p>With eta = 0 it is the ordinary equation, and the image depends on xT alone; with eta = 1 the stochastic one. The first step
 * has no last one and the final one, to s = 0, has no finite h: both use D = x0, which makes them steps of DDIM where eta is 0.
 * About 20 steps give what DDIM needs 50 for.
 *
 * <p>Differs: any eta between 0 and 1, as k-diffusion's sample_dpmpp_2m_sde (solver type midpoint) has it.
 */
public final class DpmSolverSampler implements Sampler {
    private final TimeGrid grid;
    private final double eta;
    private final SamplerOptions options;

    /**
     * Makes a sampler of the ordinary equation at time steps uniform in t.
     *
     * @param schedule the schedule that the denoiser was trained with
     * @param steps 1..T
     */
    public DpmSolverSampler(NoiseSchedule schedule, int steps, SamplerOptions options) {
        this(TimeGrid.of(new DiscreteProcess(schedule, options.prediction()), steps, Spacing.UNIFORM), 0, options);
    }

    /**
     * Makes a sampler.
     *
     * @param eta how much fresh noise each step gets, from 0 to 1
     */
    public DpmSolverSampler(TimeGrid grid, double eta, SamplerOptions options) {
        this.grid = grid;
        this.eta = Check.inRange("eta", eta, 0, 1);
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
        double[] lastX0 = {};
        for (int i = 0; i < grid.steps(); i++) {
            double[] x0 = batch.predictX0(xt, grid.process(), grid.time(i));
            boolean last = i + 1 == grid.steps();
            double extrapolation = i > 0 && !last ? grid.step(i) / (2 * grid.step(i - 1)) : 0;
            // exp(-eta h); exp(-h) is the quotient of the noise-to-signal ratios.
            double decay = eta == 0 ? 1 : Math.pow(grid.ratio(i + 1) / grid.ratio(i), eta);
            double fromXt = grid.fromX(i) * decay;
            double fromX0 = grid.fromX0(i, fromXt);
            double fresh = grid.sigma(i + 1) * Math.sqrt(1 - decay * decay);
            float[] z = fresh > 0 ? batch.drawNoise() : new float[xt.length];
            float[] xs = new float[xt.length];
            for (int j = 0; j < xs.length; j++) {
                double d = extrapolation == 0 ? x0[j] : x0[j] + extrapolation * (x0[j] - lastX0[j]);
                xs[j] = (float) (fromXt * xt[j] + fromX0 * d + fresh * z[j]);
            }
            xt = xs;
            lastX0 = x0;
            stepsDone.accept(i + 1);
        }
        return xt;
    }
}
