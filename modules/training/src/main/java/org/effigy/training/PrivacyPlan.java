package org.effigy.training;

import java.util.List;
import java.util.Locale;
import org.effigy.accounting.GaussianSteps;
import org.effigy.accounting.NoiseSearch;
import org.effigy.accounting.PrivacyLossAccountant;
import org.effigy.accounting.RenyiAccountant;
import org.effigy.base.Check;

/**
 * How a run is trained with differential privacy (Abadi et al. 2016): each step takes every unit with the same probability, shortens
 * its gradient to C, and adds noise of deviation sigma C to the sum.
 *
 * @param wish what was asked for
 * @param unit {@code patient}, or {@code image} where no two images are known to be of one patient
 * @param units how many there are to learn from
 * @param sampleRate q, the probability with which a step takes a unit
 * @param steps planned; the noise is chosen for them, and there are never more
 * @param noiseMultiplier sigma
 */
public record PrivacyPlan(Wish wish, String unit, int units, double sampleRate, long steps, double noiseMultiplier) {
    /**
     * What is asked for.
     *
     * @param epsilon the most that all steps together may spend
     * @param delta at which epsilon is counted; well below one over the number of units
     * @param clip C, the norm to which the gradient of a unit is shortened
     * @param draws of noise, time and augmentation that a unit shows in a step, spread over its images
     */
    public record Wish(double epsilon, double delta, double clip, int draws) {
        /** The usual norm: below what a unit's gradient has nearly always, so that little noise is wasted on room. */
        public static final double CLIP = 0.1;

        /** The usual number of draws. */
        public static final int DRAWS = 8;

        public Wish {
            Check.inRange("epsilon", epsilon, 0.01, 1000);
            Check.inRange("delta", delta, 1e-10, 0.1);
            Check.inRange("clip", clip, 1e-6, 1e6);
            Check.inRange("draws", draws, 1, 1024);
        }
    }

    /**
     * Returns the plan with the least noise that keeps to the wish.
     *
     * @param batch units that a step takes in the mean
     * @throws IllegalArgumentException if that cannot be
     */
    public static PrivacyPlan of(Wish wish, String unit, int units, int batch, long steps) {
        Check.argument(
                batch <= units,
                () -> "batch is " + batch + ", it must be at most the number of units (" + unit + "s), " + units);
        Check.argument(
                wish.delta() <= 1.0 / units,
                () -> "delta is " + wish.delta() + ", it must be at most one over the number of units (" + unit + "s), "
                        + units + ": a larger one allows giving single ones away");
        double rate = (double) batch / units;
        double sigma = NoiseSearch.noiseMultiplier(wish.epsilon(), wish.delta(), rate, steps);
        return new PrivacyPlan(wish, unit, units, rate, steps, sigma);
    }

    /** Returns whether this plan answers the same question, so that its noise need not be looked for again. */
    public boolean answers(Wish other, String otherUnit, int otherUnits, int batch, long otherSteps) {
        return wish.equals(other)
                && unit.equals(otherUnit)
                && units == otherUnits
                && sampleRate == (double) batch / otherUnits
                && steps == otherSteps;
    }

    /** Returns the steps so far as accountants see them. */
    private List<GaussianSteps> taken(long step) {
        return List.of(new GaussianSteps(sampleRate, noiseMultiplier, step));
    }

    /** Returns what so many steps have spent. */
    public Spent spent(long step) {
        return new Spent(
                PrivacyLossAccountant.epsilon(taken(step), wish.delta()),
                wish.delta(),
                RenyiAccountant.epsilon(taken(step), wish.delta()),
                unit);
    }

    /**
     * What steps have spent.
     *
     * @param epsilon a tight bound, by privacy losses
     * @param renyiEpsilon the bound by Renyi divergences, for comparison
     * @param unit of which one more or less is covered
     */
    public record Spent(double epsilon, double delta, double renyiEpsilon, String unit) {
        /** Returns it as logs and the terminal have it. */
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "epsilon %.3f at delta %.1e per %s (%.3f by Renyi divergences)",
                    epsilon,
                    delta,
                    unit,
                    renyiEpsilon);
        }
    }

    /** Returns it in a sentence. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "epsilon %s at delta %s per %s (%d of them): %d steps take each with probability %.5f, shorten its gradient"
                        + " to %s and add noise of %.4f times that",
                wish.epsilon(),
                wish.delta(),
                unit,
                units,
                steps,
                sampleRate,
                wish.clip(),
                noiseMultiplier);
    }
}
