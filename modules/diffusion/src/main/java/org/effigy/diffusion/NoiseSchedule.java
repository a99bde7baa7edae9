package org.effigy.diffusion;

import org.effigy.base.Check;

/**
 * The variances beta(1..T) of the forward process and all that follows from them, in double precision. Immutable.
 *
 * <p>q(xt | x0) = N(sqrt(alphaBar(t)) x0, 1 - alphaBar(t)), with alphaBar(0) = 1; DDPM (Ho et al. 2020), eq. 4.
 */
public final class NoiseSchedule {
    /** No single beta is larger, so that alphaBar stays above 0; Improved DDPM (Nichol & Dhariwal 2021), section 3.2. */
    private static final double MAX_BETA = 0.999;

    private static final double COSINE_OFFSET = 0.008;
    private static final double LINEAR_FIRST_BETA = 1e-4;
    private static final double LINEAR_LAST_BETA = 0.02;
    private static final double LINEAR_STEPS = 1000;

    private final double[] beta;
    private final double[] alphaBar;
    private final double[] noiseVariance;

    private NoiseSchedule(double[] betas) {
        int steps = betas.length;
        beta = new double[steps + 1];
        alphaBar = new double[steps + 1];
        noiseVariance = new double[steps + 1];
        alphaBar[0] = 1;
        for (int t = 1; t <= steps; t++) {
            beta[t] = betas[t - 1];
            alphaBar[t] = alphaBar[t - 1] * (1 - beta[t]);
            // 1 - alphaBar without cancellation where alphaBar is almost 1.
            noiseVariance[t] = noiseVariance[t - 1] * (1 - beta[t]) + beta[t];
        }
    }

    /** Returns the schedule with these variances, each in (0, 1); the first is beta(1). */
    public static NoiseSchedule of(double... betas) {
        Check.argument(betas.length >= 1, () -> "a noise schedule needs at least 1 time step");
        for (int t = 1; t <= betas.length; t++) {
            Check.inRange("beta(" + t + ")", betas[t - 1], Double.MIN_VALUE, Math.nextDown(1.0));
        }
        return new NoiseSchedule(betas);
    }

    /**
     * Returns the linear schedule: beta from 1e-4 to 0.02 in equal steps at T = 1000; DDPM (Ho et al. 2020), section 4.
     *
     * <p>Differs: at another T both ends are multiplied by 1000 / T, so that alphaBar(T) stays about 4e-5, and no beta
     * is above 0.999. At T = 1 the one beta is the last.
     */
    public static NoiseSchedule linear(int steps) {
        Check.positive("time steps", steps);
        double scale = LINEAR_STEPS / steps;
        double first = scale * LINEAR_FIRST_BETA;
        double last = scale * LINEAR_LAST_BETA;
        double[] betas = new double[steps];
        for (int i = 0; i < steps; i++) {
            double position = steps == 1 ? 1 : (double) i / (steps - 1);
            betas[i] = Math.min(first + position * (last - first), MAX_BETA);
        }
        return of(betas);
    }

    /**
     * Returns the cosine schedule: alphaBar(t) = f(t) / f(0), f(t) = cos^2((t / T + s) / (1 + s) * pi / 2), s = 0.008,
     * with beta at most 0.999; Improved DDPM (Nichol & Dhariwal 2021), eq. 17. Where beta is cut, alphaBar is the product
     * of the cut values.
     */
    public static NoiseSchedule cosine(int steps) {
        Check.positive("time steps", steps);
        double[] betas = new double[steps];
        for (int t = 1; t <= steps; t++) {
            double ratio = cosineSignal((double) t / steps) / cosineSignal((double) (t - 1) / steps);
            betas[t - 1] = Math.min(1 - ratio, MAX_BETA);
        }
        return of(betas);
    }

    /** Returns the schedule of this name, {@code linear} or {@code cosine}. */
    public static NoiseSchedule named(String name, int steps) {
        Check.argument(
                name.equals("linear") || name.equals("cosine"),
                () -> "noise schedule is " + name + ", allowed are linear and cosine");
        return name.equals("linear") ? linear(steps) : cosine(steps);
    }

    private static double cosineSignal(double time) {
        double root = Math.cos((time + COSINE_OFFSET) / (1 + COSINE_OFFSET) * Math.PI / 2);
        return root * root;
    }

    /** Returns T, the number of time steps. */
    public int steps() {
        return beta.length - 1;
    }

    /** Returns the variance that step t adds, t = 1..T. */
    public double beta(int t) {
        return beta[step(t)];
    }

    /** Returns 1 - beta(t), t = 1..T. */
    public double alpha(int t) {
        return 1 - beta[step(t)];
    }

    /** Returns the product of alpha(1..t), t = 0..T; 1 at t = 0. */
    public double alphaBar(int t) {
        return alphaBar[stepOrZero(t)];
    }

    /** Returns 1 - alphaBar(t), t = 0..T, exact to the last digits also where alphaBar is almost 1. */
    public double noiseVariance(int t) {
        return noiseVariance[stepOrZero(t)];
    }

    /** Returns the signal-to-noise ratio alphaBar(t) / (1 - alphaBar(t)), t = 1..T. */
    public double snr(int t) {
        return alphaBar[step(t)] / noiseVariance[t];
    }

    /** Returns betaTilde(t), the variance of q(x(t-1) | xt, x0), t = 1..T; DDPM (Ho et al. 2020), eq. 7. It is 0 at t = 1. */
    public double posteriorVariance(int t) {
        return noiseVariance[step(t) - 1] / noiseVariance[t] * beta[t];
    }

    /** Returns the factor of x0 in the mean of q(x(t-1) | xt, x0), t = 1..T; DDPM (Ho et al. 2020), eq. 7. It is 1 at t = 1. */
    public double posteriorMeanX0(int t) {
        return Math.sqrt(alphaBar[step(t) - 1]) * beta[t] / noiseVariance[t];
    }

    /** Returns the factor of xt in the mean of q(x(t-1) | xt, x0), t = 1..T; DDPM (Ho et al. 2020), eq. 7. It is 0 at t = 1. */
    public double posteriorMeanXt(int t) {
        return Math.sqrt(1 - beta[step(t)]) * noiseVariance[t - 1] / noiseVariance[t];
    }

    /**
     * Returns n of the time steps, ascending, equally spaced and ending at T: tau(i) = i * T / n rounded half up, i = 1..n.
     * All T steps when n = T, T alone when n = 1.
     *
     * @param n 1..T
     */
    public int[] spaced(int n) {
        Check.inRange("sampling steps", n, 1, steps());
        int[] times = new int[n];
        for (int i = 1; i <= n; i++) {
            times[i - 1] = (int) ((2L * i * steps() + n) / (2L * n));
        }
        return times;
    }

    /**
     * Returns the schedule that passes only through these time steps: its alphaBar(i) is this alphaBar(times[i - 1]), hence
     * beta(i) = 1 - alphaBar(times[i - 1]) / alphaBar(times[i - 2]); Improved DDPM (Nichol & Dhariwal 2021), section 4.
     *
     * @param times strictly ascending, each in 1..T
     */
    public NoiseSchedule respaced(int... times) {
        double[] betas = new double[times.length];
        int previous = 0;
        for (int i = 0; i < times.length; i++) {
            Check.inRange("times[" + i + "]", times[i], previous + 1, steps());
            betas[i] = (noiseVariance[times[i]] - noiseVariance[previous]) / alphaBar[previous];
            previous = times[i];
        }
        return times.length == steps() ? this : of(betas);
    }

    private int step(int t) {
        return Check.inRange("t", t, 1, steps());
    }

    private int stepOrZero(int t) {
        return Check.inRange("t", t, 0, steps());
    }
}
