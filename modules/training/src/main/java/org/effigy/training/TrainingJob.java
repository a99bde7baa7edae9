package org.effigy.training;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.Batch;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.Model;

/**
 * What a {@link Trainer} is to do.
 *
 * @param runDirectory made when missing; continued when it holds a run of the same settings
 * @param config the settings
 * @param images the training images
 * @param facts of those images
 * @param timeBudget of the whole run, earlier sessions included; empty for none
 * @param codeVersion of the program
 * @param compute how the networks compute; its threads and devices hold where neither settings nor run name others
 * @param start a model with whose weights a new run begins; empty for random ones
 * @param heldOut images of other patients that the model is judged on; empty for none
 * @param watched images by which the run is watched for memory; empty for a run that is not
 * @param allowSynthetic whether images may be learnt from that are marked synthetic
 */
public record TrainingJob(
        Path runDirectory,
        TrainingConfig config,
        TrainingImages images,
        DataFacts facts,
        Optional<Duration> timeBudget,
        String codeVersion,
        Compute compute,
        Optional<Checkpoint> start,
        Optional<Batch> heldOut,
        Optional<WatchedImages> watched,
        boolean allowSynthetic) {
    /** A job that begins with random weights, computes with all processors in float32 and learns from real images only. */
    public TrainingJob(
            Path runDirectory,
            TrainingConfig config,
            TrainingImages images,
            DataFacts facts,
            Optional<Duration> timeBudget,
            String codeVersion) {
        this(
                runDirectory,
                config,
                images,
                facts,
                timeBudget,
                codeVersion,
                Compute.standard(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
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

    /** Returns a job that computes in another way. */
    public TrainingJob withCompute(Compute other) {
        return withConfig(config, other);
    }

    TrainingJob withConfig(TrainingConfig otherConfig, Compute otherCompute) {
        return new TrainingJob(
                runDirectory,
                otherConfig,
                images,
                facts,
                timeBudget,
                codeVersion,
                otherCompute,
                start,
                heldOut,
                watched,
                allowSynthetic);
    }

    /** Returns a job that begins a new run with this model's weights, where they fit. */
    public TrainingJob withStart(Optional<Checkpoint> other) {
        return new TrainingJob(
                runDirectory,
                config,
                images,
                facts,
                timeBudget,
                codeVersion,
                compute,
                other,
                heldOut,
                watched,
                allowSynthetic);
    }

    /** Returns a job whose model is judged on these images. */
    public TrainingJob withHeldOut(Optional<Batch> other) {
        return new TrainingJob(
                runDirectory,
                config,
                images,
                facts,
                timeBudget,
                codeVersion,
                compute,
                start,
                other,
                watched,
                allowSynthetic);
    }

    /** Returns a job that may learn from images that are marked synthetic; a model that does inherits their errors. */
    public TrainingJob withSynthetic(boolean allowed) {
        return new TrainingJob(
                runDirectory,
                config,
                images,
                facts,
                timeBudget,
                codeVersion,
                compute,
                start,
                heldOut,
                watched,
                allowed);
    }

    /** Returns a job whose run is watched for memory. */
    public TrainingJob withWatched(Optional<WatchedImages> other) {
        return new TrainingJob(
                runDirectory,
                config,
                images,
                facts,
                timeBudget,
                codeVersion,
                compute,
                start,
                heldOut,
                other,
                allowSynthetic);
    }

    /** Returns a new model of the settings' family. */
    Model model() {
        Family.Recipe recipe = new Family.Recipe(config.seed(), config.optimisation(), config.labelDropout());
        return Family.of(config.model()).create(config.model(), recipe, compute);
    }

    /**
     * Guards against training on a model's own output (model collapse).
     *
     * @throws InputException if there are synthetic images and they are not allowed
     */
    void refuseSynthetic() {
        if (facts.syntheticImages() > 0 && !allowSynthetic) {
            throw new InputException(facts.syntheticImages() + " of "
                    + (facts.syntheticImages() + facts.realImages())
                    + " training images are marked synthetic; index without them, or allow synthetic images");
        }
    }

    /**
     * Guards what differential privacy promises.
     *
     * @throws InputException if the settings ask for it and the family or the job cannot keep it
     */
    void refuseUnbounded() {
        if (config.privacy().isEmpty()) {
            return;
        }
        Family family = Family.of(config.model());
        Optional<String> reason = family.privacyRefusal();
        if (reason.isPresent()) {
            throw new InputException(
                    "a " + family.name() + " cannot be trained with differential privacy: " + reason.get());
        }
        int units = PrivateSource.units(images).size();
        if (units != config.privacy().get().units()) {
            throw new InputException("the images are of " + units + " units, the noise is for "
                    + config.privacy().get().units() + "; train in a new run directory");
        }
        if (watched.isPresent()) {
            throw new InputException(
                    "a private run cannot be watched for memory: which checkpoint is taken would then tell of"
                            + " its training images; switch that off");
        }
    }
}
