package org.effigy.evaluation.part;

import java.util.List;
import java.util.Optional;
import org.effigy.base.Check;
import org.effigy.evaluation.features.SpaceFeatures;
import org.effigy.evaluation.images.ImageSets;

/**
 * What all parts of an evaluation judge.
 *
 * @param spaces features of all sets; the spaces that measure distances first, then those that only describe
 * @param seed all chance follows from it
 * @param replicates of each bootstrap
 * @param threads to compute with
 */
public record Study(ImageSets sets, List<SpaceFeatures> spaces, long seed, int replicates, int threads) {
    public Study {
        spaces = List.copyOf(spaces);
        Check.inRange("replicates", replicates, 20, 1_000_000);
        Check.inRange("threads", threads, 1, 1024);
    }

    /** Returns the features of a space, if it was computed. */
    public Optional<SpaceFeatures> space(String name) {
        return spaces.stream().filter(space -> space.space().equals(name)).findFirst();
    }
}
