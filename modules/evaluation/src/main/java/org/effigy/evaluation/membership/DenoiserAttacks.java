package org.effigy.evaluation.membership;

import java.util.Arrays;
import java.util.List;
import org.effigy.base.Seeds;
import org.effigy.diffusion.ForwardProcess;
import org.effigy.diffusion.NoiseSchedule;
import org.effigy.diffusion.TrainedDenoiser;

/**
 * The attacks on a diffusion model. All see its prediction as noise, and are made where alphaBar is the same whatever the schedule,
 * so that models can be compared.
 */
public final class DenoiserAttacks {
    /** From almost clean to almost noise. On the linear schedule of 1000 steps, 0.9 is about t = 100 and 0.65 about t = 200. */
    static final List<Double> ALPHA_BARS = List.of(0.99, 0.95, 0.9, 0.8, 0.65, 0.5, 0.25);

    /** SecMI walks there step by step, so it stays where its paper is. */
    private static final double LEAST_ALPHA_BAR_OF_SECMI = 0.8;

    /** Of the process's steps, in one step of the walk; 10 of 1000 in the paper. */
    private static final int SECMI_STEPS = 100;

    /** Draws of the noise over which the loss is a mean. */
    private static final int LOSS_DRAWS = 2;

    /** The norm of PIA and of the un-noised query, as in their papers. */
    private static final int NORM = 4;

    private DenoiserAttacks() {}

    /** Returns all attacks. */
    public static List<Attack> of(TrainedDenoiser model, long seed) {
        return List.of(
                new Single(
                        "loss",
                        times(model.schedule(), 0),
                        (x, labels, t, first) -> loss(model, x, labels, t, seed, first)),
                new SecMi(model),
                new Single("pia", times(model.schedule(), 0), (x, labels, t, first) -> pia(model, x, labels, t)),
                new Single(
                        "clean query",
                        times(model.schedule(), 0),
                        (x, labels, t, first) -> clean(model, x, labels, t)));
    }

    /** Returns for each alphaBar from a least one on the time step whose alphaBar is nearest; each once, ascending. */
    static int[] times(NoiseSchedule schedule, double least) {
        return ALPHA_BARS.stream()
                .filter(alphaBar -> alphaBar >= least)
                .mapToInt(alphaBar -> nearest(schedule, alphaBar))
                .sorted()
                .distinct()
                .toArray();
    }

    private static int nearest(NoiseSchedule schedule, double alphaBar) {
        int best = 1;
        for (int t = 2; t <= schedule.steps(); t++) {
            if (Math.abs(schedule.alphaBar(t) - alphaBar) < Math.abs(schedule.alphaBar(best) - alphaBar)) {
                best = t;
            }
        }
        return best;
    }

    /** Scores at one time step. */
    private interface AtTime {
        double[] scores(float[] x0, int[] labels, int t, int first);
    }

    /** An attack whose time steps have nothing to do with each other. */
    private record Single(String name, int[] timeSteps, AtTime at) implements Attack {
        @Override
        public double[][] scores(float[] images, int[] labels, int first) {
            return Arrays.stream(timeSteps)
                    .mapToObj(t -> at.scores(images, labels, t, first))
                    .toArray(double[][]::new);
        }
    }

    /** The squared error of the noise that the model sees in a noisy image (Matsumoto et al. 2023, section III), negated. */
    private static double[] loss(TrainedDenoiser model, float[] x0, int[] labels, int t, long seed, int first) {
        int length = model.denoiser().imageLength();
        int[] times = new int[labels.length];
        Arrays.fill(times, t);
        double[] scores = new double[labels.length];
        for (int draw = 0; draw < LOSS_DRAWS; draw++) {
            float[] eps = new float[x0.length];
            for (int i = 0; i < labels.length; i++) {
                long place = (long) (first + i) * LOSS_DRAWS + draw;
                float[] own = Seeds.fillNormal(Seeds.of(seed, "membership noise", place), new float[length]);
                System.arraycopy(own, 0, eps, i * length, length);
            }
            float[] xt = new ForwardProcess(model.schedule()).noisy(x0, eps, times);
            float[] seen = model.eps(xt, t, labels);
            for (int i = 0; i < seen.length; i++) {
                double error = (double) seen[i] - eps[i];
                scores[i / length] -= error * error / length / LOSS_DRAWS;
            }
        }
        return scores;
    }

    /**
     * PIA (Kong et al. 2024, eq. 9): the noise that the model sees in the clean image at the first step stands for the noise of the
     * forward process; the 4-norm of what it sees of that again at t, negated.
     */
    private static double[] pia(TrainedDenoiser model, float[] x0, int[] labels, int t) {
        float[] eps = model.eps(x0, 1, labels);
        float[] seen = model.eps(mixed(model.schedule(), x0, eps, t), t, labels);
        return negatedNorms(seen, eps, labels.length);
    }

    /**
     * The un-noised query (SimA; Rao et al. 2025, "Score-based membership inference on diffusion models"): the clean image is shown
     * as if it were noisy; the 4-norm of the noise that the model sees in it, negated.
     */
    private static double[] clean(TrainedDenoiser model, float[] x0, int[] labels, int t) {
        float[] seen = model.eps(x0, t, labels);
        return negatedNorms(seen, new float[seen.length], labels.length);
    }

    private static float[] mixed(NoiseSchedule schedule, float[] x0, float[] eps, int t) {
        double signal = Math.sqrt(schedule.alphaBar(t));
        double noise = Math.sqrt(schedule.noiseVariance(t));
        float[] xt = new float[x0.length];
        for (int i = 0; i < xt.length; i++) {
            xt[i] = (float) (signal * x0[i] + noise * eps[i]);
        }
        return xt;
    }

    private static double[] negatedNorms(float[] a, float[] b, int n) {
        int length = a.length / n;
        double[] norms = new double[n];
        for (int i = 0; i < a.length; i++) {
            norms[i / length] += Math.pow(Math.abs((double) a[i] - b[i]), NORM);
        }
        return Arrays.stream(norms).map(sum -> -Math.pow(sum, 1.0 / NORM)).toArray();
    }

    /**
     * SecMI (Duan et al. 2023, eq. 9 to 11), the statistic of the t-error: the image is walked to t by the model's own deterministic
     * steps (DDIM backwards), one more step away and that step back again; the squared distance from where it was, negated. The
     * clean image stands at step 1.
     */
    private record SecMi(TrainedDenoiser model) implements Attack {
        @Override
        public String name() {
            return "secmi";
        }

        @Override
        public int[] timeSteps() {
            return times(model.schedule(), LEAST_ALPHA_BAR_OF_SECMI);
        }

        @Override
        public double[][] scores(float[] images, int[] labels, int first) {
            int steps = model.schedule().steps();
            int stride = Math.max(1, steps / SECMI_STEPS);
            int[] wanted = timeSteps();
            double[][] scores = new double[wanted.length][];
            float[] xt = images.clone();
            int t = 1;
            for (int k = 0; k < wanted.length; k++) {
                while (t < wanted[k]) {
                    int next = Math.min(wanted[k], t + stride);
                    xt = step(xt, t, next, labels);
                    t = next;
                }
                int beyond = Math.min(steps, t + stride);
                scores[k] = negatedSquares(step(step(xt, t, beyond, labels), beyond, t, labels), xt, labels.length);
            }
            return scores;
        }

        /** The deterministic step of DDIM (Song et al. 2021, eq. 12, sigma = 0) from one time to another. */
        private float[] step(float[] xt, int from, int to, int[] labels) {
            NoiseSchedule schedule = model.schedule();
            float[] eps = model.eps(xt, from, labels);
            double signal = Math.sqrt(schedule.alphaBar(to) / schedule.alphaBar(from));
            double noise = Math.sqrt(schedule.noiseVariance(to)) - signal * Math.sqrt(schedule.noiseVariance(from));
            float[] out = new float[xt.length];
            for (int i = 0; i < out.length; i++) {
                out[i] = (float) (signal * xt[i] + noise * eps[i]);
            }
            return out;
        }

        private static double[] negatedSquares(float[] a, float[] b, int n) {
            int length = a.length / n;
            double[] sums = new double[n];
            for (int i = 0; i < a.length; i++) {
                double difference = (double) a[i] - b[i];
                sums[i / length] -= difference * difference;
            }
            return sums;
        }
    }
}
