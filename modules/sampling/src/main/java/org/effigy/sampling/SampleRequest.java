package org.effigy.sampling;

import java.util.List;
import java.util.Optional;
import org.effigy.base.Check;
import org.effigy.networks.families.SamplerSettings;

/**
 * Which images to sample.
 *
 * @param seed of the whole set; image i has the seed {@code Seeds.derive(seed, "sample", i)}
 * @param first index of the first image, from 1
 * @param count number of images
 * @param className the class of all images, or "" for all classes in the proportions of the training data
 * @param sampler how noise becomes an image
 * @param batch images at a time, 0 for a number that suits size, threads and memory; never changes an image
 * @param interpolation the way between two seeds that all images lie on; empty for images of seeds of their own
 * @param dissimilarity guidance away from training images; empty for none
 * @param masks that the images follow; empty for none
 * @param covariates that the images are to have, each {@code name=value}, or {@code name=low..high} for a number drawn for each image
 *     from its seed; what is not named the model is free to choose
 */
public record SampleRequest(
        long seed,
        int first,
        int count,
        String className,
        SamplerSettings sampler,
        int batch,
        Optional<Interpolation> interpolation,
        Optional<Dissimilarity> dissimilarity,
        Optional<SampleMasks> masks,
        List<String> covariates) {
    /** Images of which no covariate is asked for. */
    public SampleRequest(
            long seed,
            int first,
            int count,
            String className,
            SamplerSettings sampler,
            int batch,
            Optional<Interpolation> interpolation,
            Optional<Dissimilarity> dissimilarity,
            Optional<SampleMasks> masks) {
        this(seed, first, count, className, sampler, batch, interpolation, dissimilarity, masks, List.of());
    }

    public SampleRequest {
        covariates = List.copyOf(covariates);
        Check.positive("first", first);
        Check.positive("count", count);
        Check.inRange("batch", batch, 0, 4096);
        int last = first + count - 1;
        Check.argument(
                interpolation.isEmpty() || last <= interpolation.get().count(),
                () -> "image " + last + " lies beyond the interpolation");
    }

    /** Images that follow no masks and are not guided away from training images. */
    public SampleRequest(
            long seed,
            int first,
            int count,
            String className,
            SamplerSettings sampler,
            int batch,
            Optional<Interpolation> interpolation) {
        this(seed, first, count, className, sampler, batch, interpolation, Optional.empty(), Optional.empty());
    }

    /** Returns a request for the first images of a seed, of all classes. */
    public static SampleRequest of(long seed, int count, SamplerSettings sampler) {
        return new SampleRequest(seed, 1, count, "", sampler, 0, Optional.empty());
    }

    /** Returns a copy for one class, or all for "". */
    public SampleRequest withClass(String other) {
        return new SampleRequest(
                seed, first, count, other, sampler, batch, interpolation, dissimilarity, masks, covariates);
    }

    /** Returns a copy with another batch size. */
    public SampleRequest withBatch(int other) {
        return new SampleRequest(
                seed, first, count, className, sampler, other, interpolation, dissimilarity, masks, covariates);
    }

    /** Returns a copy with another range of indices. */
    public SampleRequest withRange(int otherFirst, int otherCount) {
        return new SampleRequest(
                seed,
                otherFirst,
                otherCount,
                className,
                sampler,
                batch,
                interpolation,
                dissimilarity,
                masks,
                covariates);
    }

    /** Returns a copy whose images lie between two seeds, or have seeds of their own. */
    public SampleRequest withInterpolation(Optional<Interpolation> other) {
        return new SampleRequest(
                seed, first, count, className, sampler, batch, other, dissimilarity, masks, covariates);
    }

    /** Returns a copy with guidance away from training images, or without. */
    public SampleRequest withDissimilarity(Optional<Dissimilarity> other) {
        return new SampleRequest(
                seed, first, count, className, sampler, batch, interpolation, other, masks, covariates);
    }

    /** Returns a copy whose images follow masks, or none. */
    public SampleRequest withMasks(Optional<SampleMasks> other) {
        return new SampleRequest(
                seed, first, count, className, sampler, batch, interpolation, dissimilarity, other, covariates);
    }

    /** Returns a copy whose images are to have covariates. */
    public SampleRequest withCovariates(List<String> other) {
        return new SampleRequest(
                seed, first, count, className, sampler, batch, interpolation, dissimilarity, masks, other);
    }
}
