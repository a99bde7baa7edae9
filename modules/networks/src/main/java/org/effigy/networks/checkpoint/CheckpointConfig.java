package org.effigy.networks.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
 * @param descent how far the model is from real patients; empty in checkpoints of earlier programs
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
        String codeVersion,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Descent> descent) {
    /** A configuration that says nothing of the model's descent, as those of earlier programs. */
    public CheckpointConfig(
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
        this(
                version,
                family,
                model,
                preprocessing,
                classNames,
                datasetFingerprint,
                lineage,
                step,
                training,
                codeVersion,
                Optional.empty());
    }

    public CheckpointConfig {
        descent = Objects.requireNonNullElse(descent, Optional.empty());
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
                codeVersion,
                descent);
    }

    /**
     * Returns how far the model is from real patients. Of a checkpoint of an earlier program it is known whether there were
     * synthetic images; they count as the first generation.
     */
    public Descent knownDescent() {
        return descent.orElseGet(() -> {
            int synthetic = training.path("syntheticImages").asInt(0);
            int all = synthetic + training.path("realImages").asInt(0);
            List<String> parents = lineage.isEmpty() ? List.of() : lineage.subList(lineage.size() - 1, lineage.size());
            return Descent.of(synthetic > 0 ? 1 : 0, all == 0 ? 0 : (double) synthetic / all, parents);
        });
    }
}
