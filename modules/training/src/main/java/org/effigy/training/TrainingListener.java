package org.effigy.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.RunMemory;
import org.effigy.training.doctor.Warning;

/** Hears what a run does; called on the training thread, which waits. */
public interface TrainingListener {
    /** Training begins or goes on; the step is the last one done, 0 at the beginning. */
    default void started(Path runDirectory, long step) throws IOException {}

    /** The run begins with weights of another model: so many of the network's tensors. */
    default void warmStarted(int taken, int tensors) throws IOException {}

    /** A step is done. */
    default void stepped(StepMetrics metrics) throws IOException {}

    /** A checkpoint was written. */
    default void checkpointed(long step, Path checkpoint) throws IOException {}

    /** The model was judged on images that it does not learn from. */
    default void judged(long step, Map<String, Double> figures) throws IOException {}

    /**
     * What the figures that the model was just judged by warn of.
     *
     * @param warnings one line each, which ends with what to do; empty where all is well again
     */
    default void warned(long step, List<String> warnings) throws IOException {}

    /** The run is warned of something. */
    default void warned(Warning warning) throws IOException {}

    /** The model was found to remember single training images. */
    default void remembers(RunMemory memory) throws IOException {}

    /**
     * A preview is due: write the PNG file.
     *
     * @param snapshot weights and moving average of this step, without the optimiser's state
     */
    default void preview(long step, Path png, Checkpoint snapshot) throws IOException {}

    /** Returns a listener that ignores everything. */
    static TrainingListener none() {
        return new TrainingListener() {};
    }
}
