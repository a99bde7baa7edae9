package org.effigy.diffusion;

/**
 * A way from images to noise, xt = alpha(t) x0 + sigma(t) eps, and how the network's output at xt gives x0 back:
 * x0 = {@link #x0FromXt} xt + {@link #x0FromPrediction} prediction. Immutable.
 *
 * <p>Solvers see processes by alpha, sigma and the noise-to-signal ratio sigma / alpha alone, which EDM (Karras et al. 2022)
 * calls the noise level: with y = xt / alpha all processes are one.
 */
public interface DiffusionProcess {
    /** Returns alpha(t)^2; 1 at t = 0. */
    double signalVariance(double t);

    /** Returns sigma(t)^2; 0 at t = 0. */
    double noiseVariance(double t);

    /** Returns the factor of xt in x0. */
    double x0FromXt(double t);

    /** Returns the factor of the network's output in x0. */
    double x0FromPrediction(double t);

    /** Returns the time of the most noise. */
    double lastTime();

    /** Returns the time of the least noise that the network has learnt, above 0. */
    double firstTime();

    /** Returns the time at which sigma / alpha is this, or the next one there is. */
    double time(double ratio);

    /**
     * Returns n times, ascending, equally spaced and ending at {@link #lastTime}.
     *
     * @throws IllegalArgumentException if there are fewer
     */
    double[] uniform(int n);

    /** Returns the deviation of the normal noise that sampling begins with at a time. */
    double startDeviation(double t);

    /** Returns whether there are only the times 1, 2, ..., {@link #lastTime}. */
    default boolean isDiscrete() {
        return false;
    }

    /** Returns sigma / alpha; infinite where nothing of the image is left. */
    default double ratio(double t) {
        return Math.sqrt(noiseVariance(t) / signalVariance(t));
    }
}
