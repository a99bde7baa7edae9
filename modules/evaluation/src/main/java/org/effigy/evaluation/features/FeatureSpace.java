package org.effigy.evaluation.features;

import java.io.IOException;
import org.effigy.base.Progress;
import org.effigy.evaluation.images.ImageSet;

/** A function from images to rows of numbers. */
public interface FeatureSpace extends AutoCloseable {
    /** Returns its name, which is part of file names. */
    String name();

    /** Returns what decides the features of an image, besides its pixels: the same text means the same features. */
    String key();

    /** Returns whether distances between its rows say how alike images are; otherwise it only describes them. */
    default boolean measuresDistance() {
        return true;
    }

    /** Returns whether each feature is brought to mean 0 and standard deviation 1 on the training set before it is kept. */
    default boolean standardised() {
        return false;
    }

    /**
     * Returns the features of a set, finite.
     *
     * @param threads to compute with; changes no value
     * @param progress hears how many images are done
     */
    FeatureTable features(ImageSet images, int threads, Progress progress) throws IOException;

    @Override
    default void close() {}
}
