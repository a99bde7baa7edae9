package org.effigy.cli;

import java.util.List;
import org.effigy.base.InputException;

/**
 * What a study of collapse does; kept in its folder, so that it goes on as it began.
 *
 * @param version {@link #VERSION}
 * @param fingerprint of the index
 * @param family of the models
 * @param preset of the models
 * @param size of the images in pixels
 * @param steps that each generation is trained for
 * @param batch images per step
 * @param images that the first generation learns from, and that each makes
 * @param seed of all that is random
 * @param codeVersion of the program
 */
record CollapsePlan(
        int version,
        String fingerprint,
        String family,
        String preset,
        int size,
        long steps,
        int batch,
        int images,
        long seed,
        String codeVersion) {
    static final int VERSION = 1;
    static final String FILE = "plan.json";

    /** All of a study's figures. */
    record Result(CollapsePlan plan, CollapseFigures real, List<Curve> regimes) {}

    /** The generations of a regime, the first of which all share. */
    record Curve(CollapseRegime regime, List<CollapseFigures> generations) {}

    /**
     * Checks that a study with this plan continues another one.
     *
     * @throws InputException if not
     */
    void checkContinues(CollapsePlan earlier) {
        if (!equals(earlier)) {
            throw new InputException("the output folder holds a study with other settings or data (" + FILE
                    + "); use the same ones or another folder");
        }
    }
}
