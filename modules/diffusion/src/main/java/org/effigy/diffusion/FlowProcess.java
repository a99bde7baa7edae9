package org.effigy.diffusion;

import org.effigy.base.Check;

/**
 * Rectified flow (Liu et al. 2023): xt = (1 - t) x0 + t eps for t from 0 to 1, and the network predicts the velocity
 * dx / dt = eps - x0 of the straight line, so that x0 = xt - t v.
 *
 * <p>Differs: the paper's time runs the other way, from noise at 0 to the image at 1; this is that of Stable Diffusion 3 (Esser
 * et al. 2024).
 */
public record FlowProcess() implements DiffusionProcess {
    private static final double FIRST = 0.002;

    /** Returns eps - x0, what the network has to predict. */
    public static double target(double x0, double eps) {
        return eps - x0;
    }

    /**
     * Returns the time of a standard normal number z, logistic(location + scale z): the logit-normal times of Esser et al. 2024,
     * section 3.1, which are dense in the middle, where prediction is hardest.
     */
    public static double logitNormal(double z, double location, double scale) {
        return 1 / (1 + Math.exp(-(location + scale * z)));
    }

    @Override
    public double signalVariance(double t) {
        return (1 - t) * (1 - t);
    }

    @Override
    public double noiseVariance(double t) {
        return t * t;
    }

    @Override
    public double x0FromXt(double t) {
        return 1;
    }

    @Override
    public double x0FromPrediction(double t) {
        return -t;
    }

    @Override
    public double lastTime() {
        return 1;
    }

    @Override
    public double firstTime() {
        return FIRST;
    }

    @Override
    public double time(double ratio) {
        return ratio / (1 + ratio);
    }

    @Override
    public double[] uniform(int n) {
        return parts(n, 1);
    }

    /** Returns last / n, 2 last / n, ..., last. */
    static double[] parts(int n, double last) {
        double[] times = new double[Check.positive("sampling steps", n)];
        for (int i = 0; i < n; i++) {
            times[i] = last * (i + 1) / n;
        }
        return times;
    }

    @Override
    public double startDeviation(double t) {
        return t;
    }
}
