package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs({OS.LINUX, OS.MAC})
final class DeviceOptionTest {
    @TempDir
    private Path folder;

    private Path model;
    private Path out;

    @BeforeEach
    void makeAFolderThatIsNoModel() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        out = folder.resolve("out");
    }

    @Test
    void cudaThatCannotBeUsedIsRefusedBeforeAnythingIsWritten() throws IOException {
        try (DummySmi smi = new DummySmi(folder, DummySmi.OLD_CARD)) {
            for (List<Object> command : List.<List<Object>>of(
                    List.of("sample", model, "--no-gate", "--out", out, "--device", "cuda"),
                    List.of("demo", "--out", out, "--device", "cuda"))) {
                String line = CommandRun.of(command.toArray()).failure();
                assertTrue(line.startsWith("effigy: --device cuda: Quadro K4000 (card 0) "), line);
                assertTrue(line.contains("no build of Effigy runs on this card"), line);
                assertTrue(line.endsWith("; --device cpu needs no card"), line);
                assertFalse(Files.exists(out));
            }
        }
    }

    @Test
    void autoTakesTheProcessorAndSaysWhyInOneLine() throws IOException {
        try (DummySmi smi = new DummySmi(folder, DummySmi.OLD_CARD)) {
            CommandRun run = CommandRun.of("sample", model, "--no-gate", "--out", out);
            List<String> lines = run.err().lines().toList();
            assertTrue(lines.get(0).startsWith("effigy: device: CPU: Quadro K4000 (card 0) "), run.err());
            assertEquals(2, lines.size(), run.err());
            assertFalse(run.failure().contains("device"), run.err());
        }
    }

    @Test
    void withoutACardNothingIsSaid() throws IOException {
        try (DummySmi smi = new DummySmi(folder, "echo 'No devices were found'; exit 6")) {
            CommandRun run = CommandRun.of("sample", model, "--no-gate", "--out", out);
            assertEquals(1, run.err().lines().count(), run.err());
            assertTrue(CommandRun.of("sample", model, "--no-gate", "--out", out, "--device", "cuda")
                    .failure()
                    .contains("no NVIDIA card was found"));
        }
    }

    @Test
    void theProcessorIsTakenWithoutLookingForCards() throws IOException {
        Path asked = folder.resolve("asked");
        try (DummySmi smi = new DummySmi(folder, "touch '" + asked + "'; " + DummySmi.OLD_CARD)) {
            CommandRun run = CommandRun.of("sample", model, "--no-gate", "--out", out, "--device", "cpu");
            assertEquals(1, run.err().lines().count(), run.err());
            assertFalse(Files.exists(asked));
        }
    }

    @Test
    void anotherDeviceIsWrongUsage() {
        CommandRun run = CommandRun.of("sample", model, "--no-gate", "--out", out, "--device", "tpu");
        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains("--device"), run.err());
    }
}
