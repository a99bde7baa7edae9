package org.effigy.training;

import java.nio.file.Path;

/**
 * How a session of training ended.
 *
 * @param step the last step done
 * @param checkpoint of that step
 * @param ending why it ended
 * @param meanLoss the moving mean of the loss
 */
public record TrainingResult(long step, Path checkpoint, Ending ending, double meanLoss) {
    /** Why a session ended. */
    public enum Ending {
        /** All steps are done. */
        FINISHED,
        /** The time budget is used up. */
        OUT_OF_TIME,
        /** The user asked to stop. */
        STOPPED
    }
}
