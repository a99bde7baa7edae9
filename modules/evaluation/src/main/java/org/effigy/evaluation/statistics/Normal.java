package org.effigy.evaluation.statistics;

/** The standard normal distribution. */
public final class Normal {
    private Normal() {}

    /** Returns the probability of a value below x, to about 1e-15. */
    public static double below(double x) {
        return x > 0 ? 1 - upper(x) : upper(-x);
    }

    /** Returns the probability of a value above x. */
    public static double upper(double x) {
        if (x < 0) {
            return 1 - upper(-x);
        }
        double density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
        return x < SWITCH ? 0.5 - density * series(x) : density * fraction(x);
    }

    private static final double SWITCH = 3;
    private static final int TERMS = 200;

    /** x + x3 / 3 + x5 / 15 + ... (Abramowitz and Stegun 26.2.11). */
    private static double series(double x) {
        double term = x;
        double sum = x;
        for (int k = 1; k < TERMS; k++) {
            term *= x * x / (2 * k + 1);
            sum += term;
        }
        return sum;
    }

    /** 1 / (x + 1 / (x + 2 / (x + ...))) (Abramowitz and Stegun 26.2.14). */
    private static double fraction(double x) {
        double tail = x;
        for (int k = TERMS; k >= 1; k--) {
            tail = x + k / tail;
        }
        return 1 / tail;
    }

    /** Returns the value below which another one lies with probability p, in (0, 1). */
    public static double quantile(double p) {
        double low = -40;
        double high = 40;
        for (int i = 0; i < 200; i++) {
            double middle = (low + high) / 2;
            if (below(middle) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
