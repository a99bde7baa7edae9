package org.effigy.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.effigy.base.AtomicFiles;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.families.Ddpm;
import org.effigy.networks.net.Loss;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.training.Presets;

/** The measurements of {@link Scaling}; the data they need is simulated once in a folder. */
final class ScalingRuns {
    private static final int REPETITIONS = 5;
    private static final int TRAINED_PIXELS = 32;

    /** Of a whole command; the median counts. */
    private static final int COMMAND_REPETITIONS = 3;

    /** Enough for memory to reach its peak. */
    private static final int DATA_STEPS = 30;

    private static final int TRAINING_SLICES = 100;

    private final Path folder;
    private final ScalingFolders folders;

    ScalingRuns(Path folder, ScalingFolders folders) {
        this.folder = folder;
        this.folders = folders;
    }

    /** A whole command. */
    @FunctionalInterface
    private interface Command {
        CommandTiming run() throws IOException, InterruptedException;
    }

    /** Returns the medians of seconds and MiB. */
    private static double[] median(Command command) throws IOException, InterruptedException {
        double[] seconds = new double[COMMAND_REPETITIONS];
        double[] mebibytes = new double[COMMAND_REPETITIONS];
        for (int i = 0; i < COMMAND_REPETITIONS; i++) {
            CommandTiming timing = command.run();
            seconds[i] = timing.seconds();
            mebibytes[i] = timing.mebibytes();
        }
        Arrays.sort(seconds);
        Arrays.sort(mebibytes);
        return new double[] {seconds[COMMAND_REPETITIONS / 2], mebibytes[COMMAND_REPETITIONS / 2]};
    }

    static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Returns 1, 2, 4, ... and the number of processors. */
    static int[] threadCounts() {
        return IntStream.concat(IntStream.iterate(1, n -> n < processors(), n -> 2 * n), IntStream.of(processors()))
                .toArray();
    }

    /** Returns what is measured on. */
    static String machine() throws IOException {
        String model = "";
        Path processor = Path.of("/proc/cpuinfo");
        if (Files.isReadable(processor)) {
            model = Files.readAllLines(processor).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim() + ", ")
                    .findFirst()
                    .orElse("");
        }
        return model + processors() + " processors, Java " + System.getProperty("java.version");
    }

    /** Returns how many threads wanted to run in the last minute on average, the measurements' own included; else -1. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /** Returns the median milliseconds of a training step and of a prediction of the small U-Net. */
    double[] network(int size, int batch, int threads) {
        Ddpm.Config config =
                (Ddpm.Config) Presets.of(new Ddpm(), "small", size, 0).model();
        Compute compute = Engines.settle(Engines.Wishes.NONE.shared(threads, 1), Compute.CPU);
        try (Workers workers = Engines.workers(compute);
                Network network = new Network(Ddpm.net(config), compute, workers).init(1)) {
            float[][] inputs = NetworkUnit.inputs(network.net(), batch);
            AdamSettings adam = AdamSettings.of(1e-6);
            double step = milliseconds(() -> {
                network.backward(Loss.SQUARED_ERROR, inputs[0].length, inputs[0], inputs);
                network.update(adam, 1, 1);
            });
            return new double[] {step, milliseconds(() -> network.predict(NetworkUnit.IMAGES_PER_PASS, inputs))};
        }
    }

    private static double milliseconds(Runnable work) {
        double[] times = new double[REPETITIONS];
        work.run();
        for (int i = 0; i < REPETITIONS; i++) {
            long start = System.nanoTime();
            work.run();
            times[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(times);
        return times[REPETITIONS / 2];
    }

    /** Returns seconds and MiB of a training run of this many steps. */
    double[] training(int steps) throws IOException, InterruptedException {
        Path index = folder.resolve("index-phantoms.json");
        if (!Files.exists(index)) {
            index(folders.phantoms(TRAINING_SLICES), index);
        }
        return median(() -> train("steps", index, steps));
    }

    /** Returns seconds and MiB of 30 steps with this many images. */
    double[] trainingData(int images) throws IOException, InterruptedException {
        Path index = folder.resolve("index-" + images + ".json");
        if (!Files.exists(index)) {
            index(folders.images(images), index);
        }
        return median(() -> train("data", index, DATA_STEPS));
    }

    private CommandTiming train(String name, Path index, int steps) throws IOException, InterruptedException {
        Path run = folder.resolve(name + "-run");
        AtomicFiles.deleteTree(run);
        List<String> words = new ArrayList<>(List.of("train", "ddpm", "--data", index.toString(), "--out"));
        words.addAll(List.of(run.toString(), "--preset", "tiny", "--size", String.valueOf(TRAINED_PIXELS)));
        words.addAll(List.of("--steps", String.valueOf(steps), "--preview-every", "0", "--allow-synthetic"));
        return CommandTiming.of(words.toArray(String[]::new));
    }

    /** Returns seconds and MiB of sampling this many images with 20 steps of DPM-Solver++. */
    double[] sampling(int images) throws IOException, InterruptedException {
        Path run = folder.resolve("steps-run");
        if (!Files.exists(run)) {
            training(50);
        }
        return median(() -> sample(run, images));
    }

    private CommandTiming sample(Path run, int images) throws IOException, InterruptedException {
        Path out = folder.resolve("samples");
        AtomicFiles.deleteTree(out);
        List<String> words =
                new ArrayList<>(List.of("sample", run.toString(), "--no-gate", "-n", String.valueOf(images)));
        words.addAll(List.of("--sampler", "dpm-solver++", "--format", "png", "--out", out.toString()));
        return CommandTiming.of(words.toArray(String[]::new));
    }

    /** Returns seconds and MiB of indexing this many files. */
    double[] indexing(int files) throws IOException, InterruptedException {
        Path data = folders.slices(files);
        return median(() -> index(data, folder.resolve("trial-" + files + ".json")));
    }

    /** Indexes a folder, all images for training. */
    private static CommandTiming index(Path data, Path index) throws IOException, InterruptedException {
        Files.deleteIfExists(index);
        List<String> words = new ArrayList<>(List.of("index", data.toString(), "--no-labels", "--allow-synthetic"));
        words.addAll(List.of("--shares", "1,0,0", "--out", index.toString()));
        return CommandTiming.of(words.toArray(String[]::new));
    }
}
