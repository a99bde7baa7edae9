package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.networks.optim.LearningRateSchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Schedules of the learning rate and batches in parts, through the whole loop. */
class ScheduleTest {
    @TempDir
    private Path folder;

    static Stream<TrainingConfig> families() {
        return Stream.of(ToyRuns.ddpm(), ToyRuns.dcgan(), ToyRuns.classifier());
    }

    private static TrainingConfig cosine(TrainingConfig config) {
        return config.withOptimisation(config.optimisation().withSchedule(LearningRateSchedule.COSINE));
    }

    private List<Double> rates(String run) throws IOException {
        List<Double> rates = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl"))) {
            rates.add(Json.parse(line, StepMetrics.class, "line").learningRate());
        }
        return rates;
    }

    @ParameterizedTest
    @MethodSource("families")
    void theLearningRateFallsWithTheShareOfTheSteps(TrainingConfig config) throws IOException {
        TrainingConfig cosine = cosine(config);
        ToyRuns.train(ToyRuns.job(folder.resolve("run"), cosine));
        List<Double> rates = rates("run");
        for (int step = 1; step <= 20; step++) {
            double expected = config.optimisation().adam().learningRate()
                    * Math.min(1, step / 5.0)
                    * (1 + Math.cos(Math.PI * (step - 1) / 20))
                    / 2;
            assertEquals(expected, rates.get(step - 1), 1e-12, "step " + step);
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void theRateReachesTheWeightsAndAResumeGoesOnAlike(TrainingConfig config) throws IOException {
        TrainingConfig cosine = cosine(config);
        Path unbroken =
                ToyRuns.train(ToyRuns.job(folder.resolve("unbroken"), cosine)).checkpoint();
        int[] steps = {0};
        Trainer.train(
                ToyRuns.job(folder.resolve("run"), cosine),
                TrainingListener.none(),
                ToyRuns.QUIET,
                () -> ++steps[0] >= 9);
        Path resumed = ToyRuns.train(ToyRuns.job(folder.resolve("run"), cosine)).checkpoint();
        assertEquals(ToyRuns.bits(unbroken), ToyRuns.bits(resumed));
        Path constant =
                ToyRuns.train(ToyRuns.job(folder.resolve("constant"), config)).checkpoint();
        assertTrue(!ToyRuns.bits(constant).equals(ToyRuns.bits(unbroken)));
    }

    @Test
    void withATimeBudgetTheRateFollowsTheTime() throws IOException {
        TrainingConfig config = cosine(ToyRuns.ddpm()).withSteps(1_000_000);
        TrainingJob job = new TrainingJob(
                folder.resolve("run"),
                config,
                ToyRuns.images(6),
                ToyRuns.facts(6),
                Optional.of(Duration.ofMillis(1500)),
                "test");
        ToyRuns.train(job);
        List<Double> rates = rates("run");
        double top = config.optimisation().adam().learningRate();
        assertTrue(rates.get(rates.size() - 1) < 0.1 * top, "the last rate is " + rates.get(rates.size() - 1));
        for (int step = 6; step < rates.size(); step++) {
            assertTrue(rates.get(step) <= rates.get(step - 1));
        }
    }

    @Test
    void aRunWhoseRateFallsKeepsItsNumberOfSteps() throws IOException {
        TrainingConfig config = cosine(ToyRuns.ddpm()).withSteps(4);
        ToyRuns.train(ToyRuns.job(folder.resolve("run"), config));
        InputException e = assertThrows(
                InputException.class, () -> ToyRuns.train(ToyRuns.job(folder.resolve("run"), config.withSteps(6))));
        assertTrue(e.getMessage().contains("training.steps = 4, this command says 6"), e.getMessage());
        TrainingConfig constant = ToyRuns.ddpm().withSteps(4);
        ToyRuns.train(ToyRuns.job(folder.resolve("constant"), constant));
        ToyRuns.train(ToyRuns.job(folder.resolve("constant"), constant.withSteps(6)));
    }

    @Test
    void aDcganRefusesBatchesInPartsAndTheOthersLearnFromThem() throws IOException {
        for (TrainingConfig config : families().toList()) {
            TrainingConfig parts =
                    config.withSteps(2).withOptimisation(config.optimisation().withAccumulate(2));
            Path run = folder.resolve(parts.model().family());
            if (parts.model().family().equals("dcgan")) {
                InputException e = assertThrows(InputException.class, () -> ToyRuns.train(ToyRuns.job(run, parts)));
                assertTrue(e.getMessage().contains("cut into 2 parts"), e.getMessage());
                // The refused setting does not bind the next command.
                ToyRuns.train(ToyRuns.job(run, config.withSteps(2)));
            } else {
                assertEquals(2, ToyRuns.train(ToyRuns.job(run, parts)).step());
            }
        }
        assertThrows(IllegalArgumentException.class, () -> ToyRuns.ddpm()
                .withOptimisation(ToyRuns.ddpm().optimisation().withAccumulate(5)));
    }
}
