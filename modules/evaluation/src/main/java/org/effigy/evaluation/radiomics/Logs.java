package org.effigy.evaluation.radiomics;

/** Logarithms as entropies take them. */
final class Logs {
    /** Added to probabilities, as pyradiomics does. */
    static final double EPSILON = Math.ulp(1.0);

    private static final double LN2 = Math.log(2);

    private Logs() {}

    static double log2(double x) {
        return Math.log(x) / LN2;
    }

    /** Returns the entropy of probabilities, in bits. */
    static double entropy(double[] p) {
        double sum = 0;
        for (double value : p) {
            if (value > 0) {
                sum -= value * log2(value + EPSILON);
            }
        }
        return sum;
    }
}
