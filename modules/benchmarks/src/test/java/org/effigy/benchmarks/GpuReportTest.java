package org.effigy.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.effigy.benchmarks.GpuReport.Facts;
import org.effigy.benchmarks.GpuReport.Outcome;
import org.effigy.networks.device.Card;
import org.effigy.networks.device.ComputeCapability;
import org.effigy.networks.device.DriverVersion;
import org.effigy.networks.device.Findings;
import org.effigy.networks.device.Platform;
import org.junit.jupiter.api.Test;

/** The report of the GPU test set, with outcomes that no card computed. */
final class GpuReportTest {
    private static final List<String> CPU_CHECKS = List.of(
            "unet onednn 600",
            "dcgan onednn 600",
            "resume onednn 600",
            "sample onednn 600",
            "time onednn 600",
            "unet dl4j 600",
            "dcgan dl4j 600",
            "resume dl4j 600",
            "sample dl4j 600");
    private static final List<String> CARD_CHECKS = List.of(
            "start cuda 3600",
            "unet cuda 600",
            "dcgan cuda 600",
            "resume cuda 600",
            "sample cuda 600",
            "time cuda 600");

    private final List<String> ran = new ArrayList<>();

    private record Report(int exitCode, List<String> lines) {
        long count(String beginning) {
            return lines.stream().filter(line -> line.startsWith(beginning)).count();
        }

        String last() {
            return lines.get(lines.size() - 1);
        }
    }

    private static Findings found(String capability, String driver) {
        Card card = new Card(
                0,
                "GPU-0",
                "NVIDIA Card",
                ComputeCapability.parse(capability),
                DriverVersion.parse(driver),
                OptionalLong.of(24564),
                OptionalLong.of(24000),
                false,
                List.of());
        return new Findings(Platform.LINUX, List.of(card), Optional.empty(), Optional.empty());
    }

    private static Findings nothing(Platform platform) {
        return new Findings(platform, List.of(), Optional.empty(), Optional.empty());
    }

    /** Runs a report in which the named check ("unet cuda") fails. */
    private Report report(String backend, Findings found, boolean driver, String failing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Facts facts = new Facts(List.<String[]>of(new String[] {"java", "17"}), backend, found, driver);
        ran.clear();
        int exitCode;
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            exitCode = new GpuReport(out, facts, (check, device, limit) -> {
                        ran.add(check + " " + device + " " + limit);
                        boolean fails = failing.equals(check + " " + device);
                        return new Outcome(!fails, fails ? "0.02 of the largest value" : "as it should be");
                    })
                    .run();
        }
        return new Report(
                exitCode, bytes.toString(StandardCharsets.UTF_8).lines().toList());
    }

    @Test
    void allPassedOnACardIsExitCode0() {
        Report report = report("cuda", found("8.9", "550.54.15"), true, "");
        assertEquals(0, report.exitCode());
        List<String> all = new ArrayList<>(CPU_CHECKS);
        all.addAll(CARD_CHECKS);
        assertEquals(all, ran);
        assertEquals("15 passed, 0 failed; exit code 0", report.last());
        assertEquals(15, report.count("passed "));
        assertEquals(0, report.count("missing: "));
        assertEquals("java      17", report.lines().get(0));
        assertTrue(report.lines().get(1).startsWith("card      NVIDIA Card (compute capability 8.9, driver 550.54.15"));
        assertTrue(report.lines().get(2).startsWith("computes  CUDA: NVIDIA Card"), report.lines()::toString);
    }

    @Test
    void oneFailureOnTheCardOrTheProcessorIsExitCode1AndTheOthersAreStillRun() {
        for (String failing : List.of("sample cuda", "unet onednn", "resume dl4j")) {
            Report report = report("cuda", found("8.0", "550.54.15"), true, failing);
            assertEquals(1, report.exitCode());
            assertEquals(15, ran.size());
            assertEquals("14 passed, 1 failed; exit code 1", report.last());
            String line = report.lines().stream()
                    .filter(l -> l.startsWith("FAILED"))
                    .reduce((a, b) -> a + b)
                    .orElseThrow();
            String[] name = failing.split(" ", -1);
            assertTrue(line.matches("FAILED +" + name[1] + " +" + name[0] + " +[0-9.]+ s  0\\.02 of.*"), line);
        }
    }

    @Test
    void withoutACardIsExitCode3AndSaysWhatIsMissing() {
        Report report = report("cpu", nothing(Platform.LINUX), false, "");
        assertEquals(3, report.exitCode());
        assertEquals(CPU_CHECKS, ran);
        assertEquals("nothing was checked on a card; 9 passed, 0 failed; exit code 3", report.last());
        assertEquals(3, report.count("missing: "));
        assertEquals(1, report.count("missing: NVIDIA's driver; install one, 450.80.02 or newer"));
        assertEquals(1, report.count("missing: CUDA in this build; EFFIGY_BACKEND=cuda "));
        assertEquals(0, report("cpu", nothing(Platform.LINUX), true, "").count("missing: NVIDIA's driver"));
        assertEquals(0, report("cpu", nothing(Platform.WINDOWS), false, "").count("missing: NVIDIA's driver"));
    }

    @Test
    void aFailureWithoutACardIsExitCode1() {
        Report report = report("cpu", nothing(Platform.LINUX), false, "dcgan dl4j");
        assertEquals(1, report.exitCode());
        assertEquals("nothing was checked on a card; 8 passed, 1 failed; exit code 1", report.last());
    }

    @Test
    void aCardThatTheBuildCannotUseIsExitCode3WithTheReason() {
        Report report = report("cuda", found("9.0", "550.54.15"), true, "");
        assertEquals(3, report.exitCode());
        assertEquals(CPU_CHECKS, ran);
        assertEquals(1, report.count("missing: "));
        assertEquals(1, report.count("missing: a card that this build can use: CPU: NVIDIA Card (card 0) has compute"));
        assertEquals(0, report("cuda-ptx", found("9.0", "550.54.15"), true, "").exitCode());
        assertEquals(3, report("cuda-ptx", found("9.0", "450.80.02"), true, "").exitCode());
    }

    @Test
    void aWorkersLastResultCountsOnlyWithExitCode0() {
        assertEquals(
                new Outcome(true, "3 tensors"),
                GpuCheck.outcome(List.of("noise", "result: 2 tensors", "result: 3 tensors", "bye"), 0));
        assertEquals(new Outcome(false, "0.5 apart"), GpuCheck.outcome(List.of("result: 0.5 apart"), 1));
        assertEquals(
                new Outcome(false, "ended with exit code 134: abort"), GpuCheck.outcome(List.of(" abort ", ""), 134));
        assertFalse(GpuCheck.outcome(List.of(), 0).passed());
    }
}
