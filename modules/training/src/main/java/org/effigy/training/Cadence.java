package org.effigy.training;

import org.effigy.base.Check;

/**
 * How often a run writes files.
 *
 * @param checkpointEvery steps between checkpoints; the last step always has one
 * @param previewEvery steps between preview sheets, 0 for none
 * @param keepCheckpoints how many checkpoints stay, the newest; with 2 or more a damaged one does not end the run
 */
public record Cadence(int checkpointEvery, int previewEvery, int keepCheckpoints) {
    public Cadence {
        Check.positive("checkpointEvery", checkpointEvery);
        Check.inRange("previewEvery", previewEvery, 0, Integer.MAX_VALUE);
        Check.positive("keepCheckpoints", keepCheckpoints);
    }
}
