package org.effigy.networks.families;

import java.util.List;
import java.util.Map;
import org.effigy.base.InputException;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Net;

/** A model in training: its networks, their optimisers and moving averages, and how one batch changes them. */
public interface Model extends AutoCloseable {
    /** A step with all that is random of it drawn. */
    interface Step {
        /** Changes the weights; leaves them alone when the loss is not finite, where the family can. */
        StepOutcome run();
    }

    /** Draws everything random of a step; depends on seed and step alone and may run on another thread. */
    Step prepare(Batch batch);

    /**
     * Sets what share of the training is done, by which a schedule of the learning rate goes; called before a step runs, by the
     * same thread.
     *
     * @param done 0 to 1
     * @throws InputException if the family has no schedules
     */
    default void progress(double done) {
        throw new InputException("the family has no schedule of the learning rate but the constant one; choose that");
    }

    /** Returns whether it can cut a batch into parts and add up their gradients, {@code Optimisation.accumulate}. */
    default boolean accumulates() {
        return false;
    }

    /**
     * Draws everything random of a step with differential privacy but its noise; as {@link #prepare}.
     *
     * @throws IllegalArgumentException if the family cannot: {@link Family#privacyRefusal}
     */
    default Step preparePrivately(PrivateBatch batch) {
        throw new IllegalArgumentException("the model has no private steps");
    }

    /** Returns the weights by name; copies. */
    List<NamedTensor> weights();

    /** Returns the moving average of the weights, or of those that are used after training; copies. */
    List<NamedTensor> ema();

    /** Returns the state of the optimisers; copies. */
    List<NamedTensor> updaterState();

    /**
     * Continues from a checkpoint of the same settings.
     *
     * @throws org.effigy.base.InputException if it is another network's
     */
    void restore(Checkpoint checkpoint);

    /** Begins with these weights, the average too; the optimisers' state stays fresh. */
    void begin(List<NamedTensor> weights);

    /**
     * Returns figures of the averaged weights on images that are not trained on, by name; empty where the family has none.
     *
     * @param heldOut images of other patients
     */
    default Map<String, Double> judge(Batch heldOut) {
        return Map.of();
    }

    /**
     * Returns what is wrong with the model by its figures, each one line that ends with what to do; empty for nothing.
     *
     * @param figures the parts of a step's loss and, where images are held out, what {@link #judge} found
     */
    default List<String> warnings(Map<String, Double> figures) {
        return List.of();
    }

    /** Returns the networks that are trained together, for an estimate of the memory they need; empty where that is not known. */
    default List<Net> nets() {
        return List.of();
    }

    @Override
    void close();
}
