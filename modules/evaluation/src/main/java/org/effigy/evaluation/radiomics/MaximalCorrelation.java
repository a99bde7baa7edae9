package org.effigy.evaluation.radiomics;

import java.util.ArrayList;
import java.util.List;

/**
 * The maximal correlation coefficient of a symmetric co-occurrence matrix P: the root of the second largest eigenvalue of Q(i, j) =
 * sum over k of P(i, k) P(j, k) / (p(i) p(k)). Q is similar to the square of S(i, j) = P(i, j) / sqrt(p(i) p(j)), whose largest
 * eigenvalue is 1 with the eigenvector sqrt(p); so it is the largest absolute eigenvalue of S apart from that one, found by the
 * Lanczos process with all vectors kept orthogonal.
 */
final class MaximalCorrelation {
    private static final double RESIDUAL = 1e-9;
    /** The first look at the eigenvalues; each later one comes after half as many steps again. */
    private static final int FIRST_CHECK = 8;

    private final int n;
    private final double[] values;
    private final int[] columns;
    private final int[] starts;
    private final double[] first;

    private MaximalCorrelation(double[] p, double[] marginal) {
        int[] present = present(marginal);
        n = present.length;
        int all = marginal.length;
        starts = new int[n + 1];
        int count = 0;
        for (int row : present) {
            for (int column : present) {
                count += p[row * all + column] > 0 ? 1 : 0;
            }
        }
        values = new double[count];
        columns = new int[count];
        first = new double[n];
        int at = 0;
        for (int i = 0; i < n; i++) {
            first[i] = Math.sqrt(marginal[present[i]]);
            for (int j = 0; j < n; j++) {
                double q = p[present[i] * all + present[j]];
                if (q > 0) {
                    columns[at] = j;
                    values[at++] = q / Math.sqrt(marginal[present[i]] * marginal[present[j]]);
                }
            }
            starts[i + 1] = at;
        }
    }

    private static int[] present(double[] marginal) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < marginal.length; i++) {
            if (marginal[i] > 0) {
                found.add(i);
            }
        }
        return found.stream().mapToInt(i -> i).toArray();
    }

    /** Returns the coefficient; 1 where there is one grey level. */
    static double of(double[] p, double[] marginal) {
        MaximalCorrelation matrix = new MaximalCorrelation(p, marginal);
        return matrix.n < 2 ? 1 : Math.min(1, matrix.largest());
    }

    private double largest() {
        List<double[]> basis = new ArrayList<>();
        basis.add(first);
        double[] v = new double[n];
        for (int i = 0; i < n; i++) {
            // Any start that is not orthogonal to the eigenvector will do; this one has a part in all of them.
            v[i] = Math.sin(i + 1.0) + (i + 0.5) / n;
        }
        double[] diagonal = new double[n];
        double[] beside = new double[n];
        double result = 0;
        int check = FIRST_CHECK;
        if (orthogonal(v, basis) < RESIDUAL) {
            return 0;
        }
        for (int step = 0; step < n - 1; step++) {
            basis.add(v);
            double[] w = times(v);
            diagonal[step] = dot(v, w);
            double rest = orthogonal(w, basis);
            beside[step] = rest;
            boolean last = step == n - 2 || rest < RESIDUAL;
            if (last || step == check) {
                check += check / 2;
                double[] found = SmallTridiagonal.largest(diagonal, beside, step + 1);
                result = found[0];
                if (last || rest * found[1] < RESIDUAL) {
                    return result;
                }
            }
            v = w;
        }
        return result;
    }

    private double[] times(double[] v) {
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int k = starts[i]; k < starts[i + 1]; k++) {
                sum += values[k] * v[columns[k]];
            }
            out[i] = sum;
        }
        return out;
    }

    /** Makes a vector orthogonal to all others, twice for rounding, and of length 1; returns the length it had. */
    private static double orthogonal(double[] v, List<double[]> basis) {
        for (int pass = 0; pass < 2; pass++) {
            for (double[] other : basis) {
                double part = dot(v, other);
                for (int i = 0; i < v.length; i++) {
                    v[i] -= part * other[i];
                }
            }
        }
        double length = Math.sqrt(dot(v, v));
        if (length > 0) {
            for (int i = 0; i < v.length; i++) {
                v[i] /= length;
            }
        }
        return length;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
