package org.effigy.accounting;

import java.util.List;
import org.effigy.base.Check;

/**
 * A tight bound on the epsilon of sampled Gaussian steps: the privacy losses of the steps as random variables, cut off, put on a grid
 * with their means kept, and added up by a Fourier transform (Gopi, Lee and Wutschitz 2021, "Numerical composition of differential
 * privacy", algorithms 1 and 2).
 *
 * <p>Differs: of the losses where a unit is removed and where one is added, the larger epsilon counts; the paper's program looks at
 * the first. Differs: the transform is longer than the grid, a power of two.
 */
public final class PrivacyLossAccountant {
    /** By how much the grid may change epsilon; the bound is above the estimate by it. */
    public static final double EPSILON_ERROR = 0.01;

    /** Delta over what cutting off may change of it. */
    private static final double DELTA_ERRORS = 1000;
    /** What the paper's program adds to the bound of remark 5.6. */
    private static final double BEYOND = 3;

    private static final int LARGEST = 1 << 22;
    /** The least delta: below, the rounding of the transform is no longer nothing beside it. */
    private static final double LEAST_DELTA = 1e-10;

    /** Grid points t = i * mesh for i from first to last, and the length of the transform. */
    private record Grid(double mesh, int first, int last, int length) {
        /** Where a point lies in the transform, which is periodic. */
        int place(int point) {
            return Math.floorMod(point, length);
        }
    }

    private final List<GaussianSteps> steps;
    private final double delta;
    private final double epsilonError;

    private PrivacyLossAccountant(List<GaussianSteps> steps, double delta, double epsilonError) {
        this.steps = steps;
        this.delta = delta;
        this.epsilonError = epsilonError;
    }

    /**
     * Returns an upper bound of the epsilon at this delta, at least 0, at most {@link RenyiAccountant}'s, which stands where delta is
     * below 1e-10 or the grid would be too large.
     */
    public static double epsilon(List<GaussianSteps> all, double delta) {
        double renyi = RenyiAccountant.epsilon(all, delta);
        if (delta < LEAST_DELTA) {
            return renyi;
        }
        double tight = bound(all, delta, EPSILON_ERROR);
        return Math.min(renyi, Math.max(0, tight));
    }

    /** Returns the upper bound: the estimate at delta less what cutting off changes, plus what the grid changes; infinite without a grid. */
    static double bound(List<GaussianSteps> all, double delta, double epsilonError) {
        List<GaussianSteps> taken = GaussianSteps.taken(all, delta);
        Check.inRange("epsilonError", epsilonError, 1e-6, 1);
        if (taken.isEmpty()) {
            return 0;
        }
        PrivacyLossAccountant accountant = new PrivacyLossAccountant(taken, delta, epsilonError);
        Grid grid = accountant.grid();
        return grid.length() > LARGEST
                ? Double.POSITIVE_INFINITY
                : Math.max(accountant.bound(grid, true), accountant.bound(grid, false));
    }

    private double deltaError() {
        return delta / DELTA_ERRORS;
    }

    private double bound(Grid grid, boolean removed) {
        double shift = 0;
        double[] re = new double[grid.length()];
        double[] im = new double[grid.length()];
        re[0] = 1;
        Fourier.forward(re, im);
        for (GaussianSteps some : steps) {
            LossVariable loss = new LossVariable(some.sampleRate(), some.noiseMultiplier(), removed);
            double[] mass = new double[grid.length()];
            double[] none = new double[grid.length()];
            shift += some.steps() * discretise(loss, grid, mass);
            Fourier.forward(mass, none);
            multiplyByPower(re, im, mass, none, some.steps());
        }
        Fourier.inverse(re, im);
        return epsilon(grid, re, shift) + epsilonError;
    }

    /** Remark 5.6: cut off where the sum of all losses, and a single one, lie but for a part of deltaError. */
    private Grid grid() {
        long count = steps.stream().mapToLong(GaussianSteps::steps).sum();
        double mesh = epsilonError / Math.sqrt(count * Math.log(12 / deltaError()) / 2);
        double reach = RenyiAccountant.epsilon(steps, deltaError() / 4);
        for (GaussianSteps some : steps) {
            GaussianSteps one = new GaussianSteps(some.sampleRate(), some.noiseMultiplier(), 1);
            reach = Math.max(reach, RenyiAccountant.epsilon(List.of(one), deltaError() / (8.0 * count)));
        }
        reach = Math.max(reach, epsilonError) + BEYOND;
        double points = Math.ceil(reach / mesh);
        if (!(2 * points + 2 <= LARGEST)) {
            return new Grid(mesh, 0, 0, LARGEST + 1);
        }
        int last = (int) points;
        // An even number of points, as in the paper's program.
        return new Grid(mesh, -last, last + 1, Integer.highestOneBit(2 * last + 1) * 2);
    }

    /** Writes the probability of each grid point; returns by how much the grid must be moved so that the mean is the loss's own. */
    private static double discretise(LossVariable loss, Grid grid, double[] mass) {
        double mesh = grid.mesh();
        double low = grid.first() * mesh;
        double high = grid.last() * mesh;
        double total = loss.upTo(high) - loss.upTo(low);
        double mean = 0;
        double left = Math.max(low, (grid.first() - 0.5) * mesh);
        for (int i = grid.first(); i <= grid.last(); i++) {
            double right = Math.min(high, (i + 0.5) * mesh);
            double p = i < 0 ? loss.upTo(right) - loss.upTo(left) : loss.above(left) - loss.above(right);
            mass[grid.place(i)] = Math.max(0, p) / total;
            mean += i * mesh * mass[grid.place(i)];
            left = right;
        }
        double shift = loss.mean(low, high) - mean;
        if (!(Math.abs(shift) < mesh / 2)) {
            throw new IllegalStateException("the mean of the grid is off by " + shift + ", its mesh is " + mesh);
        }
        return shift;
    }

    /** Multiplies complex numbers by powers of others. */
    private static void multiplyByPower(double[] re, double[] im, double[] baseRe, double[] baseIm, long power) {
        for (int i = 0; i < re.length; i++) {
            double radius = Math.pow(Math.hypot(baseRe[i], baseIm[i]), power);
            // The angle of the power, exactly periodic: squaring would lose no more.
            double angle = Math.IEEEremainder(power * Math.atan2(baseIm[i], baseRe[i]), 2 * Math.PI);
            double r = radius * Math.cos(angle);
            double s = radius * Math.sin(angle);
            double a = re[i];
            re[i] = a * r - im[i] * s;
            im[i] = a * s + im[i] * r;
        }
    }

    /**
     * Returns the epsilon at which delta(epsilon) = E[1 - exp(epsilon - loss)]+ is the delta that cutting off leaves; between two grid
     * points delta is linear in exp(epsilon).
     */
    private double epsilon(Grid grid, double[] mass, double shift) {
        double wanted = delta - deltaError();
        double above = 0;
        double weighted = 0;
        for (int i = grid.last(); i >= grid.first(); i--) {
            double t = i * grid.mesh() + shift;
            double p = mass[grid.place(i)];
            double nextAbove = above + p;
            double nextWeighted = weighted + p * Math.exp(-t);
            // Delta at t with the losses above it; those at t add nothing.
            if (above - Math.exp(t) * weighted > wanted) {
                return Math.log((above - wanted) / weighted);
            }
            above = nextAbove;
            weighted = nextWeighted;
        }
        return Double.NEGATIVE_INFINITY;
    }
}
