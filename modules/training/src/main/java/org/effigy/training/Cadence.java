package org.effigy.training;

import org.effigy.base.Check;

/**
 * How often a run writes files.
 *
 * @param checkpointEvery steps between checkpoints; the last step always has one
 * @param previewEvery steps between preview sheets, 0 for none
 * @param keepCheckpoints how many checkpoints stay, the newest; with 2 or more a damaged one does not end the run
 * @param watchImages how many training images, held-out images and generated images tell at a checkpoint whether the model
 *     remembers; 0 to leave that out
 */
public record Cadence(int checkpointEvery, int previewEvery, int keepCheckpoints, int watchImages) {
    /** A run that is not watched. */
    public Cadence(int checkpointEvery, int previewEvery, int keepCheckpoints) {
        this(checkpointEvery, previewEvery, keepCheckpoints, 0);
    }

    public Cadence {
        Check.positive("checkpointEvery", checkpointEvery);
        Check.inRange("previewEvery", previewEvery, 0, Integer.MAX_VALUE);
        Check.positive("keepCheckpoints", keepCheckpoints);
        Check.inRange("watchImages", watchImages, 0, 100_000);
    }
}
