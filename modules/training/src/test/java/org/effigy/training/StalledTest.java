package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.net.NamedTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StalledTest {
    @TempDir
    private Path folder;

    @Test
    void twentyStepsInARowWithoutAnythingToLearnAreACollapse() {
        Stalled stalled = new Stalled();
        for (boolean last : new boolean[] {true, false}) {
            for (int step = 1; step < 20; step++) {
                assertFalse(stalled.isStalled(false), "step " + step);
            }
            assertEquals(!last, stalled.isStalled(last));
        }
        assertTrue(stalled.isStalled(false));
        assertFalse(stalled.isStalled(true));
    }

    /** A generator whose weights are all 0 gives no gradient to any of them. */
    @Test
    void aModelThatHasCollapsedEndsTheRunWithOneLine() throws IOException {
        TrainingConfig config = ToyRuns.dcgan().withSteps(30);
        Checkpoint sound = Checkpoint.read(ToyRuns.train(ToyRuns.job(folder.resolve("sound"), config.withSteps(1)))
                .checkpoint());
        List<NamedTensor> zeros = sound.averagedWeights().stream()
                .map(tensor -> new NamedTensor(tensor.name(), tensor.shape(), new float[tensor.values().length]))
                .toList();
        Checkpoint dead = new Checkpoint(sound.config(), zeros, List.of(), List.of());
        Path run = folder.resolve("run");
        TrainingJob job = ToyRuns.job(run, config).withStart(Optional.of(dead));
        String message =
                assertThrows(InputException.class, () -> ToyRuns.train(job)).getMessage();
        assertTrue(
                message.startsWith("step 20: for 20 steps there was nothing to learn, the model has collapsed"),
                message);
        assertTrue(message.contains("the last good checkpoint is that of step 10"), message);
        assertFalse(message.contains("\n"), message);
        assertEquals(19, Files.readAllLines(run.resolve("metrics.jsonl")).size());
        assertTrue(Files.readString(run.resolve("log.txt")).contains("failed: step 20"));
        assertTrue(Files.exists(run.resolve("config.json")), "the checkpoint of step 10 can be gone on from");
    }
}
