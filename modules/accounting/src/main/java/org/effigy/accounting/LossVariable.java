package org.effigy.accounting;

import org.apache.commons.numbers.gamma.Erfc;

/**
 * The privacy loss of one sampled Gaussian step as a random variable. With P = N(0, sigma^2) and Q = (1 - q) N(0, sigma^2) + q N(1,
 * sigma^2), it is log(Q / P) at a point of Q where the unit was there (Gopi, Lee and Wutschitz 2021, section 5), and log(P / Q) at a
 * point of P where it was not. Neither dominates the other by a theorem, so whoever accounts looks at both (Zhu, Dong and Wang 2022).
 *
 * @param removed whether the unit was there
 */
record LossVariable(double sampleRate, double sigma, boolean removed) {
    private static final double SQRT2 = Math.sqrt(2);
    /** Beyond so many standard deviations there is less than a double can tell. */
    private static final double FAR = 40;
    /** Width of a panel of the quadrature in standard deviations. */
    private static final double PANEL = 0.1;

    /** Abscissas and weights of the five-point Gauss-Legendre rule on [-1, 1]. */
    private static final double[] NODES = {
        -0.906179845938664, -0.5384693101056831, 0, 0.5384693101056831, 0.906179845938664
    };

    private static final double[] WEIGHTS = {
        0.2369268850561891, 0.4786286704993665, 0.5688888888888889, 0.4786286704993665, 0.2369268850561891
    };

    private static double below(double z) {
        return Erfc.value(-z / SQRT2) / 2;
    }

    /** Returns log(Q / P) at a point: log(1 - q + q exp((2 x - 1) / (2 sigma^2))). */
    private double logRatio(double x) {
        double t = (2 * x - 1) / (2 * sigma * sigma);
        // Without overflow for a large t and without cancellation for a small one.
        return t > 1
                ? t + Math.log(sampleRate + (1 - sampleRate) * Math.exp(-t))
                : Math.log1p(sampleRate * Math.expm1(t));
    }

    /** Returns the point where log(Q / P) is t; -infinity where it is above t everywhere. */
    private double point(double t) {
        double scaled = Math.expm1(t) / sampleRate;
        if (scaled <= -1) {
            return Double.NEGATIVE_INFINITY;
        }
        double log =
                t > 1 ? t - Math.log(sampleRate) + Math.log1p(-(1 - sampleRate) * Math.exp(-t)) : Math.log1p(scaled);
        return 0.5 + sigma * sigma * log;
    }

    /** Returns the probability of a loss up to t. */
    double upTo(double t) {
        return removed ? mixture(point(t)) : below(-point(-t) / sigma);
    }

    /** Returns the probability of a loss above t, exact where it is small. */
    double above(double t) {
        if (!removed) {
            return below(point(-t) / sigma);
        }
        double x = point(t);
        return (1 - sampleRate) * below(-x / sigma) + sampleRate * below((1 - x) / sigma);
    }

    private double mixture(double x) {
        return (1 - sampleRate) * below(x / sigma) + sampleRate * below((x - 1) / sigma);
    }

    /** Returns the mean of the losses that lie in an interval. */
    double mean(double from, double to) {
        double low = removed ? point(from) : point(-to);
        double high = removed ? point(to) : point(-from);
        low = Math.max(low, -FAR * sigma);
        high = Math.min(high, 1 + FAR * sigma);
        int panels = (int) Math.ceil((high - low) / (PANEL * sigma));
        double half = (high - low) / panels / 2;
        double mass = 0;
        double sum = 0;
        for (int panel = 0; panel < panels; panel++) {
            double centre = low + (2 * panel + 1) * half;
            for (int k = 0; k < NODES.length; k++) {
                double x = centre + half * NODES[k];
                double weight = half * WEIGHTS[k] * density(x);
                mass += weight;
                sum += weight * (removed ? logRatio(x) : -logRatio(x));
            }
        }
        return sum / mass;
    }

    /** Returns the density of the point, up to a factor. */
    private double density(double x) {
        double absent = Math.exp(-x * x / (2 * sigma * sigma));
        double present = Math.exp(-(x - 1) * (x - 1) / (2 * sigma * sigma));
        return removed ? (1 - sampleRate) * absent + sampleRate * present : absent;
    }
}
