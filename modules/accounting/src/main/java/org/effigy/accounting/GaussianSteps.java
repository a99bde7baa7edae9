package org.effigy.accounting;

import java.util.List;
import org.effigy.base.Check;

/**
 * Steps of the sampled Gaussian mechanism: each takes every unit with the same probability, independently, adds up what the units
 * taken give, none more than a norm of C, and adds Gaussian noise (Mironov, Talwar and Zhang 2019, definition 1).
 *
 * @param sampleRate q, the probability with which a step takes a unit, above 0 to 1
 * @param noiseMultiplier sigma, the standard deviation of the noise in multiples of C
 * @param steps how many, 0 or more
 */
public record GaussianSteps(double sampleRate, double noiseMultiplier, long steps) {
    public GaussianSteps {
        Check.inRange("sampleRate", sampleRate, Double.MIN_NORMAL, 1);
        Check.inRange("noiseMultiplier", noiseMultiplier, 1e-3, 1e6);
        Check.argument(steps >= 0, () -> "steps is " + steps + ", it must be at least 0");
    }

    /** Returns those of a list that are taken at all, after a look at delta. */
    static List<GaussianSteps> taken(List<GaussianSteps> all, double delta) {
        Check.argument(delta > 0 && delta < 1, () -> "delta is " + delta + ", it must be above 0 and below 1");
        return all.stream().filter(some -> some.steps() > 0).toList();
    }
}
