package org.effigy.training;

import java.nio.file.Path;
import java.util.List;
import org.effigy.training.doctor.Warning;

/**
 * How a session of training ended.
 *
 * @param step the last step done
 * @param checkpoint of that step
 * @param ending why it ended
 * @param meanLoss the moving mean of the loss
 * @param warnings what the run was warned of, in this and earlier sessions
 */
public record TrainingResult(long step, Path checkpoint, Ending ending, double meanLoss, List<Warning> warnings) {
    public TrainingResult {
        warnings = List.copyOf(warnings);
    }

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
