package org.effigy.evaluation.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, the largest first.
 *
 * @param values eigenvalues
 * @param vectors shape (n, n), a row for each eigenvalue; empty where only values were asked for
 */
@SuppressWarnings("ArrayRecordComponent")
record Eigen(double[] values, double[] vectors) {
    /** Decomposes a matrix of shape (n, n). */
    static Eigen of(double[] matrix, int n, boolean withVectors) {
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, withVectors, true);
        if (!eigen.decompose(new DMatrixRMaj(n, n, true, matrix.clone()))) {
            throw new IllegalStateException("the eigenvalues of a matrix of side " + n + " were not found");
        }
        double[] unsorted = IntStream.range(0, n)
                .mapToDouble(i -> eigen.getEigenvalue(i).getReal())
                .toArray();
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -unsorted[i]))
                .mapToInt(i -> i)
                .toArray();
        double[] values = Arrays.stream(order).mapToDouble(i -> unsorted[i]).toArray();
        double[] vectors = new double[withVectors ? n * n : 0];
        for (int k = 0; withVectors && k < n; k++) {
            DMatrixRMaj vector = eigen.getEigenVector(order[k]);
            System.arraycopy(vector.data, 0, vectors, k * n, n);
        }
        return new Eigen(values, vectors);
    }

    int size() {
        return values.length;
    }

    /** Returns how many eigenvalues are not 0 but for rounding. */
    int rank() {
        double least = Math.max(values[0], 0) * size() * Math.ulp(1.0) * 4;
        int rank = 0;
        while (rank < size() && values[rank] > least && values[rank] > 0) {
            rank++;
        }
        return rank;
    }
}
