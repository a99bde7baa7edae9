package org.effigy.evaluation;

import org.effigy.base.Check;

/**
 * A value with its percentile interval from a bootstrap by patient.
 *
 * @param value on the images themselves
 * @param low the 2.5th percentile
 * @param high the 97.5th percentile
 */
public record Estimate(double value, double low, double high) {
    public Estimate {
        Check.argument(
                Double.isFinite(value) && Double.isFinite(low) && Double.isFinite(high),
                () -> "an estimate is not finite");
    }
}
