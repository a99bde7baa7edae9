package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dataset.Split;
import org.effigy.dataset.image.CacheOptions;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.networks.Backend;
import org.effigy.networks.Checkpoint;
import org.effigy.training.DataFacts;
import org.effigy.training.Trainer;
import org.effigy.training.TrainingConfig;
import org.effigy.training.TrainingImages;
import org.effigy.training.TrainingJob;
import org.effigy.training.TrainingListener;
import org.effigy.training.TrainingResult;
import picocli.CommandLine.Model.CommandSpec;

/** One session of {@code effigy train}: opens the data, trains, and says how it ended. */
final class TrainSession {
    private static final int EXIT_INTERRUPTED = 130;
    private static final int PREVIEW_IMAGES = 16;
    private static final int PREVIEW_STEPS = 25;

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

    /** Trains a family; the operator changes the settings that only this family has. */
    int run(String family, UnaryOperator<TrainingConfig> adapt) throws IOException {
        Engine.requireProcessor();
        Inputs.file(options.data());
        Inputs.outputFolder(options.out());
        DatasetIndex index = DatasetIndex.read(options.data());
        Preprocessing recipe = Inputs.checked(spec, () -> options.recipe(index));
        TrainingConfig config = Inputs.checked(spec, () -> adapt.apply(options.config(family, index)));
        DataFacts facts = DataFacts.of(index, Split.TRAIN, recipe);
        if (facts.syntheticImages() > 0 && !options.allowSynthetic()) {
            throw new InputException(facts.syntheticImages() + " training images are marked synthetic; index without"
                    + " them, or pass --allow-synthetic");
        }
        String computes = device.use(spec);
        requireDevices(config);
        Progress.Factory progress = ConsoleProgress.ofProcess();
        CacheOptions cache = CacheOptions.in(Inputs.outputFolder(options.cache()))
                .withProgress(progress)
                .withSkipUndecodable(options.skipUndecodable());
        try (ImageDataset images = ImageDataset.open(index, Split.TRAIN, recipe, cache)) {
            announce(family, config, images, computes);
            TrainingJob job = new TrainingJob(
                    options.out(),
                    config,
                    TrainingImages.of(images),
                    facts,
                    options.time(),
                    BuildInfo.read().version(),
                    options.start());
            return train(job, progress);
        }
    }

    /** Refuses more devices than there are before anything is written. */
    private static void requireDevices(TrainingConfig config) {
        if (config.devices() > 0) {
            Backend.shareAmong(config.devices());
            Backend.workers();
        }
    }

    private int train(TrainingJob job, Progress.Factory progress) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        try (Interruption interruption =
                Interruption.begin(() -> err.println("effigy: stopping after this step, with a checkpoint"))) {
            TrainingResult result = Trainer.train(job, new Listener(), progress, interruption::requested);
            report(result);
            return result.ending() == TrainingResult.Ending.STOPPED ? EXIT_INTERRUPTED : 0;
        }
    }

    private void announce(String family, TrainingConfig config, ImageDataset images, String computes) {
        out.println(family + ", preset " + config.preset() + ", "
                + config.model().size() + " pixels, "
                + images.size() + " training images"
                + (config.model().classes() == 0 ? ", no classes" : ", classes " + String.join(" ", images.classes()))
                + ", batch " + config.batch()
                + ", on " + computes);
    }

    private void report(TrainingResult result) {
        String ending =
                switch (result.ending()) {
                    case FINISHED -> "Finished";
                    case OUT_OF_TIME -> "The time is used up";
                    case STOPPED -> "Stopped";
                };
        out.println(ending + " after step " + result.step() + ".");
        out.println("Checkpoint: " + result.checkpoint());
        if (result.ending() != TrainingResult.Ending.FINISHED) {
            out.println("The same command goes on"
                    + (result.ending() == TrainingResult.Ending.OUT_OF_TIME ? " with a longer --time." : "."));
        }
        if (result.ending() != TrainingResult.Ending.STOPPED) {
            out.println("Next:       effigy sample " + options.out() + " -n 64 --out synthetic --format dicom");
        }
    }

    /** Tells where the run begins, and draws the previews. */
    private final class Listener implements TrainingListener {
        private final Previews previews = new Previews(PREVIEW_IMAGES, PREVIEW_STEPS);

        @Override
        public void started(Path runDirectory, long step) {
            out.println("Run: " + runDirectory
                    + (step == 0 ? "" : ", goes on after step " + step)
                    + (Backend.workers() > 1 ? ", on " + Backend.workers() + " devices" : ""));
        }

        @Override
        public void warmStarted(int taken, int tensors) {
            out.println("Begins with " + taken + " of " + tensors + " tensors of the model given with --init-from");
        }

        @Override
        public void preview(long step, Path png, Checkpoint snapshot) throws IOException {
            previews.write(png, snapshot);
        }
    }
}
