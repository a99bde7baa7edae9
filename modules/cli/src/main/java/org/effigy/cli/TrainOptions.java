package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.base.Size;
import org.effigy.dataset.image.Augmentation;
import org.effigy.dataset.image.Fit;
import org.effigy.dataset.image.IntensityRange;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointPlace;
import org.effigy.networks.families.Family;
import org.effigy.networks.optim.LearningRateSchedule;
import org.effigy.networks.optim.Optimisation;
import org.effigy.training.Cadence;
import org.effigy.training.ClassBalance;
import org.effigy.training.Presets;
import org.effigy.training.PrivacyPlan;
import org.effigy.training.TrainingConfig;
import org.effigy.training.TrainingLimits;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that all families share. Whatever is not given comes from the preset. */
final class TrainOptions {
    @Option(
            names = "--data",
            order = 1,
            paramLabel = "INDEX",
            required = true,
            description = "The data set, as 'effigy index' wrote it.")
    private Path data;

    @Option(
            names = "--out",
            order = 2,
            paramLabel = "RUN",
            required = true,
            description = "The run's folder. If it holds this run already, training goes on.")
    private Path out;

    @Option(
            names = "--preset",
            order = 3,
            paramLabel = "P",
            description = "tiny (minutes), small (an hour on 2 cores) or medium (8 cores and a night); default: what"
                    + " suits this machine.")
    private String preset;

    @Option(
            names = "--size",
            order = 4,
            paramLabel = "N|ROWSxCOLUMNS",
            converter = SizeConverter.class,
            description = "Size of the images in pixels: N for squares, or rows and columns, as 96x128; multiples of 8"
                    + " (default: ${DEFAULT-VALUE}).")
    private Size size = Size.square(64);

    @Option(names = "--steps", order = 5, paramLabel = "N", description = "Optimiser steps (default: the preset's).")
    private Long steps;

    @Option(
            names = "--time",
            order = 6,
            paramLabel = "T",
            converter = DurationConverter.class,
            description = "Stop after this time of training in all, e.g. 45m or 1h30m (default: no limit).")
    private Duration time;

    @Option(names = "--batch", order = 7, paramLabel = "N", description = "Images per step (default: the preset's).")
    private Integer batch;

    @Option(
            names = "--seed",
            order = 8,
            paramLabel = "N",
            description = "Seed of weights, order and noise (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--learning-rate",
            order = 9,
            paramLabel = "X",
            description = "Learning rate of Adam (default: the preset's).")
    private Double learningRate;

    @Option(
            names = "--lr-schedule",
            order = 9,
            paramLabel = "constant|cosine",
            description =
                    "How the learning rate goes on after the warm-up: it stays, or falls to zero as half a cosine over"
                            + " --steps or, with --time and where that ends first, over the time (default: constant).")
    private LearningRateSchedule schedule;

    @Option(
            names = "--warmup",
            order = 9,
            paramLabel = "N",
            description = "Steps over which the learning rate grows from zero (default: the preset's).")
    private Integer warmup;

    @Option(
            names = "--accumulate",
            order = 9,
            paramLabel = "N",
            description =
                    "Cut each batch into N parts that come one after another and add up their gradients: the same step"
                            + " with less memory; not for a dcgan (default: 1).")
    private Integer accumulate;

    @Option(
            names = "--ema",
            order = 10,
            paramLabel = "X",
            description = "Decay of the weights' moving average, below 1 (default: the preset's).")
    private Double ema;

    @Mixin
    private CovariateOptions covariates;

    @Option(names = "--no-labels", order = 11, description = "Train without classes even if the index has labels.")
    private boolean unconditional;

    @Option(
            names = "--class-balance",
            order = 11,
            paramLabel = "X",
            description = "Show images of rare classes more often: a class of n images in proportion to n to the power"
                    + " 1 - X. 0: every image as often as the others, 1: every class as often as the others (default:"
                    + " 0).")
    private Double classBalance;

    @Option(
            names = "--class-balance-from",
            order = 11,
            paramLabel = "N",
            description = "With --class-balance: begin with it after step N, when what all classes have in common is"
                    + " learnt; the few images of a rare class are then less remembered (default: 0).")
    private Long balanceFrom;

    @Mixin
    private QuestionOption question = new QuestionOption();

    @Option(
            names = "--no-augmentation",
            order = 12,
            description = "Do not turn, shift and scale the images a little at random.")
    private boolean plain;

    @Option(
            names = "--window",
            order = 13,
            paramLabel = "LOW,HIGH",
            description = "CT: Hounsfield units that become black and white (default: -1000,400).")
    private String window;

    @Option(
            names = "--display-window",
            order = 13,
            description = "Radiographs: the brightness that each file's VOI LUT or window gives, instead of its"
                    + " percentiles 0.5 and 99.5.")
    private boolean display;

    @Option(
            names = "--fit",
            order = 14,
            paramLabel = "crop|pad",
            description = "How an image gets the proportions of --size: by leaving out what is too much, or by black"
                    + " bars (default: crop).")
    private Fit fit;

    @Option(
            names = "--checkpoint-every",
            order = 15,
            paramLabel = "N",
            description = "Steps between checkpoints (default: the preset's).")
    private Integer checkpointEvery;

    @Option(
            names = "--preview-every",
            order = 16,
            paramLabel = "N",
            description =
                    "Steps between preview sheets of a model that makes images, 0 for none (default: the preset's).")
    private Integer previewEvery;

    @Option(
            names = "--watch-memory",
            order = 16,
            paramLabel = "N",
            description = "Images by which each checkpoint tells whether the model remembers those it learns from: N of"
                    + " them, N held out, and now and then N made; 0 for none (default: the preset's).")
    private Integer watchMemory;

    @Option(
            names = "--cache",
            order = 17,
            paramLabel = "DIR",
            description = "Where decoded images lie (default: INDEX.cache). It holds pixels of the data.")
    private Path cache;

    @Option(
            names = "--skip-undecodable",
            order = 18,
            description = "Leave out images that cannot be decoded, instead of stopping.")
    private boolean skipUndecodable;

    @Option(
            names = "--allow-synthetic",
            order = 19,
            description = "Also learn from images marked synthetic, beside real ones (--real-share); a model that does"
                    + " inherits their errors, and is of a later generation.")
    private boolean allowSynthetic;

    @Option(
            names = "--real-share",
            order = 19,
            paramLabel = "X",
            description =
                    "With --allow-synthetic: the least share of images that no model made (real or simulated ones), 0"
                            + " to 1 (default: 0.5). Models that learn from models alone collapse, see 'effigy collapse'.")
    private Double realShare;

    @Option(
            names = "--threads",
            order = 20,
            paramLabel = "N",
            description = "Threads of the networks, 0 for those of the run so far, else one per core (default:"
                    + " ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--devices",
            order = 20,
            paramLabel = "N",
            description =
                    "Graphics cards that share each batch; on the CPU, groups of --threads with weights of their own"
                            + " (default: those of the run so far, else all cards, or 1 on the CPU). The result is that"
                            + " of one, but for rounding.")
    private Integer devices;

    @Option(
            names = "--init-from",
            order = 21,
            paramLabel = "MODEL",
            converter = KnownModels.Converter.class,
            description =
                    "A run, a checkpoint or the name of a model ('effigy models') with whose weights the new run begins,"
                            + " where they fit: of other images, or of a smaller --size, from which a larger model grows"
                            + " sooner. Recorded as lineage.")
    private Path initFrom;

    @Option(
            names = "--dp",
            order = 22,
            paramLabel = "EPSILON,DELTA",
            description =
                    "Train with differential privacy: all --steps together spend at most this, for each patient, or"
                            + " each image where patients are not known; --batch is then patients per step. See decision 26.")
    private String dp;

    @Option(
            names = "--dp-clip",
            order = 22,
            paramLabel = "C",
            description = "With --dp: the norm to which a patient's gradient is shortened (default: 0.1).")
    private Double dpClip;

    @Option(
            names = "--dp-draws",
            order = 22,
            paramLabel = "K",
            description = "With --dp: draws of noise and time of a patient in a step, over the patient's images in turn"
                    + " (default: 8).")
    private Integer dpDraws;

    Path data() {
        return data;
    }

    /** Returns the covariates that are asked for. */
    CovariateOptions covariates() {
        return covariates;
    }

    /** Returns the index to learn from: that of the question, where one is asked. */
    DatasetIndex index() throws IOException {
        Check.argument(!unconditional || !question.isAsked(), () -> "give --class or --no-labels, not both");
        DatasetIndex index = DatasetIndex.read(data);
        return unconditional ? index : question.of(index);
    }

    /** Returns what is asked for of differential privacy; empty without. */
    Optional<PrivacyPlan.Wish> privacy() {
        if (dp == null) {
            Check.argument(
                    dpClip == null && dpDraws == null,
                    () -> "--dp-clip and --dp-draws are for training with --dp; give that, too, or leave them out");
            return Optional.empty();
        }
        double[] numbers = Inputs.numbers("--dp", dp, 2);
        try {
            return Optional.of(new PrivacyPlan.Wish(
                    numbers[0],
                    numbers[1],
                    dpClip != null ? dpClip : PrivacyPlan.Wish.CLIP,
                    dpDraws != null ? dpDraws : PrivacyPlan.Wish.DRAWS));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--dp: " + e.getMessage(), e);
        }
    }

    Path out() {
        return out;
    }

    Path cache() {
        return cache != null ? cache : data.resolveSibling(data.getFileName() + ".cache");
    }

    Optional<Duration> time() {
        return Optional.ofNullable(time);
    }

    /** Returns the model of this family to begin with, if one is given. */
    Optional<Checkpoint> start(String family) throws IOException {
        if (initFrom == null) {
            return Optional.empty();
        }
        KnownModels known = KnownModels.ofProcess();
        if (known.name(initFrom).isPresent() || !Files.exists(initFrom)) {
            known.require(initFrom);
        }
        try {
            Checkpoint model = CheckpointPlace.read(initFrom);
            String other = model.config().family();
            if (!other.equals(family)) {
                throw new InputException("the model is of the family " + other + ", the run trains " + family
                        + "; name a model of the same family");
            }
            return Optional.of(model);
        } catch (InputException e) {
            throw new InputException("--init-from " + initFrom + ": " + e.getMessage(), e);
        }
    }

    boolean skipUndecodable() {
        return skipUndecodable;
    }

    /** Returns what a run may not exceed. */
    TrainingLimits limits() {
        Check.argument(
                realShare == null || allowSynthetic,
                () -> "--real-share is for --allow-synthetic; give both or neither");
        TrainingLimits limits = TrainingLimits.STANDARD.withMemory(Machine.networkBytes());
        if (!allowSynthetic) {
            return limits;
        }
        double least = realShare == null ? TrainingLimits.STANDARD_REAL_SHARE : realShare;
        return limits.withRealShare(Check.inRange("--real-share", least, 0.0, 1.0));
    }

    /** Returns the recipe for the images of an index. */
    Preprocessing recipe(DatasetIndex index) {
        Preprocessing recipe = Preprocessing.forIndex(index, size, fit != null ? fit : Fit.CROP);
        if (window != null) {
            double[] bounds = Inputs.numbers("--window", window, 2);
            recipe = recipe.withRange(new IntensityRange.HounsfieldWindow(bounds[0], bounds[1]));
        }
        if (display) {
            Check.argument(
                    !recipe.range().hounsfield(),
                    () -> "--display-window is for radiographs; for CT give the Hounsfield units with --window");
            recipe = recipe.withRange(new IntensityRange.DisplayRange());
        }
        return recipe;
    }

    /** Returns the settings of a run: the preset's, changed by what was given. */
    TrainingConfig config(Family family, DatasetIndex index) {
        String name = preset != null ? preset : Presets.forThisMachine();
        int classes = unconditional ? 0 : index.classes().size();
        TrainingConfig config =
                Presets.of(family, name, size, classes).withSeed(seed).withThreads(threads);
        if (steps != null) {
            config = config.withSteps(steps);
        }
        if (batch != null) {
            config = config.withBatch(batch);
        }
        if (learningRate != null) {
            config = config.withOptimisation(config.optimisation().withLearningRate(learningRate));
        }
        if (ema != null) {
            config = config.withOptimisation(config.optimisation().withEmaDecay(ema));
        }
        config = config.withOptimisation(pace(config.optimisation()));
        if (classBalance != null) {
            Check.inRange("--class-balance", classBalance, 0.0, 1.0);
            Check.argument(
                    classes > 1 || classBalance == 0,
                    () -> "--class-balance is for classes, and the run has none to balance; leave it out");
            Check.argument(
                    dp == null || classBalance == 0,
                    () -> "--class-balance: with --dp every patient is taken with the same probability; leave it out");
        }
        if (classBalance != null && classBalance > 0) {
            config = config.withClassBalance(balance());
        } else {
            Check.argument(
                    balanceFrom == null,
                    () -> "--class-balance-from is for --class-balance; give that, too, or leave it out");
        }
        if (plain) {
            config = config.withAugmentation(Augmentation.NONE);
        }
        if (devices != null) {
            config = config.withDevices(Check.inRange("--devices", devices, 1, TrainingConfig.MOST_DEVICES));
        }
        return config.withCadence(cadence(config.cadence()));
    }

    private ClassBalance balance() {
        long from = balanceFrom == null ? 0 : balanceFrom;
        Check.argument(from >= 0, () -> "--class-balance-from is " + from + ", it must be 0 or more");
        return new ClassBalance(classBalance, from);
    }

    private Optimisation pace(Optimisation standard) {
        Optimisation pace = schedule != null ? standard.withSchedule(schedule) : standard;
        pace = warmup != null ? pace.withWarmup(warmup) : pace;
        return accumulate != null ? pace.withAccumulate(accumulate) : pace;
    }

    private Cadence cadence(Cadence standard) {
        return new Cadence(
                checkpointEvery != null ? checkpointEvery : standard.checkpointEvery(),
                previewEvery != null ? previewEvery : standard.previewEvery(),
                standard.keepCheckpoints(),
                watched(standard));
    }

    private int watched(Cadence standard) {
        if (dp == null) {
            return watchMemory != null ? watchMemory : standard.watchImages();
        }
        Check.argument(
                watchMemory == null || watchMemory == 0,
                () ->
                        "--watch-memory: with --dp a run is not watched, for which checkpoint is taken would then tell of its"
                                + " training images; leave it out");
        return 0;
    }
}
