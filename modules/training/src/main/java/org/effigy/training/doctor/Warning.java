package org.effigy.training.doctor;

import java.util.Locale;

/**
 * Something that makes a training fail, or its model worthless, without stopping it.
 *
 * @param kind what is the matter; a run is warned once of each
 * @param step at which it was found, 0 before the first
 * @param found what was found, a clause without names of labels or files
 * @param advice what to do, a clause
 */
public record Warning(Kind kind, long step, String found, String advice) {
    /** What can be the matter. */
    public enum Kind {
        FEW_IMAGES,
        DUPLICATES,
        IMBALANCE,
        LABELS,
        COVARIATES,
        CLIPPED,
        MEMORY,
        DISCRIMINATOR,
        LOSS_SPIKES,
        AVERAGE;

        /** Returns whether the data alone decide, before the first step. */
        public boolean ofData() {
            return ordinal() <= CLIPPED.ordinal();
        }
    }

    /** A warning before the first step. */
    Warning(Kind kind, String found, String advice) {
        this(kind, 0, found, advice);
    }

    /** Returns the warning in a line: {@code step 200: what was found; what to do}. */
    public String text() {
        return (step == 0 ? "" : "step " + step + ": ") + found + "; " + advice;
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, share < 0.1 ? "%.1f %%" : "%.0f %%", 100 * share);
    }
}
