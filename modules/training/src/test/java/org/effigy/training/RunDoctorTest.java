package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.Descent;
import org.effigy.training.doctor.Warning;
import org.effigy.training.doctor.WarningsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDoctorTest {
    @TempDir
    Path folder;

    private TrainingJob job(int steps) {
        return ToyRuns.job(folder.resolve("run"), ToyRuns.ddpm().withSteps(steps));
    }

    private List<Warning> train(TrainingJob job, List<Warning> heard) throws IOException {
        TrainingListener listener = new TrainingListener() {
            @Override
            public void warned(Warning warning) {
                heard.add(warning);
            }
        };
        return Trainer.train(job, listener, ToyRuns.QUIET, () -> false).warnings();
    }

    @Test
    void whatTheRunIsWarnedOfIsHeardLoggedKeptAndReturned() throws IOException {
        List<Warning> heard = new ArrayList<>();
        List<Warning> returned = train(job(1), heard);
        assertEquals(Warning.Kind.FEW_IMAGES, returned.get(0).kind());
        assertEquals(returned, heard);
        assertEquals(returned, WarningsFile.read(folder.resolve("run")));
        String log = Files.readString(folder.resolve("run/log.txt"));
        returned.forEach(warning -> assertTrue(log.contains("warning: " + warning.text()), log));
    }

    @Test
    void aRunThatGoesOnKeepsWarningsOfStepsBeforeAndForgetsThoseOfLaterOnes() throws IOException {
        train(job(10), new ArrayList<>());
        Warning before = new Warning(Warning.Kind.LOSS_SPIKES, 9, "a", "b");
        Warning later = new Warning(Warning.Kind.AVERAGE, 11, "c", "d");
        WarningsFile.write(folder.resolve("run"), List.of(before, later));
        List<Warning> now = train(job(12), new ArrayList<>());
        assertTrue(now.contains(before) && !now.contains(later), now.toString());
    }

    @Test
    void refusesABatchThatCertainlyDoesNotFitBeforeTheFirstStep() throws IOException {
        TrainingJob job = job(1).withLimits(TrainingLimits.STANDARD.withMemory(1000));
        InputException refusal = assertThrows(InputException.class, () -> train(job, new ArrayList<>()));
        assertTrue(refusal.getMessage().contains("of memory are needed for a batch of 4, 0 MiB are available"));
        assertFalse(Files.exists(folder.resolve("run/config.json")), "nothing binds the next, right command");
        train(job(1).withLimits(TrainingLimits.STANDARD.withMemory(1L << 34)), new ArrayList<>());
        assertTrue(Files.readString(folder.resolve("run/log.txt")).contains("16.0 GiB are available"));
    }

    private TrainingJob mixed(String run, int real, int synthetic, List<String> models) {
        DataFacts facts = ToyRuns.facts(6);
        DataFacts mixed = new DataFacts(
                facts.preprocessing(),
                facts.classNames(),
                facts.classCounts(),
                facts.fingerprint(),
                real,
                synthetic,
                Optional.of(new DataFacts.SyntheticInput(synthetic, 2, models)));
        return new TrainingJob(
                folder.resolve(run), ToyRuns.ddpm().withSteps(1), ToyRuns.images(6), mixed, Optional.empty(), "test");
    }

    @Test
    void asksForAShareOfRealImages() throws IOException {
        TrainingLimits half = TrainingLimits.STANDARD.withRealShare(0.5);
        InputException refusal = assertThrows(
                InputException.class,
                () -> ToyRuns.train(mixed("a", 2, 4, List.of()).withLimits(half)));
        assertEquals(
                "4 of 6 training images were made by models, which leaves a real share of 0.333, asked for is at least"
                        + " 0.500; index more real images or fewer synthetic ones, or ask for a smaller share of real"
                        + " images",
                refusal.getMessage());
        assertFalse(Files.exists(folder.resolve("a")));
        ToyRuns.train(mixed("a", 3, 3, List.of()).withLimits(half));
        ToyRuns.train(mixed("b", 2, 4, List.of()).withLimits(TrainingLimits.STANDARD.withRealShare(0.3)));
    }

    @Test
    void aCheckpointSaysHowFarItsModelIsFromRealPatients() throws IOException {
        Checkpoint first = Checkpoint.read(ToyRuns.train(job(1)).checkpoint());
        assertEquals(Optional.of(Descent.of(0, 0, List.of())), first.config().descent());
        String maker = "a".repeat(64);
        TrainingJob job = mixed("b", 4, 2, List.of(maker))
                .withLimits(TrainingLimits.STANDARD.withRealShare(0.5))
                .withStart(Optional.of(first));
        Checkpoint second = Checkpoint.read(ToyRuns.train(job).checkpoint());
        assertEquals(
                Optional.of(Descent.of(2, 2 / 6.0, List.of(maker, first.sha256()))),
                second.config().descent());
        TrainingJob third =
                ToyRuns.job(folder.resolve("c"), ToyRuns.ddpm().withSteps(1)).withStart(Optional.of(second));
        assertEquals(
                2,
                Checkpoint.read(ToyRuns.train(third).checkpoint())
                        .config()
                        .descent()
                        .orElseThrow()
                        .generation());
    }
}
