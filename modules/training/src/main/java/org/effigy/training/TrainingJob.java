package org.effigy.training;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.Descent;
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
 * @param limits what the run may not exceed; without a least share of real images it may learn from no synthetic ones
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
        TrainingLimits limits) {
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
                TrainingLimits.STANDARD);
    }

    public TrainingJob {
        int needed = Family.of(config.model()).exampleLength(config.model());
        if (images.imageLength() != needed) {
            throw new IllegalArgumentException(
                    "an image has " + images.imageLength() + " values, the model needs " + needed);
        }
        if (config.model().masked() && !images.masked()) {
            throw new IllegalArgumentException("the model takes masks, the images have none");
        }
        int known = config.model().conditions().size();
        if (known > 0 && images.covariates(0).length != known) {
            throw new IllegalArgumentException(
                    "the model takes " + known + " covariates, an image has " + images.covariates(0).length);
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
                limits);
    }

    /** Returns a job that begins a new run with this model's weights, where they fit. */
    public TrainingJob withStart(Optional<Checkpoint> other) {
        return new TrainingJob(
                runDirectory, config, images, facts, timeBudget, codeVersion, compute, other, heldOut, watched, limits);
    }

    /** Returns a job whose model is judged on these images. */
    public TrainingJob withHeldOut(Optional<Batch> other) {
        return new TrainingJob(
                runDirectory, config, images, facts, timeBudget, codeVersion, compute, start, other, watched, limits);
    }

    /** Returns a job with other limits. */
    public TrainingJob withLimits(TrainingLimits other) {
        return new TrainingJob(
                runDirectory, config, images, facts, timeBudget, codeVersion, compute, start, heldOut, watched, other);
    }

    /** Returns a job whose run is watched for memory. */
    public TrainingJob withWatched(Optional<WatchedImages> other) {
        return new TrainingJob(
                runDirectory, config, images, facts, timeBudget, codeVersion, compute, start, heldOut, other, limits);
    }

    /** Returns a new model of the settings' family. */
    Model model() {
        Family.Recipe recipe = new Family.Recipe(config.seed(), config.optimisation(), config.labelDropout());
        return Family.of(config.model()).create(config.model(), recipe, compute);
    }

    /**
     * Guards against training on a model's own output (model collapse).
     *
     * @throws InputException if there are synthetic images and they are not allowed, or too many of them are of models; simulations
     *     count beside real ones
     */
    void refuseSynthetic() {
        int synthetic = facts.syntheticImages();
        int all = synthetic + facts.realImages();
        if (synthetic > 0 && limits.realShare().isEmpty()) {
            throw new InputException(synthetic + " of " + all
                    + " training images are marked synthetic; index without them, or allow synthetic images");
        }
        int made = ofModels();
        double least = limits.realShare().orElse(0);
        if (made > 0 && all - made < least * all) {
            throw new InputException(String.format(
                    Locale.ROOT,
                    "%d of %d training images were made by models, which leaves a real share of %.3f, asked for is at"
                            + " least %.3f; index more real images or fewer synthetic ones, or ask for a smaller share of"
                            + " real images",
                    made,
                    all,
                    (double) (all - made) / all,
                    least));
        }
    }

    private int ofModels() {
        return facts.synthetic().map(DataFacts.SyntheticInput::images).orElse(0);
    }

    /** Returns how far the run's model is from real patients. */
    Descent descent() {
        int generation =
                facts.synthetic().map(DataFacts.SyntheticInput::generation).orElse(0);
        List<String> parents = new ArrayList<>(
                facts.synthetic().map(DataFacts.SyntheticInput::models).orElse(List.of()));
        if (start.isPresent()) {
            generation =
                    Math.max(generation, start.get().config().knownDescent().generation());
            parents.add(start.get().sha256());
        }
        int all = facts.syntheticImages() + facts.realImages();
        return Descent.of(generation, all == 0 ? 0 : (double) ofModels() / all, parents);
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
        if (!config.model().conditions().isEmpty()) {
            throw new InputException(
                    "a private run takes no covariates: their means and ranges would be recorded without noise;"
                            + " leave them out");
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
