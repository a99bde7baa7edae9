package org.effigy.marking;

/** The upper tail of the standard normal distribution, to values far too small for a double. */
final class NormalTail {
    private static final double CENTRAL = 1.5;
    private static final int TERMS = 200;

    private NormalTail() {}

    /** Returns the decimal logarithm of the probability of more than z; of z below {@value #CENTRAL} that of it. */
    static double log10(double z) {
        double at = Math.max(z, CENTRAL);
        // Laplace's continued fraction of Mills' ratio: 1 / (z + 1 / (z + 2 / (z + 3 / (z + ...)))).
        double fraction = at;
        for (int k = TERMS; k >= 1; k--) {
            fraction = at + k / fraction;
        }
        double density = -at * at / 2 - 0.5 * StrictMath.log(2 * Math.PI);
        return (density - StrictMath.log(fraction)) / StrictMath.log(10);
    }
}
