package org.effigy.networks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A model as it lies on disk: a folder with config.json, weights, EMA weights, updater state and checksums.
 *
 * @param ema exponential moving average of the weights, empty if none is kept
 * @param updater state of the optimiser, empty in a checkpoint that is for sampling only
 */
public record Checkpoint(
        CheckpointConfig config, List<NamedTensor> weights, List<NamedTensor> ema, List<NamedTensor> updater) {
    /** The version of the format this code writes and reads. */
    public static final int VERSION = 1;

    public Checkpoint {
        weights = List.copyOf(weights);
        ema = List.copyOf(ema);
        updater = List.copyOf(updater);
    }

    /** Writes the folder atomically, replacing an existing one, and returns it. */
    public static Path write(Path directory, Checkpoint checkpoint) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Reads a folder; fails with an InputException where a file is missing or damaged or the version is unknown. */
    public static Checkpoint read(Path directory) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Returns the SHA-256 that identifies model, weights and EMA weights: 64 hexadecimal digits. */
    public String sha256() {
        throw new UnsupportedOperationException();
    }
}
