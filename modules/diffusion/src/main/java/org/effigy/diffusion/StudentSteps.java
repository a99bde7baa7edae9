package org.effigy.diffusion;

import java.util.Arrays;
import org.effigy.base.Check;

/**
 * The few steps of a distilled sampler, the student, and what its network has to learn so that each of them arrives where the many
 * steps of its teacher do (Luhman and Luhman 2021 for one step; Salimans and Ho 2022 for targets, times and weights). Immutable.
 *
 * <p>With the student's times t(0) > t(1) > ... > t(n - 1) > t(n) = 0, step k is of first order, as {@link EulerSampler}'s, which for
 * DDPM is DDIM's: x(k + 1) = a x(k) + b x0 with a = sigma(k + 1) / sigma(k) and b = alpha(k + 1) - a alpha(k). Where the teacher goes from
 * x(k) to x(k + 1), the x0 that takes the student there in one step is (x(k + 1) - a x(k)) / b: Salimans and Ho, appendix G. Where the
 * teacher's steps are of first order too, it is a mean of the images that the teacher sees on its way.
 *
 * <p>Differs: Salimans and Ho halve the steps again and again, each time from noised real images, and the student must know all times
 * of its grid. Here each step is learnt from the teacher's whole way at once, from noise on, so that no data are needed and errors do not add up.
 */
public final class StudentSteps {
    private final TimeGrid grid;

    /**
     * Makes the steps.
     *
     * @param times at least one, strictly falling, all above 0
     */
    public StudentSteps(DiffusionProcess process, double... times) {
        grid = new TimeGrid(process, times);
    }

    /**
     * Returns n of the teacher's times: its first, and for k = 1..n - 1 the one whose noise-to-signal ratio is nearest, on the logarithmic
     * scale, to tan(pi / 2 (n - k) / n). These are equal steps of the angle between image and noise, Salimans and Ho's alpha = cos(pi t / 2).
     *
     * @param n 1 to the number of the teacher's times
     */
    public static StudentSteps of(TimeGrid teacher, int n) {
        Check.argument(
                n >= 1 && n <= teacher.steps(),
                () -> "the student's steps are " + n + ", the teacher takes " + teacher.steps() + "; allowed are 1 to "
                        + teacher.steps());
        double[] times = new double[n];
        int place = 0;
        for (int k = 0; k < n; k++) {
            if (k > 0) {
                double wanted = Math.log(Math.tan(Math.PI / 2 * (n - k) / n));
                place = nearest(teacher, wanted, place + 1, teacher.steps() - (n - k));
            }
            times[k] = teacher.time(place);
        }
        return new StudentSteps(teacher.process(), times);
    }

    private static int nearest(TimeGrid grid, double logRatio, int from, int to) {
        int best = from;
        for (int i = from; i <= to; i++) {
            if (distance(grid, i, logRatio) < distance(grid, best, logRatio)) {
                best = i;
            }
        }
        return best;
    }

    private static double distance(TimeGrid grid, int place, double logRatio) {
        return Math.abs(Math.log(grid.ratio(place)) - logRatio);
    }

    /** Returns how many steps there are. */
    public int steps() {
        return grid.steps();
    }

    /** Returns the times at which the network is called, falling; a copy. */
    public double[] times() {
        return grid.times();
    }

    /**
     * Returns the image x0 by which step k leads from one state to another.
     *
     * @param k 0..n - 1
     */
    public double x0(int k, double from, double to) {
        double fromX = grid.fromX(k);
        return x0(from, to, fromX, grid.fromX0(k, fromX));
    }

    private static double x0(double from, double to, double fromX, double fromX0) {
        return (to - fromX * from) / fromX0;
    }

    /**
     * Returns what the network must predict so that its steps lead from these states to those, a fresh array.
     *
     * @param k the step of each image, 0..n - 1; its length is the number of images
     * @param from states at the steps' beginnings, image after image
     * @param to states at their ends, as long as {@code from}
     */
    public float[] targets(int[] k, float[] from, float[] to) {
        Check.sameLength("to", to.length, from.length);
        Check.argument(
                k.length >= 1 && from.length % k.length == 0,
                () -> "from has length " + from.length + ", which " + k.length + " images do not share equally");
        int length = from.length / k.length;
        float[] targets = new float[from.length];
        for (int image = 0; image < k.length; image++) {
            int step = Check.inRange("k", k[image], 0, steps() - 1);
            double fromX = grid.fromX(step);
            double fromX0 = grid.fromX0(step, fromX);
            double x0FromXt = grid.process().x0FromXt(grid.time(step));
            double x0FromPrediction = grid.process().x0FromPrediction(grid.time(step));
            for (int i = image * length; i < (image + 1) * length; i++) {
                double x0 = x0(from[i], to[i], fromX, fromX0);
                targets[i] = (float) ((x0 - x0FromXt * from[i]) / x0FromPrediction);
            }
        }
        return targets;
    }

    /**
     * Returns how much a squared error of the network's output counts in step k: that of x0 counts SNR + 1 (Salimans and Ho, section 4),
     * which for the velocity of DDPM is 1.
     */
    public double weight(int k) {
        double t = grid.time(Check.inRange("k", k, 0, steps() - 1));
        double snr = grid.process().signalVariance(t) / grid.process().noiseVariance(t);
        double x0FromPrediction = grid.process().x0FromPrediction(t);
        return (snr + 1) * x0FromPrediction * x0FromPrediction;
    }

    /** Returns the sampler of these steps. */
    public Sampler sampler(SamplerOptions options) {
        return new EulerSampler(grid, options);
    }

    /** Returns the student's times and those of its process, for messages. */
    @Override
    public String toString() {
        return "times " + Arrays.toString(times());
    }
}
