package org.effigy.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.effigy.base.InputException;
import org.effigy.networks.device.Device;
import org.effigy.networks.device.DeviceChoice;
import org.effigy.networks.device.DevicePlan;
import org.effigy.networks.device.DeviceRules;
import org.effigy.networks.device.Findings;
import org.effigy.networks.device.GpuSupport;
import org.effigy.networks.device.Platform;

/** The report of {@link GpuCheck}: which checks there are, what their outcomes come to, and what is missing for a card. */
final class GpuReport {
    static final int PASSED = 0;
    static final int FAILED = 1;
    static final int NO_CARD = 3;

    /** For one check. */
    private static final int LIMIT_SECONDS = 600;

    /** At its first start the driver may compile all kernels for the card. */
    private static final int FIRST_START_SECONDS = 3600;

    private static final List<String> EQUAL = List.of("unet", "dcgan", "resume", "sample");

    private final PrintStream out;
    private final Facts facts;
    private final Checks checks;
    private int passed;
    private int failed;

    /** Prints to a stream; nothing is computed before {@link #run()}. */
    GpuReport(PrintStream out, Facts facts, Checks checks) {
        this.out = out;
        this.facts = facts;
        this.checks = checks;
    }

    /**
     * What is known before the first check.
     *
     * @param machine lines of name and value for the head of the report
     * @param backend of this build
     * @param found the cards
     * @param driverLoaded whether NVIDIA's driver runs, as far as the system tells
     */
    record Facts(List<String[]> machine, String backend, Findings found, boolean driverLoaded) {}

    /** The outcome of one check, and what was measured or went wrong. */
    record Outcome(boolean passed, String text) {}

    /** Runs one check on a device, for so many seconds at most. */
    @FunctionalInterface
    interface Checks {
        Outcome run(String check, String device, int limitSeconds);
    }

    /** Runs the checks and prints the report; returns the exit code. */
    int run() {
        GpuSupport support = GpuSupport.ofBackend(facts.backend());
        DevicePlan plan = plan(support);
        boolean card = plan.device() == Device.CUDA;
        describe(plan);
        missing(support, plan).forEach(line -> out.println("missing: " + line));
        EQUAL.forEach(check -> check(check, "onednn", LIMIT_SECONDS));
        check("time", "onednn", LIMIT_SECONDS);
        EQUAL.forEach(check -> check(check, "dl4j", LIMIT_SECONDS));
        if (card) {
            check("start", "cuda", FIRST_START_SECONDS);
            EQUAL.forEach(check -> check(check, "cuda", LIMIT_SECONDS));
            check("time", "cuda", LIMIT_SECONDS);
        }
        int exitCode = failed > 0 ? FAILED : card ? PASSED : NO_CARD;
        out.println((card ? "" : "nothing was checked on a card; ") + passed + " passed, " + failed
                + " failed; exit code " + exitCode);
        return exitCode;
    }

    private DevicePlan plan(GpuSupport support) {
        try {
            return DeviceRules.decide(facts.found(), support, DeviceChoice.CUDA);
        } catch (InputException e) {
            return DeviceRules.decide(facts.found(), support, DeviceChoice.AUTO);
        }
    }

    private void describe(DevicePlan plan) {
        facts.machine().forEach(row -> row(row[0], row[1]));
        facts.found().cards().forEach(card -> row("card", card.description()));
        facts.found().problem().ifPresent(problem -> row("problem", problem));
        row("computes", plan.line());
        plan.warnings().forEach(warning -> row("note", warning));
    }

    /** Returns one line for each thing without which no card computes. */
    private List<String> missing(GpuSupport support, DevicePlan plan) {
        List<String> lines = new ArrayList<>();
        if (facts.found().cards().isEmpty()) {
            lines.add("an NVIDIA card that the driver shows");
            if (!facts.driverLoaded() && facts.found().platform() == Platform.LINUX) {
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

    private void check(String check, String device, int limitSeconds) {
        long start = System.nanoTime();
        Outcome outcome = checks.run(check, device, limitSeconds);
        if (outcome.passed()) {
            passed++;
        } else {
            failed++;
        }
        out.printf(
                Locale.ROOT,
                "%-6s  %-6s  %-6s  %6.1f s  %s%n",
                outcome.passed() ? "passed" : "FAILED",
                device,
                check,
                (System.nanoTime() - start) / 1e9,
                outcome.text());
    }

    private void row(String name, String value) {
        out.printf(Locale.ROOT, "%-9s %s%n", name, value);
    }
}
