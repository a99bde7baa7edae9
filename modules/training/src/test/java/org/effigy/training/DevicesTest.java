package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a run remembers the number of devices; on the CPU groups of threads stand for them. */
class DevicesTest {
    private static final TrainingConfig CONFIG = ToyRuns.ddpm().withSteps(2);

    @TempDir
    private Path folder;

    private JsonNode json(String file) throws IOException {
        return Json.tree(Files.readString(folder.resolve("run").resolve(file)), file);
    }

    private int recorded() throws IOException {
        return json("config.json").path("training").path("devices").asInt(-1);
    }

    private int used() throws IOException {
        return json("environment.json").path("devices").asInt(-1);
    }

    private Path train(String run, TrainingConfig config) throws IOException {
        return ToyRuns.train(ToyRuns.job(folder.resolve(run), config)).checkpoint();
    }

    @Test
    void aResumeTakesTheRecordedDevicesUnlessOthersAreGiven() throws IOException {
        train("run", CONFIG.withDevices(2));
        assertEquals(2, recorded());
        assertEquals(2, used());
        Path resumed = train("run", CONFIG.withSteps(4));
        assertEquals(2, recorded());
        assertEquals(2, used());
        String log = Files.readString(folder.resolve("run/log.txt"));
        assertEquals(
                2, log.lines().filter(line -> line.endsWith(", on 2 devices")).count(), log);
        // As many threads, so not a bit differs from one device.
        assertEquals(ToyRuns.bits(train("one", CONFIG.withSteps(4))), ToyRuns.bits(resumed));

        train("run", CONFIG.withSteps(5).withDevices(1));
        assertEquals(1, recorded());
        assertEquals(1, used());
    }

    @Test
    void whatWasNeverGivenIsRecordedAsSuch() throws IOException {
        train("run", CONFIG);
        assertEquals(0, recorded());
        assertEquals(1, used());
    }

    @Test
    void aRunThatDoesNotKnowOfDevicesGoesOn() throws IOException {
        train("run", CONFIG.withDevices(2));
        Path file = folder.resolve("run/config.json");
        String text = Files.readString(file);
        String old = text.replaceFirst(",\\s*\"devices\" : 2", "");
        assertTrue(old.length() < text.length() && !old.contains("devices"), text);
        Files.writeString(file, old);
        assertEquals(4, RunDirectory.step(train("run", CONFIG.withSteps(4))));
        assertEquals(0, recorded());
        assertEquals(1, used());
    }

    @Test
    void moreThanCanShareABatchAreRefused() throws IOException {
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> CONFIG.withDevices(TrainingConfig.MOST_DEVICES + 1));
        assertEquals("devices is 65, allowed are 0 to 64", failure.getMessage());
        train("run", CONFIG.withDevices(TrainingConfig.MOST_DEVICES).withSteps(1));
        Path file = folder.resolve("run/config.json");
        Files.writeString(file, Files.readString(file).replace("\"devices\" : 64", "\"devices\" : 65"));
        assertThrows(InputException.class, () -> train("run", CONFIG));
    }
}
