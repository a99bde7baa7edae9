package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.effigy.base.Hashes;
import org.effigy.base.Json;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code effigy train --devices}, on the processor. */
final class TrainDevicesTest {
    @TempDir
    private static Path data;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeADataSet() {
        Path phantoms = data.resolve("phantoms");
        CommandRun.of("phantom", phantoms, "-n", 6, "--size", 64).succeeded();
        CommandRun.of("index", phantoms, "--out", data.resolve("index.json"), "--allow-synthetic")
                .succeeded();
    }

    private CommandRun train(String family, String run, int steps, Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", family, "--data", data.resolve("index.json")));
        words.addAll(List.of("--out", folder.resolve(run), "--preset", "tiny", "--size", 32, "--batch", 4));
        words.addAll(List.of("--steps", steps, "--preview-every", 0, "--allow-synthetic", "--device", "cpu"));
        words.addAll(List.of("--threads", 2));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    private JsonNode json(String file) throws IOException {
        return Json.tree(Files.readString(folder.resolve("run").resolve(file)), file);
    }

    private void assertDevices(int given, int used) throws IOException {
        assertEquals(given, json("config.json").path("training").path("devices").asInt(-1));
        assertEquals(used, json("environment.json").path("devices").asInt(-1));
    }

    private String weights(String run, int step) throws IOException {
        return Hashes.sha256(
                folder.resolve(run).resolve(String.format(Locale.ROOT, "checkpoints/%08d/weights.safetensors", step)));
    }

    @Test
    void twoDevicesTrainAndTheSameRunGoesOnWithThem() throws IOException {
        CommandRun first = train("ddpm", "run", 2, "--devices", 2).succeeded();
        assertTrue(first.out().contains("run, on 2 devices\n"), first.out());
        assertDevices(2, 2);
        CommandRun second = train("ddpm", "run", 4).succeeded();
        assertTrue(second.out().contains("goes on after step 2, on 2 devices\n"), second.out());
        assertDevices(2, 2);
        train("ddpm", "one", 4).succeeded();
        assertEquals(weights("one", 4), weights("run", 4));

        CommandRun third = train("ddpm", "run", 5, "--devices", 1).succeeded();
        assertTrue(third.out().contains("goes on after step 4\n"), third.out());
        assertDevices(1, 1);
    }

    @Test
    void aDcganTrainsOnTwoDevicesAsOnOne() throws IOException {
        train("dcgan", "run", 2, "--devices", 2).succeeded();
        assertDevices(2, 2);
        train("dcgan", "one", 2, "--devices", 1).succeeded();
        assertEquals(weights("one", 2), weights("run", 2));
    }

    @Test
    void aRunOfAnEarlierProgramGoesOn() throws IOException {
        train("ddpm", "run", 1).succeeded();
        assertDevices(0, 1);
        Path file = folder.resolve("run/config.json");
        String old = Files.readString(file).replaceFirst(",\\s*\"devices\" : 0", "");
        assertFalse(old.contains("devices"), old);
        Files.writeString(file, old);
        train("ddpm", "run", 2, "--devices", 2).succeeded();
        assertDevices(2, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "0, '--devices is 0, allowed are 1 to 64'",
        "-1, '--devices is -1, allowed are 1 to 64'",
        "65, '--devices is 65, allowed are 1 to 64'",
        "two, \"'--devices': 'two' is not\"",
        "1.5, \"'--devices': '1.5' is not\"",
        "99999999999, \"'--devices': '99999999999' is not\"",
        "'', \"'--devices': '' is not\""
    })
    void aWrongNumberIsWrongUsageAndNothingIsWritten(String number, String message) {
        for (String family : List.of("ddpm", "dcgan")) {
            CommandRun run = train(family, "run", 2, "--devices", number);
            assertEquals(2, run.exitCode(), run.err());
            List<String> lines = run.err().lines().toList();
            assertEquals(2, lines.size(), run.err());
            assertTrue(lines.get(0).startsWith("effigy: "), run.err());
            assertTrue(lines.get(0).contains(message.replace("\"", "")), run.err());
            assertTrue(lines.get(1).startsWith("Try 'effigy train " + family + " --help'"), run.err());
            assertFalse(Files.exists(folder.resolve("run")), "nothing is written");
        }
    }
}
