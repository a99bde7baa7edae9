package org.effigy.evaluation.statistics;

import java.util.Arrays;
import org.effigy.base.Check;

/**
 * Precision and recall (Kynkaanniemi et al. 2019), density and coverage (Naeem et al. 2020) of a sample beside real points: means
 * over points of whether, or how often, a point lies in a ball around a point of the other sample that just reaches that one's
 * k-th nearest neighbour.
 *
 * @param precision for each other point 1 if it lies in a ball of a real one, else 0
 * @param density for each other point the number of balls of real ones it lies in, over k
 * @param recall for each real point 1 if it lies in a ball of an other one, else 0
 * @param coverage for each real point 1 if an other one lies in its ball, else 0
 */
@SuppressWarnings("ArrayRecordComponent")
public record Manifolds(double[] precision, double[] density, double[] recall, double[] coverage) {
    /**
     * Compares samples.
     *
     * @param real squared distances among the n real points, shape (n, n)
     * @param cross squared distances from real to other points, shape (n, m)
     * @param other squared distances among the m other points, shape (m, m)
     * @param sizes n, m and k
     */
    public static Manifolds of(double[] real, double[] cross, double[] other, int[] sizes) {
        int n = sizes[0];
        int m = sizes[1];
        int k = sizes[2];
        Check.argument(k >= 1 && k < Math.min(n, m), () -> "k is " + k + ", the samples have " + n + " and " + m);
        double[] realRadii = radii(real, n, k);
        double[] otherRadii = radii(other, m, k);
        Manifolds found = new Manifolds(new double[m], new double[m], new double[n], new double[n]);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                double distance = cross[i * m + j];
                if (distance < realRadii[i]) {
                    found.precision[j] = 1;
                    found.density[j] += 1.0 / k;
                    found.coverage[i] = 1;
                }
                if (distance < otherRadii[j]) {
                    found.recall[i] = 1;
                }
            }
        }
        return found;
    }

    /** Returns squared distances of points from their products. */
    public static double[] distances(double[] products, double[] squaresA, double[] squaresB) {
        double[] out = new double[products.length];
        int m = squaresB.length;
        for (int i = 0; i < squaresA.length; i++) {
            for (int j = 0; j < m; j++) {
                out[i * m + j] = Math.max(0, squaresA[i] + squaresB[j] - 2 * products[i * m + j]);
            }
        }
        return out;
    }

    /** Returns for each point the distance to its k-th nearest neighbour, itself not counted. */
    private static double[] radii(double[] distances, int size, int k) {
        double[] radii = new double[size];
        double[] nearest = new double[k];
        for (int i = 0; i < size; i++) {
            Arrays.fill(nearest, Double.POSITIVE_INFINITY);
            for (int j = 0; j < size; j++) {
                double d = distances[i * size + j];
                if (j != i && d < nearest[k - 1]) {
                    int at = k - 1;
                    while (at > 0 && nearest[at - 1] > d) {
                        nearest[at] = nearest[at - 1];
                        at--;
                    }
                    nearest[at] = d;
                }
            }
            radii[i] = nearest[k - 1];
        }
        return radii;
    }

    /**
     * Returns the coverage that two samples of one continuous distribution have on average (Naeem et al. 2020, section 3.3): 1 minus
     * the chance that the k nearest of all other n + m - 1 points are real ones.
     */
    public static double expectedCoverage(int n, int m, int k) {
        double none = 1;
        for (int i = 1; i <= k; i++) {
            none *= (double) (n - i) / (n + m - i);
        }
        return 1 - none;
    }
}
