package org.effigy.evaluation.radiomics;

/** Eigenvalues of small symmetric tridiagonal matrices, by bisection with Sturm sequences. */
final class SmallTridiagonal {
    private static final double PRECISION = 1e-13;

    private SmallTridiagonal() {}

    /**
     * Returns the largest absolute eigenvalue, and the absolute last component of its eigenvector of length 1.
     *
     * @param beside the numbers beside the diagonal, n - 1 of them
     */
    static double[] largest(double[] diagonal, double[] beside, int n) {
        double bound = 0;
        for (int i = 0; i < n; i++) {
            double left = i > 0 ? Math.abs(beside[i - 1]) : 0;
            double right = i < n - 1 ? Math.abs(beside[i]) : 0;
            bound = Math.max(bound, Math.abs(diagonal[i]) + left + right);
        }
        double top = bisect(diagonal, beside, n, bound, 1);
        double bottom = bisect(diagonal, beside, n, bound, -1);
        double value = top >= bottom ? top : -bottom;
        return new double[] {Math.max(top, bottom), lastComponent(diagonal, beside, n, value)};
    }

    /** Returns the largest eigenvalue of the matrix times the sign. */
    private static double bisect(double[] diagonal, double[] beside, int n, double bound, int sign) {
        double low = -bound;
        double high = bound;
        while (high - low > PRECISION * Math.max(1, bound)) {
            double middle = (low + high) / 2;
            if (below(diagonal, beside, n, middle, sign) == n) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return (low + high) / 2;
    }

    /** Returns how many eigenvalues of the matrix times the sign lie below x. */
    private static int below(double[] diagonal, double[] beside, int n, double x, int sign) {
        int count = 0;
        double q = 1;
        for (int i = 0; i < n; i++) {
            double b = i > 0 ? beside[i - 1] : 0;
            q = sign * diagonal[i] - x - (i > 0 ? b * b / q : 0);
            if (q == 0) {
                q = 1e-300;
            }
            count += q < 0 ? 1 : 0;
        }
        return count;
    }

    /** Two steps of inverse iteration. */
    private static double lastComponent(double[] diagonal, double[] beside, int n, double value) {
        double[] v = new double[n];
        java.util.Arrays.fill(v, 1 / Math.sqrt(n));
        double shifted = value + PRECISION * 10 * Math.max(1, Math.abs(value));
        for (int pass = 0; pass < 3; pass++) {
            v = solve(diagonal, beside, n, shifted, v);
        }
        return Math.abs(v[n - 1]);
    }

    /** Solves (T - x I) y = v by elimination and returns y with length 1. */
    private static double[] solve(double[] diagonal, double[] beside, int n, double x, double[] v) {
        double[] pivot = new double[n];
        double[] y = v.clone();
        pivot[0] = guard(diagonal[0] - x);
        for (int i = 1; i < n; i++) {
            double factor = beside[i - 1] / pivot[i - 1];
            pivot[i] = guard(diagonal[i] - x - factor * beside[i - 1]);
            y[i] -= factor * y[i - 1];
        }
        double length = 0;
        for (int i = n - 1; i >= 0; i--) {
            double right = i < n - 1 ? beside[i] * y[i + 1] : 0;
            y[i] = (y[i] - right) / pivot[i];
            length += y[i] * y[i];
        }
        length = Math.sqrt(length);
        for (int i = 0; i < n; i++) {
            y[i] /= length;
        }
        return y;
    }

    private static double guard(double pivot) {
        return Math.abs(pivot) < 1e-300 ? 1e-300 : pivot;
    }
}
