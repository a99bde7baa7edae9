package org.effigy.diffusion;

import java.util.List;
import org.effigy.base.Check;

/**
 * The variances beta(1..T) of the forward process and all that follows from them, in double precision. Immutable.
 *
 * <p>q(xt | x0) = N(sqrt(alphaBar(t)) x0, 1 - alphaBar(t)), with alphaBar(0) = 1; DDPM (Ho et al. 2020), eq. 4.
 */
public final class NoiseSchedule {
    /** No single beta is larger, so that alphaBar stays above 0; Improved DDPM (Nichol & Dhariwal 2021), section 3.2. */
    private static final double MAX_BETA = 0.999;

    /** The names that {@link #named} knows. */
    public static final List<String> NAMES = List.of("linear", "cosine", "sigmoid");

    private static final double SIGMOID_END = 3;
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

    /**
     * Returns the sigmoid schedule: alphaBar(t) = (g(1) - g(t / T)) / (g(1) - g(0)) with g(u) = logistic(-3 + 6 u), and beta at
     * most 0.999; Jabri et al. 2022, figure 8, with start -3, end 3 and tau 1. It spends more steps on middling
     * noise than the cosine.
     */
    public static NoiseSchedule sigmoid(int steps) {
        Check.positive("time steps", steps);
        double[] betas = new double[steps];
        for (int t = 1; t <= steps; t++) {
            double ratio = sigmoidSignal((double) t / steps) / sigmoidSignal((double) (t - 1) / steps);
            betas[t - 1] = Math.min(1 - ratio, MAX_BETA);
        }
        return of(betas);
    }

    private static double sigmoidSignal(double time) {
        double end = 1 / (1 + Math.exp(-SIGMOID_END));
        double start = 1 / (1 + Math.exp(SIGMOID_END));
        double here = 1 / (1 + Math.exp(SIGMOID_END - 2 * SIGMOID_END * time));
        return Math.max(0, (end - here) / (end - start));
    }

    /**
     * Returns this schedule with no signal left at T: sqrt(alphaBar) shifted so that it is 0 at T and stretched so that it stays
     * what it was at 1; Lin et al. 2023, algorithm 1. The network must then predict x0 or v, for at T eps is xt itself.
     */
    public NoiseSchedule withZeroTerminalSnr() {
        Check.inRange("time steps of a schedule with zero terminal SNR", steps(), 2, Integer.MAX_VALUE);
        double first = Math.sqrt(alphaBar[1]);
        double last = Math.sqrt(alphaBar[steps()]);
        double[] betas = new double[steps()];
        double before = 1;
        for (int t = 1; t <= steps(); t++) {
            double root = (Math.sqrt(alphaBar[t]) - last) * first / (first - last);
            betas[t - 1] = 1 - root * root / before;
            before = root * root;
        }
        return new NoiseSchedule(betas);
    }

    /**
     * Returns a schedule by name.
     *
     * @param name one of {@link #NAMES}
     */
    public static NoiseSchedule named(String name, int steps) {
        return switch (name) {
            case "linear" -> linear(steps);
            case "cosine" -> cosine(steps);
            case "sigmoid" -> sigmoid(steps);
            default ->
                throw new IllegalArgumentException(
                        "noise schedule is " + name + ", allowed are " + String.join(", ", NAMES));
        };
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

    /** Returns the signal-to-noise ratio alphaBar(t) / (1 - alphaBar(t)), t = 1..T; 0 where no signal is left. */
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
        Check.argument(times.length >= 1, () -> "a noise schedule needs at least 1 time step");
        double[] betas = new double[times.length];
        int previous = 0;
        for (int i = 0; i < times.length; i++) {
            Check.inRange("times[" + i + "]", times[i], previous + 1, steps());
            // At most 1, which rounding would exceed where no signal is left.
            betas[i] = Math.min(1, (noiseVariance[times[i]] - noiseVariance[previous]) / alphaBar[previous]);
            previous = times[i];
        }
        return times.length == steps() ? this : new NoiseSchedule(betas);
    }

    private int step(int t) {
        return Check.inRange("t", t, 1, steps());
    }

    private int stepOrZero(int t) {
        return Check.inRange("t", t, 0, steps());
    }
}
