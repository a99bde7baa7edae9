package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.effigy.base.Json;
import org.effigy.networks.device.DeviceChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class DoctorCommandTest {
    private static final int SCREEN = 40;
    private static final String CPUINFO =
            """
            processor\t: 0
            model name\t: Intel(R) Xeon(R) Processor @ 2.50GHz
            flags\t\t: fpu sse2 avx avx2 avx512f avx512_bf16 amx_bf16 amx_tile
            processor\t: 1
            flags\t\t: fpu
            """;

    @TempDir
    private Path folder;

    private static DoctorReport.Program program(String networks) {
        return new DoctorReport.Program("1", "17", 2048, networks, "ND4J 1", "cpu", "built-in");
    }

    private static Machine machine(List<String> instructions, long availableMiB) {
        return new Machine("A processor", 2, instructions, 16000, availableMiB, 50000);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void showsOneScreenAndTriesTheProcessor() throws IOException {
        try (DummySmi smi = new DummySmi(folder, DummySmi.OLD_CARD)) {
            CommandRun run = CommandRun.of("doctor").succeeded();
            List<String> lines = run.out().lines().toList();
            assertEquals("ready: CPU", lines.get(lines.size() - 1));
            assertTrue(lines.size() <= SCREEN, run.out());
            for (String part : List.of(
                    "0: Quadro K4000 (compute capability 3.0, driver 470.256.02, 11000 of 11441 MiB free)",
                    "--device auto  CPU: Quadro K4000 (card 0) ",
                    "--device cuda  refused: Quadro K4000 (card 0) ",
                    "a product of matrices with ND4J: works",
                    BuildInfo.read().kernels())) {
                assertTrue(run.out().contains(part), part + " in\n" + run.out());
            }
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void writesTheSameAsJson() throws IOException {
        try (DummySmi smi = new DummySmi(folder, "echo 'No devices were found'; exit 6")) {
            JsonNode report =
                    Json.tree(CommandRun.of("doctor", "--json").succeeded().out(), "doctor");
            assertEquals("CPU", report.path("ready").asText());
            assertEquals(0, report.path("cards").size());
            assertEquals("CPU: no NVIDIA card was found", report.path("auto").asText());
            assertEquals(
                    BuildInfo.read().backend(),
                    report.path("program").path("backend").asText());
            assertTrue(report.path("machine").path("memoryMiB").asLong() > 0);
            report.path("trials")
                    .forEach(trial -> assertTrue(trial.path("works").asBoolean(), trial.toString()));
        }
    }

    @Test
    void aDeviceIsTriedInAProcessOfItsOwn() throws IOException {
        assertEquals(Optional.empty(), DeviceTrial.run(DeviceChoice.CPU, Duration.ofMinutes(2)));
        assertTrue(DeviceTrial.run(DeviceChoice.CPU, Duration.ofMillis(1))
                .orElseThrow()
                .contains("no answer"));
    }

    @Test
    void namesTheInstructionsThatMatter() {
        assertEquals(List.of("AVX2", "AVX512", "AVX512_BF16", "AMX"), Machine.instructions(CPUINFO));
        assertEquals("Intel(R) Xeon(R) Processor @ 2.50GHz", Machine.processor(CPUINFO));
        assertEquals(List.of("NEON", "SVE"), Machine.instructions("Features\t: fp asimd sve\n"));
        assertEquals(List.of(), Machine.instructions(""));
        assertEquals(Optional.of(3L), Machine.available("MemTotal:  9000 kB\nMemAvailable:    3072 kB\n"));
        assertEquals(Optional.empty(), Machine.available(""));
    }

    @Test
    void advisesWhatFitsTheMachine() {
        List<String> best = List.of("AVX2", "AVX512");
        assertEquals(List.of(), new DoctorAdvice(machine(best, 8000), program("oneDNN 3.8.1, float32")).lines(false));
        List<String> bfloat16 = List.of("AVX2", "AVX512", "AVX512_BF16", "AMX");
        assertTrue(new DoctorAdvice(machine(bfloat16, 8000), program("oneDNN 3.8.1, float32"))
                .lines(false)
                .get(0)
                .contains("bfloat16"));
        assertEquals(
                List.of(), new DoctorAdvice(machine(bfloat16, 8000), program("oneDNN 3.8.1, bfloat16")).lines(false));
        List<String> poor =
                new DoctorAdvice(machine(List.of("AVX2"), 900), program("Deeplearning4j 1, float32")).lines(true);
        assertEquals(3, poor.size(), poor.toString());
        assertTrue(poor.get(0).contains("--device cpu"), poor.get(0));
    }

    @Test
    void whatDoesNotWorkIsTheLastLine() {
        DoctorReport report = new DoctorReport(
                program("oneDNN 3.8.1, float32"),
                machine(List.of(), 8000),
                List.of(),
                "nvidia-smi does not start",
                "CPU",
                "refused",
                List.of(),
                List.of(
                        DoctorReport.Trial.of("a", Optional.empty()),
                        DoctorReport.Trial.of("b", Optional.of("UnsatisfiedLinkError: no jnind4jcpu"))),
                List.of(),
                "");
        StringWriter text = new StringWriter();
        report.print(new PrintWriter(text, true));
        List<String> lines = text.toString().lines().toList();
        assertEquals("not ready: b: fails, UnsatisfiedLinkError: no jnind4jcpu", lines.get(lines.size() - 1));
        assertTrue(text.toString().contains("nvidia-smi does not start"), text.toString());
        assertFalse(text.toString().contains("none found"), text.toString());
    }
}
