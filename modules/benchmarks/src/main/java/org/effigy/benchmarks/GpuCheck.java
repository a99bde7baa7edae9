package org.effigy.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.networks.device.CardProbe;
import org.effigy.networks.device.Device;
import org.effigy.networks.device.DeviceChoice;
import org.effigy.networks.device.DevicePlan;
import org.effigy.networks.device.DeviceRules;
import org.effigy.networks.device.Findings;
import org.effigy.networks.device.GpuSupport;

/**
 * The whole GPU test set, as a report to send: the machine, its cards, and whether networks compute on them what they compute
 * on the CPU, with times and memory. It needs no data and tells of none.
 *
 * <p>{@code scripts/gpu-check}. Exit code 0: all passed on a card; 1: a check failed; 3: no card can be used here, and
 * what could be checked without one passed.
 */
public final class GpuCheck {
    private static final int FAILED = 1;
    private static final int NO_CARD = 3;
    private static final int LIMIT_SECONDS = 600;

    /** At its first start the driver may compile all kernels for the card. */
    private static final int FIRST_START_SECONDS = 3600;

    private static final String RESULT = "result: ";
    private static final List<String> EQUAL = List.of("unet", "dcgan", "resume", "sample");

    private final Path folder;
    private final String backend;
    private int passed;
    private int failed;

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
        Path folder = Files.createTempDirectory("gpu-check");
        int exitCode;
        try {
            exitCode = new GpuCheck(folder, build.getProperty("backend")).run(build);
        } finally {
            delete(folder);
        }
        System.exit(exitCode);
    }

    private int run(Properties build) {
        Findings found = CardProbe.ofThisMachine().find();
        GpuSupport support = GpuSupport.ofBackend(backend);
        DevicePlan plan = plan(found, support);
        boolean card = plan.device() == Device.CUDA;
        describe(build, found, plan);
        missing(found, support, plan).forEach(line -> System.out.println("missing: " + line));
        EQUAL.forEach(check -> run(check, "onednn", LIMIT_SECONDS));
        run("time", "onednn", LIMIT_SECONDS);
        EQUAL.forEach(check -> run(check, "dl4j", LIMIT_SECONDS));
        if (card) {
            run("start", "cuda", FIRST_START_SECONDS);
            EQUAL.forEach(check -> run(check, "cuda", LIMIT_SECONDS));
            run("time", "cuda", LIMIT_SECONDS);
        }
        int exitCode = failed > 0 ? FAILED : card ? 0 : NO_CARD;
        System.out.println((card ? "" : "nothing was checked on a card; ") + passed + " passed, " + failed
                + " failed; exit code " + exitCode);
        return exitCode;
    }

    private static DevicePlan plan(Findings found, GpuSupport support) {
        try {
            return DeviceRules.decide(found, support, DeviceChoice.CUDA);
        } catch (InputException e) {
            return DeviceRules.decide(found, support, DeviceChoice.AUTO);
        }
    }

    private static void describe(Properties build, Findings found, DevicePlan plan) {
        Runtime runtime = Runtime.getRuntime();
        row(
                "machine",
                property("os.name") + " " + property("os.version") + ", " + property("os.arch") + ", "
                        + runtime.availableProcessors() + " processors");
        row("java", property("java.version") + " (" + property("java.vendor") + ")");
        row("nd4j", build.getProperty("dl4j"));
        row(
                "backend",
                build.getProperty("backend")
                        + (build.getProperty("backend").equals("cpu")
                                ? ""
                                : ", CUDA and cuDNN " + build.getProperty("cuda")));
        found.cards().forEach(card -> row("card", card.description()));
        found.problem().ifPresent(problem -> row("problem", problem));
        row("computes", plan.line());
        plan.warnings().forEach(warning -> row("note", warning));
    }

    /** Returns one line for each thing without which no card computes. */
    private static List<String> missing(Findings found, GpuSupport support, DevicePlan plan) {
        List<String> lines = new ArrayList<>();
        if (found.cards().isEmpty()) {
            lines.add("an NVIDIA card that the driver shows");
            if (!Files.exists(Path.of("/proc/driver/nvidia/version"))
                    && property("os.name").equals("Linux")) {
                lines.add("NVIDIA's driver; install one, 450.80.02 or newer");
            }
        }
        if (support == GpuSupport.NONE) {
            lines.add("CUDA in this build; EFFIGY_BACKEND=cuda scripts/gpu-check has it, for cards up to the RTX 40"
                    + " series, cuda-ptx for newer ones");
        }
        if (lines.isEmpty() && plan.device() != Device.CUDA) {
            lines.add("a card that this build can use: " + plan.line());
        }
        return lines;
    }

    private void run(String check, String device, int limitSeconds) {
        long start = System.nanoTime();
        Outcome outcome;
        try {
            outcome = work(check, device, limitSeconds);
        } catch (IOException e) {
            outcome = new Outcome(false, "could not be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome = new Outcome(false, "interrupted");
        }
        if (outcome.passed()) {
            passed++;
        } else {
            failed++;
        }
        System.out.printf(
                Locale.ROOT,
                "%-6s  %-6s  %-6s  %6.1f s  %s%n",
                outcome.passed() ? "passed" : "FAILED",
                device,
                check,
                (System.nanoTime() - start) / 1e9,
                outcome.text().replace(folder.toString(), "(folder)"));
    }

    private record Outcome(boolean passed, String text) {}

    /** Runs a check in a process of its own. */
    private Outcome work(String check, String device, int limitSeconds) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(property("java.home"), "bin", "java").toString()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", property("java.class.path"), GpuCheckWorker.class.getName()));
        command.addAll(List.of(check, device, backend, folder.toString()));
        File log = folder.resolve(check + "-" + device + ".log").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
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
        String text = "";
        String last = "";
        for (String line : Files.readAllLines(log.toPath())) {
            text = line.startsWith(RESULT) ? line.substring(RESULT.length()) : text;
            last = line.isBlank() ? last : line.strip();
        }
        boolean done = process.exitValue() == 0 && !text.isEmpty();
        String why = "ended with exit code " + process.exitValue() + ": " + last;
        return new Outcome(done, text.isEmpty() ? why : text);
    }

    private static void row(String name, String value) {
        System.out.printf(Locale.ROOT, "%-9s %s%n", name, value);
    }

    private static String property(String name) {
        return System.getProperty(name);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
