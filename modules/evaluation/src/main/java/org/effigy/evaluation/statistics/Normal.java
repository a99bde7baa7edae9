package org.effigy.evaluation.statistics;

/** The standard normal distribution. */
public final class Normal {
    /** Its 97.5th percentile. */
    public static final double Z975 = 1.959963984540054;

    /** From here on the continued fraction is the shorter way. */
    private static final double FAR = 2.5;

    private static final int FRACTION_TERMS = 200;

    private Normal() {}

    /** Returns the probability of a value above z, to 14 digits (Abramowitz and Stegun, 26.2.11 and 26.2.14). */
    public static double above(double z) {
        if (z < 0) {
            return 1 - above(-z);
        }
        double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
        if (z >= FAR) {
            double fraction = z;
            for (int k = FRACTION_TERMS; k >= 1; k--) {
                fraction = z + k / fraction;
            }
            return density / fraction;
        }
        double term = z;
        double sum = z;
        for (int k = 3; term > sum * 1e-17; k += 2) {
            term *= z * z / k;
            sum += term;
        }
        return 0.5 - density * sum;
    }
}
