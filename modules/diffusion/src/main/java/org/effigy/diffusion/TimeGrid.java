package org.effigy.diffusion;

import org.effigy.base.Check;

/** The places of a process at which a solver stops: times 0, 1, ..., n - 1 from noise downwards, and 0, the clean image, as n. */
public final class TimeGrid {
    private final DiffusionProcess process;
    private final double[] times;

    /**
     * Makes a grid.
     *
     * @param times at least one, strictly falling, all above 0
     */
    public TimeGrid(DiffusionProcess process, double... times) {
        this.process = process;
        this.times = times.clone();
        Check.positive("sampling steps", times.length);
        for (int i = 0; i < times.length; i++) {
            double next = i + 1 < times.length ? times[i + 1] : 0;
            int at = i;
            Check.argument(
                    times[i] > next,
                    () -> "times[" + at + "] is " + times[at] + ", it must be above the next, " + next);
        }
    }

    /** Returns n times of a process. */
    public static TimeGrid of(DiffusionProcess process, int n, Spacing spacing) {
        return new TimeGrid(process, spacing.times(process, n));
    }

    /** Returns the process. */
    public DiffusionProcess process() {
        return process;
    }

    /** Returns n. */
    public int steps() {
        return times.length;
    }

    /** Returns the n times above 0, falling; a copy. */
    public double[] times() {
        return times.clone();
    }

    /** Returns the time at a place, 0 at n. */
    double time(int i) {
        return i < times.length ? times[i] : 0;
    }

    double alpha(int i) {
        return Math.sqrt(process.signalVariance(time(i)));
    }

    double sigma(int i) {
        return Math.sqrt(process.noiseVariance(time(i)));
    }

    /** Returns sigma / alpha. */
    double ratio(int i) {
        return process.ratio(time(i));
    }

    /** Returns h, by how much lambda = log(alpha / sigma) grows from a place to the next; infinite where one has no end. */
    double step(int i) {
        return lambda(i + 1) - lambda(i);
    }

    /** Half the logarithm of the signal-to-noise ratio. */
    private double lambda(int i) {
        return 0.5 * Math.log(process.signalVariance(time(i)) / process.noiseVariance(time(i)));
    }

    /**
     * Returns the factor of x in the first-order step to the next place, sigma(i + 1) / sigma(i); its other factor, of x0, is
     * {@link #fromX0}. It is DDIM's with eta 0 and, for a flow, Euler's.
     */
    double fromX(int i) {
        return Math.sqrt(process.noiseVariance(time(i + 1)) / process.noiseVariance(time(i)));
    }

    /** Returns alpha(i + 1) (1 - exp(-h)) for a factor of x, also where h is infinite. */
    double fromX0(int i, double fromX) {
        return alpha(i + 1) - fromX * alpha(i);
    }

    /** Returns where sampling begins: the deviation of the noise. */
    double startDeviation() {
        return process.startDeviation(times[0]);
    }
}
