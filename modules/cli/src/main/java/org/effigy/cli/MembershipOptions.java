package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.base.Seeds;
import org.effigy.dataset.image.CacheOptions;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.LabelValues;
import org.effigy.evaluation.membership.Attack;
import org.effigy.evaluation.membership.DenoiserAttacks;
import org.effigy.evaluation.membership.MembershipPart;
import org.effigy.evaluation.membership.NearestSample;
import org.effigy.evaluation.membership.ScoreFunction;
import org.effigy.evaluation.membership.SubjectImages;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointChoice;
import org.effigy.networks.checkpoint.CheckpointPlace;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.ImageModel;
import org.effigy.networks.families.SamplerSettings;
import picocli.CommandLine.Option;

/** The options by which {@code effigy evaluate} asks a model whether it tells its training images. */
final class MembershipOptions {
    /** Images that a model without a denoiser makes, to see which training images they lie near. */
    private static final int SAMPLES = 1000;

    private static final String PIXELS = "model-pixels";

    @Option(
            names = "--model",
            paramLabel = "RUN",
            converter = KnownModels.Converter.class,
            description =
                    "With --data: the model, to see whether its weights tell the images it learned from (membership)."
                            + " A run, the folder of one checkpoint, or the name of a model ('effigy models').")
    private Path model;

    @Option(
            names = "--checkpoint",
            paramLabel = "N|last",
            description =
                    "The run's checkpoint of step N, or its last one (default: the one that 'effigy sample' takes).")
    private String checkpoint;

    @Option(
            names = "--model-images",
            paramLabel = "N",
            description = "Training images, and as many others at most, that the model is asked about (default:"
                    + " ${DEFAULT-VALUE}).")
    private int most = 400;

    /** The part, with the model that it asks. */
    record Opened(MembershipPart part, ImageModel model) implements AutoCloseable {
        @Override
        public void close() {
            model.close();
        }
    }

    /** Returns what was asked, for the record. */
    Map<String, String> settings() {
        return model == null
                ? Map.of()
                : Map.of(
                        "model",
                        "given",
                        "checkpoint",
                        checkpoint == null ? "before memory" : checkpoint,
                        "model-images",
                        String.valueOf(most));
    }

    /** Checks the options; a wrong one is a usage error. */
    void check(Optional<Path> data) {
        Check.argument(model == null || data.isPresent(), () -> "--model needs --data, the index it was trained on");
        Check.argument(model != null || checkpoint == null, () -> "--checkpoint needs --model");
        Check.inRange("--model-images", most, 1, 1_000_000);
        if (checkpoint != null) {
            choice();
        }
    }

    private CheckpointChoice choice() {
        return checkpoint == null ? new CheckpointChoice.BeforeMemory() : CheckpointChoice.of(checkpoint);
    }

    /** Opens the model, if one is given. */
    Optional<Opened> open(Optional<Path> data, Path out, Compute compute, long seed) throws IOException {
        if (model == null) {
            return Optional.empty();
        }
        Checkpoint weights = CheckpointPlace.read(KnownModels.ofProcess().require(model), choice());
        ModelConfig config = weights.config().model();
        Family family = Family.of(config);
        DatasetIndex index = LabelValues.forClasses(
                DatasetIndex.read(data.orElseThrow()), weights.config().classNames());
        Path pixels = out.resolve(PIXELS);
        try {
            CacheOptions cache = CacheOptions.in(pixels).withProgress(ConsoleProgress.ofProcess());
            SubjectImages images = SubjectImages.of(index, weights.config(), cache, most, seed);
            ImageModel opened = family.open(config, weights.averagedWeights(), compute);
            MembershipPart part = new MembershipPart(
                    attacks(opened, family, config, seed),
                    images,
                    weights.sha256(),
                    weights.config().step(),
                    out);
            return Optional.of(new Opened(part, opened));
        } catch (InputException e) {
            throw new InputException("--model " + model + ": " + e.getMessage(), e);
        } finally {
            AtomicFiles.deleteTree(pixels);
        }
    }

    private static List<Attack> attacks(ImageModel model, Family family, ModelConfig config, long seed) {
        if (model.denoiser().isPresent()) {
            return DenoiserAttacks.of(model.denoiser().get(), seed);
        }
        ScoreFunction loss = (images, labels) -> Arrays.stream(model.losses(images, labels, seed))
                .map(value -> -value)
                .toArray();
        SamplerSettings settings = family.sampler(config, SamplerSettings.Wish.NONE);
        ScoreFunction nearest = new NearestSample(labels -> samples(model, settings, labels, seed), SAMPLES);
        List<Attack> attacks = new ArrayList<>();
        attacks.add(loss.attack(model.lossName()));
        attacks.add(nearest.attack("nearest sample"));
        return attacks;
    }

    private static float[] samples(ImageModel model, SamplerSettings settings, int[] labels, long seed) {
        Random[] noise = new Random[labels.length];
        Arrays.setAll(noise, i -> Seeds.of(seed, "membership sample", i));
        return model.images(settings, labels, noise, step -> {});
    }
}
