package org.effigy.evaluation.statistics;

import java.util.Arrays;

/**
 * The Frechet distance between Gaussians (Dowson and Landau 1982; Heusel et al. 2017) with the mean and covariance of two samples:
 * |m1 - m2|^2 + tr C1 + tr C2 - 2 tr (C1 C2)^(1/2), covariances over n - 1. An object is the reference, prepared once.
 *
 * <p>With X and Y the centred samples over the roots of n - 1 and m - 1, tr (C1 C2)^(1/2) is the sum of the singular values of X
 * Y'; this holds for singular covariances, too, which fewer points than coordinates have.
 */
public final class FrechetDistance {
    private final int threads;
    private final int n;
    private final int width;
    private final double[] mean;
    private final double trace;
    private final Samples centred;
    /** X = left * root with orthonormal columns of left, shape (n, rank) and (rank, width). */
    private final Samples left;

    private final Samples root;
    /** Stands for the centred reference in sums of singular values. */
    private final Samples triangle;

    /**
     * A distance and what moves it.
     *
     * @param value the distance
     * @param ofReference how much the distance grows as a point of the reference is counted more; their mean is 0
     * @param ofSample the same for the points of the sample
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Result(double value, double[] ofReference, double[] ofSample) {}

    /** Prepares a reference of at least 2 points. */
    public FrechetDistance(Samples reference, int threads) {
        this.threads = threads;
        n = reference.rows();
        width = reference.width();
        mean = reference.mean();
        centred = reference.less(mean, 1 / Math.sqrt(n - 1.0));
        trace = squares(centred.values());
        triangle = SingularValues.reduced(centred);
        boolean tall = n >= width;
        Samples side = tall ? centred.transposed() : centred;
        Eigen eigen = Eigen.of(side.products(side, threads), side.rows(), true);
        int rank = eigen.rank();
        Samples vectors = new Samples(rank, side.rows(), Arrays.copyOf(eigen.vectors(), rank * side.rows()));
        double[] scale = new double[rank];
        for (int k = 0; k < rank; k++) {
            scale[k] = Math.sqrt(eigen.values()[k]);
        }
        if (tall) {
            root = scaled(vectors, scale, false);
            left = scaled(vectors, scale, true).through(centred, threads);
        } else {
            left = vectors.transposed();
            root = new Samples(rank, width, vectors.products(centred.transposed(), threads));
        }
    }

    private static Samples scaled(Samples rows, double[] factors, boolean inverse) {
        double[] out = rows.values().clone();
        for (int k = 0; k < rows.rows(); k++) {
            double factor = inverse ? 1 / factors[k] : factors[k];
            for (int j = 0; j < rows.width(); j++) {
                out[k * rows.width() + j] *= factor;
            }
        }
        return new Samples(rows.rows(), rows.width(), out);
    }

    private static double squares(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }

    /** Returns the distance of a sample of at least 2 points. */
    public Result to(Samples sample) {
        int m = sample.rows();
        double[] other = sample.mean();
        Samples y = sample.less(other, 1 / Math.sqrt(m - 1.0));
        int rank = root.rows();
        Samples b = new Samples(m, rank, y.products(root, threads));
        boolean tall = m > rank;
        Samples side = tall ? b.transposed() : b;
        Eigen eigen = Eigen.of(side.products(side, threads), side.rows(), true);
        double[] singular = new double[eigen.rank()];
        for (int k = 0; k < singular.length; k++) {
            singular[k] = Math.sqrt(eigen.values()[k]);
        }
        double sum = SingularValues.sumOfProduct(triangle, SingularValues.reduced(y), threads);
        Samples vectors = new Samples(
                singular.length, side.rows(), Arrays.copyOf(eigen.vectors(), singular.length * side.rows()));
        // Singular vectors of the sample's side and of the reference's, one in a row.
        Samples u =
                tall ? scaled(new Samples(singular.length, m, vectors.products(b, threads)), singular, true) : vectors;
        Samples v = tall
                ? vectors
                : scaled(new Samples(singular.length, rank, vectors.products(b.transposed(), threads)), singular, true);
        double gap = 0;
        double[] difference = new double[width];
        for (int j = 0; j < width; j++) {
            difference[j] = other[j] - mean[j];
            gap += difference[j] * difference[j];
        }
        double value = gap + trace + squares(y.values()) - 2 * sum;
        Samples a = new Samples(n, singular.length, left.products(v, threads));
        return new Result(
                value,
                influence(centred, negative(difference), a, singular),
                influence(y, difference, u.transposed(), singular));
    }

    private static double[] negative(double[] values) {
        return Arrays.stream(values).map(v -> -v).toArray();
    }

    /** Returns the derivative of the distance by the weight of each point of one side. */
    private static double[] influence(Samples points, double[] difference, Samples vectors, double[] singular) {
        int rows = points.rows();
        double unscaled = Math.sqrt(rows - 1.0);
        double[] out = new double[rows];
        double mean = 0;
        for (int i = 0; i < rows; i++) {
            double along = 0;
            double square = 0;
            for (int j = 0; j < points.width(); j++) {
                double x = points.values()[i * points.width() + j];
                along += difference[j] * x;
                square += x * x;
            }
            double root = 0;
            for (int k = 0; k < singular.length; k++) {
                double part = vectors.values()[i * singular.length + k];
                root += singular[k] * part * part;
            }
            out[i] = 2 * along * unscaled + rows * (square - root);
            mean += out[i] / rows;
        }
        for (int i = 0; i < rows; i++) {
            out[i] -= mean;
        }
        return out;
    }
}
