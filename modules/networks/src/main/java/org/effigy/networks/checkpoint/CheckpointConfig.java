package org.effigy.networks.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.effigy.base.Check;

/**
 * What a checkpoint says about its weights: nothing a user must repeat as a flag when sampling.
 *
 * @param version of the checkpoint format, {@link Checkpoint#VERSION}
 * @param family name of the family of models
 * @param model the architecture
 * @param preprocessing the recorded recipe of the training data: image size, intensity range and fit
 * @param classNames names of the classes in label order, empty for an unconditional model
 * @param datasetFingerprint of the index the model was trained on
 * @param lineage SHA-256 of the checkpoints this one was continued from, oldest first
 * @param step optimiser steps taken so far
 * @param training the training configuration, as the training module writes it
 * @param codeVersion version of the program that wrote it
 */
public record CheckpointConfig(
        int version,
        String family,
        ModelConfig model,
        JsonNode preprocessing,
        List<String> classNames,
        String datasetFingerprint,
        List<String> lineage,
        long step,
        JsonNode training,
        String codeVersion) {
    public CheckpointConfig {
        classNames = List.copyOf(classNames);
        lineage = List.copyOf(lineage);
        List<String> names = classNames;
        Check.argument(
                family.equals(model.family()), () -> "family is " + family + ", the model's is " + model.family());
        Check.argument(
                names.size() == model.classes(),
                () -> "there are " + names.size() + " class names, the model has " + model.classes() + " classes");
        Check.argument(step >= 0, () -> "step is " + step + ", it must be at least 0");
    }

    /** Returns the same with other ancestors. */
    CheckpointConfig withLineage(List<String> other) {
        return new CheckpointConfig(
                version,
                family,
                model,
                preprocessing,
                classNames,
                datasetFingerprint,
                other,
                step,
                training,
                codeVersion);
    }
}
