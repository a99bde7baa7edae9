package org.effigy.evaluation.membership;

import org.effigy.evaluation.statistics.Normal;

/**
 * What a search for members would have found with probability {@link #POWER}, one-sided at {@link #LEVEL}.
 *
 * @param area the area under the ROC curve
 * @param truePositives share of members found at 1 % false positives
 */
public record Power(double area, double truePositives) {
    static final double POWER = 0.8;
    static final double LEVEL = 0.025;
    static final double FALSE_POSITIVES = 0.01;
    private static final double PRECISION = 1e-6;

    /**
     * Returns the power of so many patients, each counted as one image.
     *
     * <p>The area by the variance of Mann and Whitney's statistic without an effect, (m + n + 1) / (12 m n). The share of members by
     * the binomial distribution: the fewest of the members above the threshold that chance gives at most at the level.
     */
    public static Power of(int members, int others) {
        double error = Math.sqrt((members + others + 1.0) / (12.0 * members * others));
        double area = 0.5 + (Normal.quantile(1 - LEVEL) + Normal.quantile(POWER)) * error;
        int needed = 0;
        while (needed <= members && atLeast(needed, members, FALSE_POSITIVES) > LEVEL) {
            needed++;
        }
        double low = FALSE_POSITIVES;
        double high = 1;
        while (high - low > PRECISION) {
            double middle = (low + high) / 2;
            if (atLeast(needed, members, middle) < POWER) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return new Power(Math.min(1, area), high);
    }

    /** Returns the probability of at least so many of n, each with probability p. */
    static double atLeast(int hits, int n, double p) {
        double below = 0;
        double logTerm = n * Math.log1p(-p);
        for (int k = 0; k < hits; k++) {
            below += Math.exp(logTerm);
            logTerm += Math.log((double) (n - k) / (k + 1)) + Math.log(p) - Math.log1p(-p);
        }
        return Math.max(0, 1 - below);
    }
}
