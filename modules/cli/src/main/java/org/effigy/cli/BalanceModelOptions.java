package org.effigy.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.effigy.base.Size;
import org.effigy.networks.families.Family;
import org.effigy.training.Presets;
import picocli.CommandLine.Option;

/** Which model {@code effigy balance} samples from. */
final class BalanceModelOptions {
    private static final String FAMILY = "ddpm";

    /** The quarter of a model's steps before which all its images come equally often. */
    private static final long LATE = 3;

    @Option(
            names = "--model",
            paramLabel = "RUN",
            description =
                    "A model to sample from, which must not have seen the test patients (default: one is trained).")
    private Path model;

    @Option(names = "--preset", paramLabel = "P", description = "Of the model that is trained (default: what suits).")
    private String preset;

    @Option(
            names = "--size",
            paramLabel = "N|ROWSxCOLUMNS",
            converter = SizeConverter.class,
            description = "Size of the model's images, as 'effigy train' has it (default: ${DEFAULT-VALUE}).")
    private Size size = Size.square(64);

    @Option(names = "--steps", paramLabel = "N", description = "Steps of the model (default: the preset's).")
    private Long steps;

    @Option(
            names = "--time",
            paramLabel = "T",
            converter = DurationConverter.class,
            description = "Train the model at most so long, e.g. 45m (default: no limit).")
    private Duration time;

    @Option(
            names = "--init-from",
            paramLabel = "MODEL",
            description = "A model with whose weights the new one begins, e.g. of other patients.")
    private Path initFrom;

    @Option(
            names = "--class-balance",
            paramLabel = "X",
            description = "Show the model images of rare classes more often, as 'effigy train' has it, so that"
                    + " they say what class they are of (default: ${DEFAULT-VALUE}); in the last quarter of its steps,"
                    + " or in all where it has other weights to begin with or --time.")
    private double classBalance = 1;

    /** Returns whether a model is trained, rather than given. */
    boolean isTrained() {
        return model == null;
    }

    /** Returns the run to sample from: the given one, or that below a folder. */
    Path run(Path out) {
        return model != null ? Inputs.folder(model) : out.resolve("model");
    }

    /** Returns the command that trains on an index. */
    List<Object> train(Path data, Path run, long seed) {
        List<Object> words = words(data, run, seed);
        option(words, "--preset", preset);
        option(words, "--steps", steps);
        option(words, "--time", time == null ? null : time.toSeconds() + "s");
        option(words, "--init-from", initFrom);
        words.addAll(List.of("--class-balance", classBalance));
        if (classBalance > 0 && initFrom == null && time == null) {
            words.addAll(List.of("--class-balance-from", LATE * steps() / 4));
        }
        return words;
    }

    /** Returns the command that goes on from a run with all images of another index, a quarter of the steps. */
    List<Object> goOn(Path data, Path run, Path begin, long seed) {
        List<Object> words = words(data, run, seed);
        option(words, "--steps", Math.max(1, steps() / 4));
        option(words, "--preset", preset);
        option(words, "--time", time == null ? null : Math.max(1, time.toSeconds() / 4) + "s");
        words.addAll(List.of("--init-from", begin, "--class-balance", classBalance));
        return words;
    }

    private List<Object> words(Path data, Path run, long seed) {
        return new ArrayList<>(List.of("train", FAMILY, "--data", data, "--out", run, "--size", size, "--seed", seed));
    }

    private long steps() {
        String name = preset != null ? preset : Presets.forThisMachine();
        return steps != null
                ? steps
                : Presets.of(Family.named(FAMILY), name, size, 2).steps();
    }

    private static void option(List<Object> words, String name, Object value) {
        if (value != null) {
            words.addAll(List.of(name, value));
        }
    }
}
