package org.effigy.networks.families;

import java.util.Optional;
import java.util.function.Supplier;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;

/**
 * What a model is built on that learns in the latent space of another one.
 *
 * @param trained the model that encodes and decodes, or one that was built on it
 * @param earlier the configuration of the run that goes on; empty for a new one
 * @param images some of those that will be learnt from, to measure their latents
 * @param compute how they are encoded
 */
public record FirstStage(Checkpoint trained, Optional<ModelConfig> earlier, Supplier<Batch> images, Compute compute) {}
