package org.effigy.gate;

/** Factors of symmetric matrices in row order. */
final class Cholesky {
    private Cholesky() {}

    /** Returns the lower factor L of a positive definite matrix, L L' being the matrix; not finite where it is none. */
    static double[] factor(double[] matrix, int n) {
        double[] lower = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i * n + j];
                for (int k = 0; k < j; k++) {
                    sum -= lower[i * n + k] * lower[j * n + k];
                }
                lower[i * n + j] = i == j ? Math.sqrt(sum) : sum / lower[j * n + j];
            }
        }
        return lower;
    }
}
