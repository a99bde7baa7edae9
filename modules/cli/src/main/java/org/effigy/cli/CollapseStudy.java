package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.base.Progress;
import org.effigy.base.Seeds;
import org.effigy.cli.CollapseRegime.Source;
import org.effigy.dataset.Split;
import org.effigy.dataset.image.CacheOptions;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dataset.index.IndexOptions;
import org.effigy.dataset.index.Indexer;
import org.effigy.dataset.labels.LabelSource;
import org.effigy.dataset.probe.StoredPath;
import org.effigy.dataset.screen.DuplicateSearch;
import org.effigy.dataset.screen.ScreenOptions;
import org.effigy.dataset.screen.TextPolicy;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.SamplerSettings;
import org.effigy.sampling.ExportFormat;
import org.effigy.sampling.ExportSettings;
import org.effigy.sampling.ImageSampler;
import org.effigy.sampling.SampleFolder;
import org.effigy.sampling.SampleRequest;
import org.effigy.training.Cadence;
import org.effigy.training.DataFacts;
import org.effigy.training.Presets;
import org.effigy.training.Trainer;
import org.effigy.training.TrainingConfig;
import org.effigy.training.TrainingImages;
import org.effigy.training.TrainingJob;
import org.effigy.training.TrainingLimits;
import org.effigy.training.TrainingListener;
import org.effigy.training.TrainingResult;

/**
 * Trains generations of models, each on what the regime takes of the images of those before, and compares their images with real
 * ones. Every generation goes the usual way: train, sample to marked files, index these, train on that index. What is done is not
 * done again.
 */
final class CollapseStudy {
    private static final String FIGURES = "figures.json";

    private final DatasetIndex index;
    private final CollapsePlan plan;
    private final Path out;
    private final Compute compute;
    private final Preprocessing recipe;
    private final CacheOptions cache;
    private final Progress.Factory progress;
    private final BooleanSupplier stop;
    private final PrintWriter terminal;

    /** What surrounds a study. */
    record Surroundings(
            Path out, Compute compute, Progress.Factory progress, BooleanSupplier stop, PrintWriter terminal) {}

    /** A generation makes nothing but one image, which no folder of samples takes: it cannot be measured, and none can follow it. */
    static final class CollapsedException extends InputException {
        private static final long serialVersionUID = 1;

        CollapsedException(InputException cause) {
            super(cause.getMessage(), cause);
        }
    }

    CollapseStudy(DatasetIndex index, CollapsePlan plan, Surroundings around) {
        this.index = index;
        this.plan = plan;
        out = around.out().toAbsolutePath().normalize();
        compute = around.compute();
        recipe = Preprocessing.forIndex(index, plan.size());
        cache = CacheOptions.in(out.resolve("cache"));
        progress = around.progress();
        stop = around.stop();
        terminal = around.terminal();
    }

    /** The user asked to stop. */
    static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /**
     * Runs what is missing and returns all figures.
     *
     * @throws StoppedException after the step at work, if asked to stop
     * @throws InputException if the folder holds another study, or the index has no split test
     */
    CollapsePlan.Result run(int generations, List<CollapseRegime> regimes) throws IOException {
        begin();
        List<Source> real = chosen();
        try (ImageDataset train = ImageDataset.open(index, Split.TRAIN, recipe, cache);
                ImageDataset heldOut = ImageDataset.open(index, Split.TEST, recipe, cache)) {
            TrainingImages learnt = TrainingImages.of(train);
            CollapseFigures.Yardstick yardstick =
                    new CollapseFigures.Yardstick(learnt, TrainingImages.of(heldOut), plan.size(), compute.threads());
            CollapseFigures realFigures = yardstick.of(0, 1, learnt);
            Path firstFolder = out.resolve("first");
            CollapseFigures first = generation(firstFolder, 1, real, yardstick);
            List<CollapsePlan.Curve> curves = new ArrayList<>();
            for (CollapseRegime regime : regimes) {
                List<CollapseFigures> figures = new ArrayList<>(List.of(first));
                List<List<Source>> made = new ArrayList<>(List.of(made(firstFolder)));
                for (int generation = 2; generation <= generations; generation++) {
                    Path folder = out.resolve(regime.word()).resolve("generation-" + generation);
                    try {
                        figures.add(generation(folder, generation, regime.of(real, made), yardstick));
                    } catch (CollapsedException e) {
                        terminal.println(out.relativize(folder) + ": " + e.getMessage() + "; the regime ends here");
                        break;
                    }
                    made.add(made(folder));
                }
                curves.add(new CollapsePlan.Curve(regime, figures));
            }
            return new CollapsePlan.Result(plan, realFigures, curves);
        }
    }

    private void begin() throws IOException {
        if (index.entries(Split.TEST).isEmpty()) {
            throw new InputException(
                    "the index has no image in the split test to compare with; index again with other shares of the"
                            + " parts");
        }
        Path file = out.resolve(CollapsePlan.FILE);
        if (Files.exists(file)) {
            plan.checkContinues(Json.parse(Files.readString(file), CollapsePlan.class, CollapsePlan.FILE));
            return;
        }
        Files.createDirectories(out);
        Json.write(file, plan);
    }

    /** Returns the real images that are learnt from, in an order of the seed. */
    private List<Source> chosen() {
        return index.entries(Split.TRAIN).stream()
                .sorted(Comparator.comparingLong(entry -> Seeds.derive(plan.seed(), "collapse real", entry.id())))
                .limit(plan.images())
                .map(entry -> new Source(Path.of(index.root()), entry))
                .toList();
    }

    private CollapseFigures generation(
            Path folder, int number, List<Source> sources, CollapseFigures.Yardstick yardstick) throws IOException {
        Path figures = folder.resolve(FIGURES);
        if (Files.exists(figures)) {
            return Json.parse(Files.readString(figures), CollapseFigures.class, FIGURES);
        }
        DatasetIndex learnt = joined(sources);
        train(folder, number, learnt);
        sample(folder, number);
        long real =
                sources.stream().filter(source -> !source.entry().madeByModel()).count();
        try (ImageDataset images = ImageDataset.open(joined(made(folder)), Split.TRAIN, recipe, cache)) {
            CollapseFigures found = yardstick.of(number, (double) real / sources.size(), TrainingImages.of(images));
            Json.write(figures, found);
            terminal.println(out.relativize(folder) + ": " + CollapseReport.text(found));
            return found;
        }
    }

    private void train(Path folder, int number, DatasetIndex learnt) throws IOException {
        try (ImageDataset images = ImageDataset.open(learnt, Split.TRAIN, recipe, cache)) {
            Family family = Family.named(plan.family());
            TrainingConfig preset = Presets.of(family, plan.preset(), plan.size(), 0);
            TrainingConfig config = preset.withSteps(plan.steps())
                    .withBatch(plan.batch())
                    .withSeed(Seeds.derive(plan.seed(), "collapse model", number))
                    .withThreads(compute.threads())
                    .withCadence(new Cadence((int) Math.min(plan.steps(), 1000), 0, 1));
            TrainingJob job = new TrainingJob(
                            folder.resolve("run"),
                            config,
                            TrainingImages.of(images),
                            DataFacts.of(learnt, Split.TRAIN, recipe),
                            Optional.empty(),
                            plan.codeVersion())
                    .withCompute(compute)
                    // A study of collapse does what is refused elsewhere.
                    .withLimits(TrainingLimits.STANDARD.withRealShare(0));
            TrainingResult result = Trainer.train(job, TrainingListener.none(), progress, stop);
            if (result.ending() == TrainingResult.Ending.STOPPED) {
                throw new StoppedException();
            }
        }
    }

    private void sample(Path folder, int number) throws IOException {
        try (ImageSampler sampler = ImageSampler.open(folder.resolve("run"), compute)) {
            var model = sampler.config().model();
            SamplerSettings settings = Family.of(model).sampler(model, SamplerSettings.Wish.NONE);
            SampleRequest request =
                    SampleRequest.of(Seeds.derive(plan.seed(), "collapse images", number), plan.images(), settings);
            ExportFormat format = recipe.range().hounsfield() ? ExportFormat.DICOM : ExportFormat.PNG;
            String now = LocalDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
            ExportSettings export = ExportSettings.standard(format, sampler.preprocessing(), now);
            try {
                new SampleFolder(sampler, plan.codeVersion(), progress)
                        .write(folder.resolve("samples"), request, export, stop);
            } catch (InputException e) {
                throw new CollapsedException(e);
            }
            if (stop.getAsBoolean()) {
                throw new StoppedException();
            }
        }
    }

    /** Indexes the images of a generation, which their marks call synthetic. */
    private List<Source> made(Path folder) throws IOException {
        Path samples = folder.resolve("samples");
        IndexOptions options = IndexOptions.defaults(samples)
                .withLabels(new LabelSource.None())
                .withSynthetic(true)
                .withCopies(true)
                .withScreen(ScreenOptions.STANDARD
                        .withText(TextPolicy.ALLOW)
                        .withHeads(true)
                        .withDuplicates(DuplicateSearch.NONE));
        DatasetIndex made = Indexer.index(samples, options, (task, unit, total) -> Progress.none());
        return made.entries().stream()
                .map(entry -> new Source(Path.of(made.root()), entry))
                .toList();
    }

    /** Returns an index of images of several folders, all to be learnt from; its root is the folder that holds them all. */
    private DatasetIndex joined(List<Source> sources) {
        Path root = sources.get(0).root();
        for (Source source : sources) {
            while (!source.root().startsWith(root)) {
                root = root.getParent();
            }
        }
        List<IndexEntry> entries = new ArrayList<>();
        for (Source source : sources) {
            Path file = StoredPath.resolve(source.root(), source.entry().path());
            entries.add(source.entry().toLearn(entries.size(), StoredPath.of(root, file)));
        }
        return new DatasetIndex(
                DatasetIndex.FORMAT,
                DatasetIndex.VERSION,
                root.toString(),
                index.settings(),
                entries,
                List.of(),
                index.notes(),
                List.of());
    }
}
