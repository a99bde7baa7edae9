package org.effigy.training;

import java.util.List;
import org.effigy.networks.Checkpoint;
import org.effigy.networks.DcganConfig;
import org.effigy.networks.DdpmConfig;
import org.effigy.networks.NamedTensor;

/** One family's network, optimiser and moving average, and how one batch changes them. */
interface TrainingStep extends AutoCloseable {
    /** Draws everything random of a step; depends on (seed, step) alone and may run on another thread. */
    StepInput prepare(Batch batch);

    /** Changes the weights by one step; leaves them alone when the loss is not finite, where the family can. */
    StepOutcome run(StepInput input);

    List<NamedTensor> weights();

    List<NamedTensor> ema();

    List<NamedTensor> updaterState();

    /** Continues from a checkpoint of the same settings. */
    void restore(Checkpoint checkpoint);

    /** Begins with these weights, the average too; the optimiser's state stays fresh. */
    void begin(List<NamedTensor> weights);

    @Override
    void close();

    /** Returns a fresh network of the settings' family. */
    static TrainingStep create(TrainingConfig config) {
        if (config.model() instanceof DdpmConfig ddpm) {
            return new DdpmStep(config, ddpm);
        }
        return new DcganStep(config, (DcganConfig) config.model());
    }
}
