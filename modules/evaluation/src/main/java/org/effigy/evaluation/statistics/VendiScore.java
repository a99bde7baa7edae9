package org.effigy.evaluation.statistics;

/**
 * The Vendi score (Friedman and Dieng 2023): the exponential of the entropy of the eigenvalues of K / n, where K are the
 * similarities of n things, 1 on the diagonal. It is 1 where all are alike and n where none is like another.
 *
 * @param value the score
 * @param influence how much each thing adds to the logarithm of the score where it is counted more; their mean is 0
 */
@SuppressWarnings("ArrayRecordComponent")
public record VendiScore(double value, double[] influence) {
    /** Returns the score of similarities, shape (n, n). */
    public static double ofSimilarities(double[] similarities, int n) {
        double[] scaled = new double[similarities.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = similarities[i] / n;
        }
        Eigen eigen = Eigen.of(scaled, n, false);
        return Math.exp(entropy(eigen.values()));
    }

    /** Returns the score under the cosine of the angle between points. */
    public static VendiScore of(Samples points, int threads) {
        Samples unit = points.unit();
        boolean tall = unit.rows() > unit.width();
        Samples side = tall ? unit.transposed() : unit;
        double[] matrix = side.products(side, threads);
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] /= unit.rows();
        }
        Eigen eigen = Eigen.of(matrix, side.rows(), true);
        double entropy = entropy(eigen.values());
        return new VendiScore(
                Math.exp(entropy), tall ? tall(unit, eigen, entropy, threads) : flat(unit, eigen, entropy));
    }

    private static double entropy(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum -= value > 0 ? value * Math.log(value) : 0;
        }
        return sum;
    }

    /** The change of the entropy of rho = sum of p x x' towards one point: -x' log(rho) x - entropy. */
    private static double[] tall(Samples unit, Eigen eigen, double entropy, int threads) {
        double[] parts = unit.products(new Samples(eigen.size(), eigen.size(), eigen.vectors()), threads);
        double[] out = new double[unit.rows()];
        int rank = eigen.rank();
        for (int i = 0; i < out.length; i++) {
            double sum = 0;
            for (int k = 0; k < rank; k++) {
                double part = parts[i * eigen.size() + k];
                sum -= part * part * Math.log(eigen.values()[k]);
            }
            out[i] = sum - entropy;
        }
        return out;
    }

    /** The same from the eigenvectors u of K / n: the part of point i along direction k has the square n lambda u(i)^2. */
    private static double[] flat(Samples unit, Eigen eigen, double entropy) {
        int n = unit.rows();
        double[] out = new double[n];
        int rank = eigen.rank();
        for (int k = 0; k < rank; k++) {
            double lambda = eigen.values()[k];
            for (int i = 0; i < n; i++) {
                double u = eigen.vectors()[k * n + i];
                out[i] -= n * lambda * u * u * Math.log(lambda);
            }
        }
        for (int i = 0; i < n; i++) {
            out[i] -= entropy;
        }
        return out;
    }
}
