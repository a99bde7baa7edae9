package org.effigy.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to say of a model that learns from very few images. Diffusion models give back their training images almost unchanged
 * where these are some dozen to some hundred (Kadkhodaie et al. 2024, "Generalization in diffusion models arises from
 * geometry-adaptive harmonic representations"), and so do other generators: they have more parameters than the data have
 * values.
 */
public final class FewImages {
    /** Below this number of training images a model is warned of; above it copies are rarer, not impossible. */
    public static final int LIMIT = 100;

    private FewImages() {}

    /** Returns the warning for a number of training images; empty from {@link #LIMIT} on. */
    public static Optional<String> warning(int images) {
        return images >= LIMIT
                ? Optional.empty()
                : Optional.of("the training data are " + (images == 1 ? "1 image" : images + " images") + "; below "
                        + LIMIT + " a model may give them back as near copies: compare its images with them before you"
                        + " share any, or train on more");
    }

    /**
     * Returns the number of training images that a checkpoint records; empty where it does not.
     *
     * @param training the property {@code training} of the checkpoint's configuration
     */
    public static OptionalInt recorded(JsonNode training) {
        if (training.path("images").isInt()) {
            return OptionalInt.of(training.get("images").intValue());
        }
        // Earlier programs recorded the images of the index, which are more where some were left out.
        boolean counted = training.path("realImages").isInt()
                && training.path("syntheticImages").isInt();
        return counted
                ? OptionalInt.of(training.get("realImages").intValue()
                        + training.get("syntheticImages").intValue())
                : OptionalInt.empty();
    }
}
