package org.effigy.sampling;

import java.util.List;

/**
 * One sampled image.
 *
 * @param index from 1
 * @param seed of this image alone
 * @param className "" without classes
 * @param scaled (size, size), nominally [-1, 1]
 * @param covariates that it was asked to have, each {@code name=value}
 */
@SuppressWarnings("ArrayRecordComponent")
public record SampledImage(int index, long seed, String className, float[] scaled, List<String> covariates) {
    public SampledImage {
        covariates = List.copyOf(covariates);
    }

    /** An image without covariates. */
    public SampledImage(int index, long seed, String className, float[] scaled) {
        this(index, seed, className, scaled, List.of());
    }

    /** Returns the value of a covariate, "" where none was asked for. */
    String covariate(String name) {
        return covariates.stream()
                .filter(text -> text.startsWith(name + "="))
                .map(text -> text.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }
}
