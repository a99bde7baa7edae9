package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dataset.Split;
import org.effigy.dataset.image.CacheOptions;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.image.MaskImages;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.gate.GateFile;
import org.effigy.networks.Engines;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointPlace;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.checkpoint.RunMemory;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.Batch;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.FirstStage;
import org.effigy.training.DataFacts;
import org.effigy.training.LearntCovariates;
import org.effigy.training.PrivacyPlan;
import org.effigy.training.RunConfig;
import org.effigy.training.Trainer;
import org.effigy.training.TrainingConfig;
import org.effigy.training.TrainingImages;
import org.effigy.training.TrainingJob;
import org.effigy.training.TrainingLimits;
import org.effigy.training.TrainingListener;
import org.effigy.training.TrainingResult;
import org.effigy.training.doctor.Warning;
import picocli.CommandLine.Model.CommandSpec;

/** One session of {@code effigy train}: opens the data, trains, and says how it ended. */
final class TrainSession {
    private static final int EXIT_INTERRUPTED = 130;
    private static final int PREVIEW_IMAGES = 16;
    private static final int PREVIEW_STEPS = 25;
    /** Training images whose latents a first stage's scale is measured on. */
    private static final int MEASURED_IMAGES = 128;

    private final CommandSpec spec;
    private final TrainOptions options;
    private final DeviceOption device;
    private final PrintWriter out;

    TrainSession(CommandSpec spec, TrainOptions options, DeviceOption device) {
        this.spec = spec;
        this.options = options;
        this.device = device;
        this.out = spec.commandLine().getOut();
    }

    private DatasetIndex index() throws IOException {
        try {
            return options.index();
        } catch (IllegalArgumentException e) {
            throw Inputs.usage(spec, e.getMessage());
        }
    }

    /**
     * Trains a family.
     *
     * @param firstStage the run or checkpoint whose latent space it learns in; empty for a family without, or where the model to
     *     begin with has one
     * @param adapt changes the settings that only this family has
     */
    int run(Family family, Optional<Path> firstStage, UnaryOperator<ModelConfig> adapt) throws IOException {
        Processor.require();
        Inputs.file(options.data());
        Inputs.outputFolder(options.out());
        DatasetIndex index = index();
        Preprocessing recipe = Inputs.checked(spec, () -> options.recipe(index));
        TrainingConfig wanted = Inputs.checked(spec, () -> {
            TrainingConfig preset = options.config(family, index);
            return preset.withModel(adapt.apply(preset.model()));
        });
        TrainingLimits limits = Inputs.checked(spec, options::limits);
        DataFacts facts = DataFacts.of(index, Split.TRAIN, recipe);
        Optional<Checkpoint> begun = options.start(family.name());
        Optional<Checkpoint> stage =
                family.hasFirstStage() ? Optional.of(firstStage(firstStage, begun)) : Optional.empty();
        CovariateInput covariates = CovariateInput.of(spec, options, family);
        Compute compute = device.settle(spec);
        if (wanted.devices() > 0) {
            // Refuses more devices than there are before anything is written.
            Engines.sharedBy(compute, wanted.devices());
        }
        PrivateTraining privacy = PrivateTraining.of(spec, options, family);
        Progress.Factory progress = ConsoleProgress.ofProcess();
        CacheOptions cache = CacheOptions.in(Inputs.outputFolder(options.cache()))
                .withProgress(progress)
                .withSkipUndecodable(options.skipUndecodable());
        try (ImageDataset images = ImageDataset.open(index, Split.TRAIN, recipe, cache)) {
            Optional<LearntCovariates> known = covariates.learnt(index, images, progress);
            TrainingConfig told =
                    known.map(given -> CovariateInput.with(wanted, given)).orElse(wanted);
            TrainingConfig settings = stage.isPresent() ? on(stage.get(), told, images, compute) : told;
            Optional<MaskImages> masks = settings.model().masked()
                    ? Optional.of(MaskImages.of(index, images, recipe, progress))
                    : Optional.empty();
            TrainingImages plain = privacy.images(images, index);
            TrainingImages shown = masks.map(plain::withMasks).orElse(plain);
            TrainingImages learned = known.map(shown::withCovariates).orElse(shown);
            TrainingConfig config = Inputs.checked(spec, () -> privacy.planned(settings, learned));
            announce(config, images, DeviceOption.text(compute));
            masks.ifPresent(given -> out.println(text(given)));
            known.ifPresent(given -> out.println(CovariateInput.text(given)));
            TrainingJob job = new TrainingJob(
                    options.out(),
                    config,
                    learned,
                    masks.map(given -> facts.withShown(shown(given, images))).orElse(facts),
                    options.time(),
                    BuildInfo.read().version(),
                    compute,
                    begun.or(() -> stage),
                    family.judges() ? heldOut(index, recipe, cache) : Optional.empty(),
                    family.makesImages(config.model())
                            ? WatchedChoice.of(index, images, recipe, config, cache)
                            : Optional.empty(),
                    limits);
            GateRecord gate = new GateRecord(index, recipe, cache, config.seed());
            return train(job, gate, progress);
        }
    }

    /** Returns for each class the images whose mask shows a region. */
    private static List<Integer> shown(MaskImages masks, ImageDataset images) {
        return images.imagesByClass().stream()
                .map(members -> (int) IntStream.of(members).filter(masks::shows).count())
                .toList();
    }

    private static String text(MaskImages masks) {
        long known = IntStream.range(0, masks.size()).filter(masks::has).count();
        long shown = IntStream.range(0, masks.size()).filter(masks::shows).count();
        return "Masks: " + known + " of " + masks.size() + " images have one, " + shown + " of these show a region";
    }

    /** Returns the model whose latent space is learnt in: the one named, else that of the model to begin with. */
    private Checkpoint firstStage(Optional<Path> named, Optional<Checkpoint> begun) throws IOException {
        if (named.isEmpty()) {
            return begun.orElseThrow(() -> Inputs.usage(
                    spec,
                    "name the first stage with --first-stage: a run of 'effigy train vae' with --latent spatial"));
        }
        try {
            return CheckpointPlace.read(named.get());
        } catch (InputException e) {
            throw new InputException("--first-stage " + named.get() + ": " + e.getMessage(), e);
        }
    }

    /** Returns the settings of a model that is built on a first stage. */
    private TrainingConfig on(Checkpoint stage, TrainingConfig settings, ImageDataset images, Compute compute)
            throws IOException {
        Optional<ModelConfig> earlier =
                RunConfig.read(options.out()).map(run -> run.training().model());
        FirstStage given =
                new FirstStage(stage, earlier, () -> TrainingImages.of(images).some(MEASURED_IMAGES), compute);
        ModelConfig model = settings.model();
        try {
            return settings.withModel(Family.of(model).on(model, given));
        } catch (InputException e) {
            throw new InputException("--first-stage: " + e.getMessage(), e);
        }
    }

    /** Returns the images of the test split, whose patients the model does not learn from; empty where there are none. */
    private static Optional<Batch> heldOut(DatasetIndex index, Preprocessing recipe, CacheOptions cache)
            throws IOException {
        if (index.entries(Split.TEST).isEmpty()) {
            return Optional.empty();
        }
        try (ImageDataset images = ImageDataset.open(index, Split.TEST, recipe, cache)) {
            return Optional.of(TrainingImages.of(images).all());
        }
    }

    private int train(TrainingJob job, GateRecord gate, Progress.Factory progress) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        try (Interruption interruption =
                Interruption.begin(() -> err.println("effigy: stopping after this step, with a checkpoint"))) {
            Listener listener = new Listener(job, gate);
            TrainingResult result = Trainer.train(job, listener, progress, interruption::requested);
            report(result, makesImages(job), job.config().privacy());
            listener.latestWarnings.forEach(line -> out.println("Warning:    " + line));
            return result.ending() == TrainingResult.Ending.STOPPED ? EXIT_INTERRUPTED : 0;
        }
    }

    private void announce(TrainingConfig config, ImageDataset images, String computes) {
        out.println(config.model().family() + ", preset " + config.preset() + ", "
                + config.model().imageSize() + " pixels, "
                + images.size() + " training images"
                + (config.model().classes() == 0 ? ", no classes" : ", classes " + String.join(" ", images.classes()))
                + ", batch " + config.batch()
                + ", on " + computes);
        config.privacy().ifPresent(plan -> out.println("Private: " + plan.text()));
    }

    private void report(TrainingResult result, boolean makesImages, Optional<PrivacyPlan> privacy) {
        String ending =
                switch (result.ending()) {
                    case FINISHED -> "Finished";
                    case OUT_OF_TIME -> "The time is used up";
                    case STOPPED -> "Stopped";
                };
        out.println(ending + " after step " + result.step() + ".");
        out.println("Checkpoint: " + result.checkpoint());
        privacy.ifPresent(
                plan -> out.println("Spent:      " + plan.spent(result.step()).text()));
        if (!result.warnings().isEmpty()) {
            out.println("Warnings of this run, also in warnings.json:");
            result.warnings().forEach(warning -> out.println("  " + OptionHints.in(warning.text())));
        }
        if (result.ending() != TrainingResult.Ending.FINISHED) {
            out.println("The same command goes on"
                    + (result.ending() == TrainingResult.Ending.OUT_OF_TIME ? " with a longer --time." : "."));
        }
        if (result.ending() != TrainingResult.Ending.STOPPED && makesImages) {
            out.println("Next:       effigy sample " + options.out() + " -n 64 --out synthetic --format dicom");
        }
    }

    private static boolean makesImages(TrainingJob job) {
        return Family.of(job.config().model()).makesImages(job.config().model());
    }

    /** Tells where the run begins, and draws the previews. */
    private final class Listener implements TrainingListener {
        private final TrainingJob job;
        private final Previews previews;
        /** Images whose reconstructions are drawn, where the model makes them. */
        private final Batch shown;

        private final GateRecord gate;
        private Optional<GateFile> described = Optional.empty();
        /** Of the last checkpoint, for the summary. */
        private List<String> latestWarnings = List.of();

        Listener(TrainingJob job, GateRecord gate) {
            this.job = job;
            this.gate = gate;
            previews = new Previews(PREVIEW_IMAGES, PREVIEW_STEPS, job.compute());
            shown = job.heldOut().orElseGet(() -> job.images().some(PREVIEW_IMAGES));
        }

        @Override
        public void started(Path runDirectory, long step) throws IOException {
            // The run remembers its devices where none are asked for.
            int asked = RunConfig.read(runDirectory)
                    .map(config -> config.training().devices())
                    .orElse(0);
            int devices = asked > 0 ? asked : job.compute().devices();
            out.println("Run: " + runDirectory
                    + (step == 0 ? "" : ", goes on after step " + step)
                    + (devices > 1 ? ", on " + devices + " devices" : ""));
            if (Family.of(job.config().model()).judges() && job.heldOut().isEmpty()) {
                warn("no images are held out (the split test is empty), so the model is not judged;"
                        + " index again with other --shares");
            }
            if (makesImages(job)
                    && job.config().privacy().isEmpty()
                    && job.config().cadence().watchImages() > 0
                    && job.watched().isEmpty()) {
                out.println("Not watched for memory: the splits train and test need two patients each; index again with"
                        + " other --shares");
            }
            if (makesImages(job)) {
                described = Optional.of(gate.ensure(runDirectory, job.images().size()));
                out.println("Gate: " + GateRecord.text(described.get()));
            }
        }

        @Override
        public void checkpointed(long step, Path checkpoint) throws IOException {
            // A checkpoint may be copied elsewhere without its run; descriptors of training images are not private.
            if (described.isPresent() && job.config().privacy().isEmpty()) {
                described.get().write(checkpoint);
            }
        }

        @Override
        public void warned(Warning warning) {
            warn(OptionHints.in(warning.text()));
        }

        @Override
        public void remembers(RunMemory memory) {
            warn("the model begins to remember single training images at step " + memory.remembersFrom() + ": "
                    + memory.evidence() + "; 'effigy sample' takes the checkpoint before");
        }

        @Override
        public void warned(long step, List<String> warnings) {
            warnings.stream().filter(line -> !latestWarnings.contains(line)).forEach(this::warn);
            latestWarnings = warnings;
        }

        private void warn(String line) {
            spec.commandLine().getErr().println(ErrorLines.PREFIX + "warning: " + line);
        }

        @Override
        public void warmStarted(int taken, int tensors) {
            out.println("Begins with " + taken + " of " + tensors + " tensors of the model given with "
                    + (job.start()
                                    .map(start -> start.config().family())
                                    .equals(Optional.of(job.config().model().family()))
                            ? "--init-from"
                            : "--first-stage"));
        }

        @Override
        public void judged(long step, Map<String, Double> figures) {
            out.println("Step " + step + ", " + job.heldOut().map(Batch::size).orElse(0) + " images held out: "
                    + Trainer.text(figures));
        }

        @Override
        public void preview(long step, Path png, Checkpoint snapshot) throws IOException {
            if (makesImages(job)) {
                previews.write(png, snapshot)
                        .ifPresent(fault -> warn("the model seems to have collapsed at step " + step + ": " + fault));
            }
            previews.reconstruct(png, snapshot, shown);
        }
    }
}
