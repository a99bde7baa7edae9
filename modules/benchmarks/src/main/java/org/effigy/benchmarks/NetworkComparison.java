package org.effigy.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Times Effigy beside PyTorch: the same network, weights, batch and number of threads, in turn A B A B, each in a process
 * of its own, of which only one works at a time. Prints the median and the quartiles of the times and of their ratio pair
 * by pair, and the peak resident memory.
 *
 * <p>{@code scripts/benchmark -main NetworkComparison [unit=unet-step] [preset=small] [size=64] [batch=16] [threads=2]
 * [pairs=9] [steps=2] [dtype=float32] [python=python3]}
 */
public final class NetworkComparison {
    private record Options(
            String unit,
            String preset,
            int size,
            int batch,
            int threads,
            int pairs,
            int steps,
            String dtype,
            String python) {}

    private NetworkComparison() {}

    /** Runs the comparison. */
    public static void main(String[] args) throws IOException {
        Options options = new Options(
                option(args, "unit", "unet-step"),
                option(args, "preset", "small"),
                Integer.parseInt(option(args, "size", "64")),
                Integer.parseInt(option(args, "batch", "16")),
                Integer.parseInt(option(args, "threads", "2")),
                Integer.parseInt(option(args, "pairs", "9")),
                Integer.parseInt(option(args, "steps", "2")),
                option(args, "dtype", "float32"),
                option(args, "python", "/usr/bin/python3"));
        Path weights = Files.createTempFile("weights", ".safetensors");
        try (Worker ours = new Worker(ours(options, weights), Map.of("OMP_NUM_THREADS", "1"));
                Worker theirs = new Worker(theirs(options, weights), Map.of())) {
            compare(options, ours, theirs);
        } finally {
            Files.deleteIfExists(weights);
        }
    }

    private static String option(String[] args, String name, String value) {
        return Arrays.stream(args)
                .filter(arg -> arg.startsWith(name + "="))
                .map(arg -> arg.substring(name.length() + 1))
                .findFirst()
                .orElse(value);
    }

    private static List<String> ours(Options options, Path weights) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of(
                // As the launcher starts the commands that train and sample.
                "-Xms48m",
                "-Xmn32m",
                "-cp",
                System.getProperty("java.class.path"),
                NetworkWorker.class.getName(),
                options.unit(),
                options.preset(),
                String.valueOf(options.size()),
                String.valueOf(options.batch()),
                weights.toString(),
                String.valueOf(options.threads()),
                options.dtype()));
        return command;
    }

    private static List<String> theirs(Options options, Path weights) {
        return List.of(
                options.python(),
                Path.of("modules", "benchmarks", "src", "main", "python", "network_worker.py")
                        .toString(),
                options.unit(),
                NetworkUnit.of(options.unit())
                        .config(options.preset(), options.size())
                        .toString(),
                weights.toString(),
                String.valueOf(options.batch()),
                String.valueOf(options.threads()),
                options.dtype());
    }

    private static void compare(Options options, Worker ours, Worker theirs) throws IOException {
        double[] a = new double[options.pairs()];
        double[] b = new double[options.pairs()];
        double[] ratio = new double[options.pairs()];
        boolean sampling = NetworkUnit.of(options.unit()) == NetworkUnit.UNET_SAMPLE;
        for (int warmup = 0; warmup < (sampling ? 1 : 3); warmup++) {
            ours.milliseconds(options.steps());
            theirs.milliseconds(options.steps());
        }
        for (int pair = 0; pair < options.pairs(); pair++) {
            a[pair] = ours.milliseconds(options.steps()) / options.steps();
            b[pair] = theirs.milliseconds(options.steps()) / options.steps();
            ratio[pair] = a[pair] / b[pair];
        }
        long memory = ours.memory();
        long otherMemory = theirs.memory();
        System.out.printf(
                Locale.ROOT,
                "%s, preset %s, %d pixels, batch %d, %d threads, %s, %d pairs of %d%n",
                options.unit(),
                options.preset(),
                options.size(),
                options.batch(),
                options.threads(),
                options.dtype(),
                options.pairs(),
                options.steps());
        System.out.printf(Locale.ROOT, "  Effigy  %s ms, peak %d MiB%n", spread(a, 1), memory);
        System.out.printf(Locale.ROOT, "  PyTorch %s ms, peak %d MiB%n", spread(b, 1), otherMemory);
        if (sampling) {
            System.out.printf(
                    Locale.ROOT,
                    "  images/s: Effigy %s, PyTorch %s%n",
                    spread(perSecond(a, options.batch()), 3),
                    spread(perSecond(b, options.batch()), 3));
        }
        System.out.printf(Locale.ROOT, "  ratio   %s, memory %.2f%n", spread(ratio, 3), (double) memory / otherMemory);
    }

    private static double[] perSecond(double[] milliseconds, int images) {
        return Arrays.stream(milliseconds).map(ms -> 1000 * images / ms).toArray();
    }

    private static String spread(double[] values, int digits) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        String format = "%." + digits + "f (%." + digits + "f to %." + digits + "f)";
        int n = sorted.length;
        return String.format(Locale.ROOT, format, sorted[n / 2], sorted[n / 4], sorted[n - 1 - n / 4]);
    }

    /** A process that speaks the protocol of {@link NetworkWorker}. */
    private static final class Worker implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;
        private final PrintWriter in;

        Worker(List<String> command, Map<String, String> environment) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().putAll(environment);
            process = builder.start();
            out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            in = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
            String line = answer();
            while (!line.equals("ready")) {
                line = answer();
            }
        }

        private String answer() throws IOException {
            String line = out.readLine();
            if (line == null) {
                throw new IOException("the worker ended; see above");
            }
            return line;
        }

        double milliseconds(int repetitions) throws IOException {
            in.println(repetitions);
            return Double.parseDouble(answer());
        }

        long memory() throws IOException {
            in.println("memory");
            return Long.parseLong(answer());
        }

        @Override
        public void close() {
            in.close();
            process.destroy();
        }
    }
}
