package org.effigy.accounting;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.effigy.base.Check;

/** The least noise with which so many steps spend no more than a wanted epsilon. */
public final class NoiseSearch {
    /** How close to the least, as a share of it. */
    private static final double CLOSE = 1e-3;

    private static final double LEAST = 0.05;
    private static final double MOST = 1e5;

    private NoiseSearch() {}

    /**
     * Returns the noise multiplier, by {@link PrivacyLossAccountant}; what it spends is at most epsilon.
     *
     * @param sampleRate the probability with which a step takes a unit
     * @throws IllegalArgumentException if no noise multiplier up to 100,000 is enough
     */
    public static double noiseMultiplier(double epsilon, double delta, double sampleRate, long steps) {
        Check.argument(epsilon > 0, () -> "epsilon is " + epsilon + ", it must be above 0");
        DoubleUnaryOperator renyi =
                sigma -> RenyiAccountant.epsilon(List.of(new GaussianSteps(sampleRate, sigma, steps)), delta);
        DoubleUnaryOperator tight =
                sigma -> PrivacyLossAccountant.epsilon(List.of(new GaussianSteps(sampleRate, sigma, steps)), delta);
        // The quick bound is never below the tight one: enough by it is enough.
        double enough = least(renyi, epsilon, LEAST, MOST, 1e-2);
        if (enough == LEAST) {
            return LEAST;
        }
        double little = enough;
        while (little > LEAST && tight.applyAsDouble(little) <= epsilon) {
            little = Math.max(LEAST, little * 0.9);
        }
        return least(tight, epsilon, little, enough, CLOSE);
    }

    /** Returns a sigma that spends at most epsilon, close to the least such one, between one that may spend more and one that may not. */
    private static double least(DoubleUnaryOperator spends, double epsilon, double from, double to, double close) {
        if (spends.applyAsDouble(from) <= epsilon) {
            return from;
        }
        Check.argument(
                spends.applyAsDouble(to) <= epsilon,
                () -> "no noise is enough for epsilon " + epsilon + "; allow more, or take fewer steps");
        double low = from;
        double high = to;
        while (high > low * (1 + close)) {
            double middle = Math.sqrt(low * high);
            if (spends.applyAsDouble(middle) <= epsilon) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }
}
