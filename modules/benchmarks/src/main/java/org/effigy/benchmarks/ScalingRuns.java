package org.effigy.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Seeds;
import org.effigy.networks.AdamSettings;
import org.effigy.networks.DdpmConfig;
import org.effigy.networks.DdpmUNet;
import org.effigy.training.Presets;

/** The measurements of {@link Scaling}; the data they need is simulated once in a folder. */
final class ScalingRuns {
    private static final int REPETITIONS = 5;
    private static final int PHANTOM_PIXELS = 64;
    private static final int TRAINED_PIXELS = 32;
    private static final int MOST_PHANTOMS = 10_000;
    private static final int TRAINING_SLICES = 100;

    private final Path folder;

    ScalingRuns(Path folder) {
        this.folder = folder;
    }

    static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Returns 1, 2, 4, ... and the number of processors. */
    static int[] threadCounts() {
        return IntStream.concat(IntStream.iterate(1, n -> n < processors(), n -> 2 * n), IntStream.of(processors()))
                .toArray();
    }

    /** Returns what was measured on, and how busy it was. */
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
        long load = Math.round(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        return model + processors() + " processors, Java " + System.getProperty("java.version")
                + "; shared machine, load " + load + " at the end";
    }

    /** Returns the median milliseconds of a training step and of a prediction of the small U-Net. */
    double[] network(int size, int batch, int threads) {
        System.setProperty("effigy.threads", String.valueOf(threads));
        DdpmConfig config = (DdpmConfig) Presets.of("ddpm", "small", size, 0).model();
        try (DdpmUNet network = DdpmUNet.create(config, 1)) {
            Random random = Seeds.of(1, "scaling", size);
            float[] images = Seeds.fillNormal(random, new float[batch * size * size]);
            int[] t = random.ints(batch, 1, config.timesteps() + 1).toArray();
            AdamSettings adam = AdamSettings.of(1e-6);
            double step = milliseconds(() -> {
                network.backward(images, t, new int[0], images);
                network.update(adam, 1);
            });
            return new double[] {step, milliseconds(() -> network.predict(images, t, new int[0]))};
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
        return train("steps", indexed(TRAINING_SLICES), steps);
    }

    /** Returns seconds and MiB of 50 steps with this many slices. */
    double[] trainingData(int slices) throws IOException, InterruptedException {
        return train("data", indexed(slices), 50);
    }

    private double[] train(String name, Path index, int steps) throws IOException, InterruptedException {
        Path run = folder.resolve(name + "-run");
        AtomicFiles.deleteTree(run);
        CommandTiming timing = CommandTiming.of(
                "train",
                "ddpm",
                "--data",
                index.toString(),
                "--out",
                run.toString(),
                "--preset",
                "tiny",
                "--size",
                String.valueOf(TRAINED_PIXELS),
                "--steps",
                String.valueOf(steps),
                "--preview-every",
                "0",
                "--allow-synthetic");
        return new double[] {timing.seconds(), timing.mebibytes()};
    }

    /** Returns seconds and MiB of sampling this many images with 20 steps of DPM-Solver++. */
    double[] sampling(int images) throws IOException, InterruptedException {
        Path run = folder.resolve("steps-run");
        if (!Files.exists(run)) {
            training(50);
        }
        Path out = folder.resolve("samples");
        AtomicFiles.deleteTree(out);
        CommandTiming timing = CommandTiming.of(
                "sample",
                run.toString(),
                "-n",
                String.valueOf(images),
                "--sampler",
                "dpm-solver++",
                "--format",
                "png",
                "--out",
                out.toString());
        return new double[] {timing.seconds(), timing.mebibytes()};
    }

    /** Returns seconds and MiB of indexing this many files; above 10,000 they are hard links to these. */
    double[] index(int files) throws IOException, InterruptedException {
        Path data = files <= MOST_PHANTOMS ? phantoms(files) : linked(files);
        CommandTiming timing = index(data, folder.resolve("trial-" + files + ".json"));
        return new double[] {timing.seconds(), timing.mebibytes()};
    }

    private Path indexed(int slices) throws IOException, InterruptedException {
        Path index = folder.resolve("index-" + slices + ".json");
        if (!Files.exists(index)) {
            index(phantoms(slices), index);
        }
        return index;
    }

    private static CommandTiming index(Path data, Path index) throws IOException, InterruptedException {
        Files.deleteIfExists(index);
        return CommandTiming.of("index", data.toString(), "--allow-synthetic", "--out", index.toString());
    }

    private Path phantoms(int slices) throws IOException, InterruptedException {
        Path data = folder.resolve("phantoms-" + slices);
        if (!Files.exists(data)) {
            CommandTiming.of(
                    "phantom", data.toString(), "-n", String.valueOf(slices), "--size", String.valueOf(PHANTOM_PIXELS));
        }
        return data;
    }

    private Path linked(int files) throws IOException, InterruptedException {
        Path data = folder.resolve("links-" + files);
        if (Files.exists(data)) {
            return data;
        }
        List<Path> originals;
        try (Stream<Path> tree = Files.walk(phantoms(MOST_PHANTOMS))) {
            originals = tree.filter(Files::isRegularFile).toList();
        }
        for (int i = 0; i < files; i++) {
            Path place = Files.createDirectories(data.resolve(String.valueOf(i / 1000)));
            Files.createLink(place.resolve(i + ".dcm"), originals.get(i % originals.size()));
        }
        return data;
    }
}
