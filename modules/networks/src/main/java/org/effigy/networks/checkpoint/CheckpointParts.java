package org.effigy.networks.checkpoint;

import java.util.List;
import org.effigy.networks.net.NamedTensor;

/**
 * What a checkpoint is written from: each part is asked for once, when its file is written, so that not all copies need be in
 * memory at the same time. {@link Checkpoint} says what they are.
 */
public interface CheckpointParts {
    CheckpointConfig config();

    List<NamedTensor> weights();

    List<NamedTensor> ema();

    List<NamedTensor> updater();

    /** Returns how the weights are stored. */
    default TensorType stored() {
        return TensorType.F32;
    }
}
