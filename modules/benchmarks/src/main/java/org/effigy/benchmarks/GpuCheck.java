package org.effigy.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.effigy.base.AtomicFiles;
import org.effigy.benchmarks.GpuReport.Outcome;
import org.effigy.networks.device.CardProbe;

/**
 * The whole GPU test set, as a report to send: the machine, its cards, and whether networks compute on them what they compute
 * on the CPU, with times and memory. It needs no data and tells of none.
 *
 * <p>{@code scripts/gpu-check}. Exit code 0: all passed on a card; 1: a check failed; 3: no card can be used here, and
 * what could be checked without one passed.
 */
public final class GpuCheck {
    private static final String RESULT = "result: ";

    private final Path folder;
    private final String backend;

    private GpuCheck(Path folder, String backend) {
        this.folder = folder;
        this.backend = backend;
    }

    /** Prints the report and ends the process. */
    public static void main(String[] args) throws IOException {
        Properties build = new Properties();
        try (InputStream in = GpuCheck.class.getResourceAsStream("build.properties")) {
            build.load(in);
        }
        String backend = build.getProperty("backend");
        GpuReport.Facts facts = new GpuReport.Facts(
                machine(build),
                backend,
                CardProbe.ofThisMachine().find(),
                Files.exists(Path.of("/proc/driver/nvidia/version")));
        Path folder = Files.createTempDirectory("gpu-check");
        int exitCode;
        try {
            exitCode = new GpuReport(System.out, facts, new GpuCheck(folder, backend)::run).run();
        } finally {
            AtomicFiles.deleteTree(folder);
        }
        System.exit(exitCode);
    }

    private static List<String[]> machine(Properties build) {
        String backend = build.getProperty("backend");
        String cuda = backend.equals("cpu") ? "" : ", CUDA and cuDNN " + build.getProperty("cuda");
        return List.of(
                new String[] {
                    "machine",
                    property("os.name") + " " + property("os.version") + ", " + property("os.arch") + ", "
                            + Runtime.getRuntime().availableProcessors() + " processors"
                },
                new String[] {"java", property("java.version") + " (" + property("java.vendor") + ")"},
                new String[] {"nd4j", build.getProperty("dl4j")},
                new String[] {"backend", backend + cuda});
    }

    private Outcome run(String check, String device, int limitSeconds) {
        try {
            Outcome outcome = work(check, device, limitSeconds);
            return new Outcome(outcome.passed(), outcome.text().replace(folder.toString(), "(folder)"));
        } catch (IOException e) {
            return new Outcome(false, "could not be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(false, "interrupted");
        }
    }

    /** Runs a check in a process of its own. */
    private Outcome work(String check, String device, int limitSeconds) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(property("java.home"), "bin", "java").toString()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", property("java.class.path"), GpuCheckWorker.class.getName()));
        command.addAll(List.of(check, device, backend, folder.toString()));
        Path log = folder.resolve(check + "-" + device + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.directory(folder.toFile());
        builder.environment().putIfAbsent("CUDA_CACHE_MAXSIZE", String.valueOf(1L << 32));
        if (!check.equals("time")) {
            // Products with 10 bits of mantissa, which cuDNN takes where it may, would hide errors.
            builder.environment().put("NVIDIA_TF32_OVERRIDE", "0");
        }
        Process process = builder.start();
        if (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            return new Outcome(false, "not done after " + limitSeconds + " s, stopped");
        }
        return outcome(Files.readAllLines(log), process.exitValue());
    }

    /** Returns what a worker's lines and exit code say; one that ended without a result has failed. */
    static Outcome outcome(List<String> lines, int exitCode) {
        String text = "";
        String last = "";
        for (String line : lines) {
            text = line.startsWith(RESULT) ? line.substring(RESULT.length()) : text;
            last = line.isBlank() ? last : line.strip();
        }
        boolean done = exitCode == 0 && !text.isEmpty();
        return new Outcome(done, text.isEmpty() ? "ended with exit code " + exitCode + ": " + last : text);
    }

    private static String property(String name) {
        return System.getProperty(name);
    }
}
