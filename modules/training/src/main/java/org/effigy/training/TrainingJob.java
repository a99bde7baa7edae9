package org.effigy.training;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.networks.Checkpoint;

/**
 * What a {@link Trainer} is to do.
 *
 * @param runDirectory made when missing; continued when it holds a run of the same settings
 * @param config the settings
 * @param images the training images
 * @param facts of those images
 * @param timeBudget of the whole run, earlier sessions included; empty for none
 * @param codeVersion of the program
 * @param start a model with whose weights a new run begins; empty for random ones
 */
public record TrainingJob(
        Path runDirectory,
        TrainingConfig config,
        TrainingImages images,
        DataFacts facts,
        Optional<Duration> timeBudget,
        String codeVersion,
        Optional<Checkpoint> start) {
    /** A job that begins with random weights. */
    public TrainingJob(
            Path runDirectory,
            TrainingConfig config,
            TrainingImages images,
            DataFacts facts,
            Optional<Duration> timeBudget,
            String codeVersion) {
        this(runDirectory, config, images, facts, timeBudget, codeVersion, Optional.empty());
    }

    public TrainingJob {
        int size = config.model().size();
        if (images.imageLength() != size * size) {
            throw new IllegalArgumentException(
                    "an image has " + images.imageLength() + " values, the model needs " + size * size);
        }
        if (config.model().classes() != 0
                && config.model().classes() != facts.classNames().size()) {
            throw new IllegalArgumentException("the model has " + config.model().classes() + " classes, the data "
                    + facts.classNames().size());
        }
    }

    /** Returns a job that begins a new run with this model's weights, where they fit. */
    public TrainingJob withStart(Optional<Checkpoint> other) {
        return new TrainingJob(runDirectory, config, images, facts, timeBudget, codeVersion, other);
    }

    TrainingJob withConfig(TrainingConfig other) {
        return new TrainingJob(runDirectory, other, images, facts, timeBudget, codeVersion, start);
    }

    /**
     * Guards against training on a model's own output (model collapse).
     *
     * @throws InputException if there are synthetic images and they are not allowed
     */
    public TrainingJob refuseSynthetic(boolean allowed) {
        if (facts.syntheticImages() > 0 && !allowed) {
            throw new InputException(facts.syntheticImages() + " of "
                    + (facts.syntheticImages() + facts.realImages())
                    + " training images are marked synthetic; index without them, or pass --allow-synthetic");
        }
        return this;
    }
}
