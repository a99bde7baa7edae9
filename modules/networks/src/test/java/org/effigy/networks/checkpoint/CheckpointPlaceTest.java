package org.effigy.networks.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.networks.families.Dcgan;
import org.effigy.networks.net.NamedTensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointPlaceTest {
    @TempDir
    private Path run;

    @BeforeEach
    void makeRun() throws IOException {
        for (long step : new long[] {10, 20, 30}) {
            CheckpointConfig config = new CheckpointConfig(
                    Checkpoint.VERSION,
                    Dcgan.NAME,
                    Dcgan.Config.of(64, 8, 4, 0),
                    JsonNodeFactory.instance.objectNode(),
                    List.of(),
                    "f".repeat(64),
                    List.of(),
                    step,
                    JsonNodeFactory.instance.objectNode(),
                    "test");
            List<NamedTensor> weights = List.of(new NamedTensor("a.bias", new long[] {1}, new float[] {step}));
            Checkpoint.write(
                    run.resolve("checkpoints").resolve(String.format("%08d", step)),
                    new Checkpoint(config, weights, List.of(), List.of()));
        }
    }

    private long step(CheckpointChoice choice) throws IOException {
        return CheckpointPlace.read(run, choice).config().step();
    }

    private void remembersFrom(long step) throws IOException {
        RunMemory.write(run, Optional.of(RunMemory.of(step, "made up")));
    }

    @Test
    void theNewestBeforeMemoryIsTakenOrTheNewestOfAll() throws IOException {
        CheckpointChoice before = new CheckpointChoice.BeforeMemory();
        assertEquals(30, step(before));
        remembersFrom(30);
        assertEquals(20, step(before));
        remembersFrom(25);
        assertEquals(20, step(before));
        assertEquals(30, step(new CheckpointChoice.Newest()));
        assertEquals(30, CheckpointPlace.read(run).config().step());
    }

    @Test
    void whereAllRememberTheOldestIsTaken() throws IOException {
        remembersFrom(10);
        assertEquals(10, step(new CheckpointChoice.BeforeMemory()));
    }

    @Test
    void aDamagedOneIsPassedOverTowardsTheSafeSide() throws IOException {
        remembersFrom(30);
        Files.write(run.resolve("checkpoints/00000020/weights.safetensors"), new byte[8]);
        assertEquals(10, step(new CheckpointChoice.BeforeMemory()));
    }

    @Test
    void aStepIsTakenOrTheStepsThereAreAreNamed() throws IOException {
        assertEquals(20, step(CheckpointChoice.of("20")));
        assertEquals(30, step(CheckpointChoice.of("last")));
        InputException none = assertThrows(InputException.class, () -> step(CheckpointChoice.of("25")));
        assertEquals("the run has no checkpoint of step 25; it has those of 30, 20, 10", none.getMessage());
        assertEquals(30, step(new CheckpointChoice.OfStep(25, true)));
        for (String word : new String[] {"first", "", "-1", "1e3"}) {
            assertThrows(IllegalArgumentException.class, () -> CheckpointChoice.of(word));
        }
    }

    @Test
    void aFolderOfOneCheckpointIsThatCheckpoint() throws IOException {
        remembersFrom(1);
        Path one = run.resolve("checkpoints/00000030");
        assertEquals(
                30,
                CheckpointPlace.read(one, new CheckpointChoice.BeforeMemory())
                        .config()
                        .step());
    }

    @Test
    void memoryOfAnotherVersionIsRefused() throws IOException {
        remembersFrom(10);
        Path file = run.resolve(RunMemory.FILE);
        Files.writeString(file, Files.readString(file).replace("\"version\" : 1", "\"version\" : 2"));
        InputException refused = assertThrows(InputException.class, () -> RunMemory.read(run));
        assertTrue(refused.getMessage().startsWith("memory.json: format effigy-run-memory, version 2, supported are"));
        RunMemory.write(run, Optional.empty());
        assertEquals(Optional.empty(), RunMemory.read(run));
    }
}
