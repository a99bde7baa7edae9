package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.dataset.image.Augmentation;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.families.Model;
import org.effigy.networks.net.NamedTensor;
import org.effigy.training.TrainingResult.Ending;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainerTest {
    @TempDir
    private Path folder;

    static Stream<TrainingConfig> families() {
        return Stream.of(ToyRuns.ddpm(), ToyRuns.dcgan(), ToyRuns.fastgan(), ToyRuns.classifier());
    }

    private Path finalCheckpoint(String name, TrainingConfig config) throws IOException {
        return ToyRuns.train(ToyRuns.job(folder.resolve(name), config)).checkpoint();
    }

    @ParameterizedTest
    @MethodSource("families")
    void twentyStepsEqualTenAndResumeAndTenBitForBit(TrainingConfig config) throws IOException {
        Path whole = finalCheckpoint("whole", config);
        assertEquals(
                10,
                ToyRuns.train(ToyRuns.job(folder.resolve("parts"), config.withSteps(10)))
                        .step());
        Path parts = finalCheckpoint("parts", config);
        assertEquals(ToyRuns.bits(whole), ToyRuns.bits(parts));
        assertEquals(Checkpoint.read(whole).sha256(), Checkpoint.read(parts).sha256());
    }

    @ParameterizedTest
    @MethodSource("families")
    void anotherSeedGivesOtherWeights(TrainingConfig config) throws IOException {
        Path one = finalCheckpoint("one", config.withSteps(2));
        Path other = finalCheckpoint("other", config.withSteps(2).withSeed(8));
        assertNotEquals(ToyRuns.bits(one), ToyRuns.bits(other));
    }

    @Test
    void afterAKillItGoesOnFromTheNewestSoundCheckpointAndEndsWithTheSameWeights() throws IOException {
        TrainingConfig config = ToyRuns.ddpm().withCadence(new Cadence(5, 0, 10));
        Path whole = finalCheckpoint("whole", config);
        Path run = folder.resolve("killed");
        ToyRuns.train(ToyRuns.job(run, config.withSteps(17)));
        // As a kill leaves it: a torn last line, an unfinished checkpoint, a damaged one, an unlocked lock file.
        Files.writeString(run.resolve("metrics.jsonl"), "{\"step\":18,\"lo", java.nio.file.StandardOpenOption.APPEND);
        Path partial = Files.createDirectories(run.resolve("checkpoints/00000020.partial"));
        Files.writeString(partial.resolve("weights.safetensors"), "half");
        Path damaged = run.resolve("checkpoints/00000017/weights.safetensors");
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 2] ^= 1;
        Files.write(damaged, bytes);
        List<Long> startedAfter = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void started(Path runDirectory, long step) {
                startedAfter.add(step);
            }
        };
        TrainingResult result = Trainer.train(ToyRuns.job(run, config), listener, ToyRuns.QUIET, () -> false);
        assertEquals(List.of(15L), startedAfter);
        assertEquals(ToyRuns.bits(whole), ToyRuns.bits(result.checkpoint()));
        assertFalse(Files.exists(partial));
        assertFalse(Files.exists(run.resolve("checkpoints/00000017")));
        assertTrue(Files.exists(run.resolve("checkpoints/00000017.damaged")));
        assertTrue(Files.readString(run.resolve("log.txt")).contains("checkpoint 17 is damaged"));
        assertEquals(withoutTimes(folder.resolve("whole")), withoutTimes(run));
    }

    /** The lines of metrics.jsonl without rates and times. */
    private static List<String> withoutTimes(Path run) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            StepMetrics m = Json.parse(line, StepMetrics.class, "line");
            lines.add(m.step() + " " + m.loss() + " " + m.meanLoss() + " " + m.gradientNorm() + " " + m.learningRate()
                    + " " + m.parts());
        }
        return lines;
    }

    @Test
    void aRunWhoseCheckpointsAreAllDamagedIsRefused() throws IOException {
        Path checkpoint = finalCheckpoint("run", ToyRuns.ddpm().withSteps(2));
        Files.delete(checkpoint.resolve("config.json"));
        InputException failure = assertThrows(
                InputException.class, () -> ToyRuns.train(ToyRuns.job(folder.resolve("run"), ToyRuns.ddpm())));
        assertTrue(failure.getMessage().contains("none of the 1 checkpoints"), failure.getMessage());
    }

    @Test
    void refusesToResumeWithAnotherSettingAndNamesIt() throws IOException {
        finalCheckpoint("run", ToyRuns.ddpm().withSteps(1));
        TrainingConfig config = ToyRuns.ddpm();
        assertRefused("training.batch = 4, this command says 5", config.withBatch(5));
        assertRefused("training.seed = 7, this command says 9", config.withSeed(9));
        assertRefused("training.augmentation.flip = true", config.withAugmentation(Augmentation.NONE));
        assertRefused(
                "training.optimisation.emaDecay = 0.9",
                config.withOptimisation(config.optimisation().withEmaDecay(0.8)));
        assertRefused("training.model", config.withModel(ToyRuns.dcgan().model()));
    }

    private void assertRefused(String message, TrainingConfig config) {
        InputException failure =
                assertThrows(InputException.class, () -> ToyRuns.train(ToyRuns.job(folder.resolve("run"), config)));
        assertTrue(failure.getMessage().contains(message), failure.getMessage());
    }

    @Test
    void keepsTheNewestCheckpointsAndTheFinalOne() throws IOException {
        finalCheckpoint("run", ToyRuns.ddpm().withSteps(11).withCadence(new Cadence(3, 0, 2)));
        List<Long> steps = RunDirectory.checkpoints(folder.resolve("run")).stream()
                .map(RunDirectory::step)
                .toList();
        assertEquals(List.of(11L, 9L), steps);
    }

    @Test
    void asksForPreviewsAtTheirStepsAndAtTheLast() throws IOException {
        List<String> previews = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void preview(long step, Path png, Checkpoint snapshot) {
                previews.add(step + " " + png.getFileName() + " "
                        + snapshot.updater().size() + " " + snapshot.config().step());
            }
        };
        TrainingConfig config = ToyRuns.ddpm().withSteps(5).withCadence(new Cadence(100, 2, 2));
        Trainer.train(ToyRuns.job(folder.resolve("run"), config), listener, ToyRuns.QUIET, () -> false);
        assertEquals(
                List.of("2 step-00000002.png 0 2", "4 step-00000004.png 0 4", "5 step-00000005.png 0 5"), previews);
    }

    /** Decay d of the average: min(0.6, (1 + step) / (10 + step)), which reaches 0.6 at step 13. */
    @ParameterizedTest
    @MethodSource("families")
    void previewsAndCheckpointsHoldTheMovingAverageOfAllWeightsSoFar(TrainingConfig family) throws IOException {
        TrainingConfig config = family.withSteps(16)
                .withCadence(new Cadence(16, 1, 2))
                .withOptimisation(family.optimisation().withEmaDecay(0.6));
        TrainingJob job = ToyRuns.job(folder.resolve("run"), config);
        Map<String, float[]> average = new HashMap<>();
        try (Model fresh = job.withCompute(job.compute().withThreads(2)).model()) {
            fresh.ema().forEach(tensor -> average.put(tensor.name(), tensor.values()));
        }
        TrainingListener listener = new TrainingListener() {
            @Override
            public void preview(long step, Path png, Checkpoint snapshot) {
                follow(average, step, snapshot.weights());
                assertAverage(average, snapshot.ema());
                assertNotEquals(0, largestDifference(snapshot.weights(), snapshot.ema()), 5e-6, "step " + step);
            }
        };
        TrainingResult result = Trainer.train(job, listener, ToyRuns.QUIET, () -> false);
        Checkpoint last = Checkpoint.read(result.checkpoint());
        assertAverage(average, last.ema());
        assertAverage(
                average,
                last.averagedWeights().stream()
                        .filter(tensor -> average.containsKey(tensor.name()))
                        .toList());
        assertNotEquals(0, largestDifference(last.weights(), last.ema()), 5e-6);
    }

    /** The average begins before the first update, when running statistics have already seen the first batch. */
    private static void follow(Map<String, float[]> average, long step, List<NamedTensor> weights) {
        for (NamedTensor tensor : weights) {
            boolean begins = step == 1 && tensor.name().matches(".*\\.(mean|variance)");
            double d = begins ? 0 : Math.min(0.6, (1.0 + step) / (10.0 + step));
            float[] mean = average.get(tensor.name());
            for (int i = 0; mean != null && i < mean.length; i++) {
                mean[i] = (float) (d * mean[i] + (1 - d) * tensor.values()[i]);
            }
        }
    }

    private static void assertAverage(Map<String, float[]> expected, List<NamedTensor> actual) {
        assertEquals(expected.keySet(), actual.stream().map(NamedTensor::name).collect(Collectors.toSet()));
        actual.forEach(tensor -> assertArrayEquals(expected.get(tensor.name()), tensor.values(), 2e-6f, tensor.name()));
    }

    private static double largestDifference(List<NamedTensor> weights, List<NamedTensor> average) {
        double largest = 0;
        for (NamedTensor mean : average) {
            float[] own = weights.stream()
                    .filter(tensor -> tensor.name().equals(mean.name()))
                    .findFirst()
                    .orElseThrow()
                    .values();
            for (int i = 0; i < own.length; i++) {
                largest = Math.max(largest, Math.abs(own[i] - mean.values()[i]));
            }
        }
        return largest;
    }

    @Test
    void aStopEndsAfterTheStepWithACheckpoint() throws IOException {
        TrainingJob job = ToyRuns.job(folder.resolve("run"), ToyRuns.ddpm());
        int[] asked = {0};
        TrainingResult result = Trainer.train(job, TrainingListener.none(), ToyRuns.QUIET, () -> ++asked[0] >= 3);
        assertEquals(Ending.STOPPED, result.ending());
        assertEquals(3, result.step());
        assertEquals(3, Checkpoint.read(result.checkpoint()).config().step());
    }

    @Test
    void aSpentTimeBudgetEndsWithACheckpointAndTheSameCommandDoesNoMore() throws IOException {
        TrainingJob job = new TrainingJob(
                folder.resolve("run"),
                ToyRuns.ddpm(),
                ToyRuns.images(6),
                ToyRuns.facts(6),
                Optional.of(Duration.ofMillis(1)),
                "test");
        assertEquals(Ending.OUT_OF_TIME, ToyRuns.train(job).ending());
        TrainingResult again = ToyRuns.train(job);
        assertEquals(1, again.step());
        assertEquals(Ending.OUT_OF_TIME, again.ending());
    }

    @Test
    void aLossThatIsNotFiniteStopsWithStepImagesAndLastCheckpoint() throws IOException {
        Path run = folder.resolve("run");
        TrainingConfig config = ToyRuns.ddpm().withCadence(new Cadence(2, 0, 2));
        ToyRuns.train(ToyRuns.job(run, config.withSteps(4)));
        TrainingJob job = new TrainingJob(run, config, brokenImages(), ToyRuns.facts(6), Optional.empty(), "test");
        InputException failure = assertThrows(InputException.class, () -> ToyRuns.train(job));
        assertTrue(failure.getMessage().startsWith("step 5: the loss is NaN"), failure.getMessage());
        assertTrue(failure.getMessage().contains("index 010"), failure.getMessage());
        assertTrue(failure.getMessage().contains("last good checkpoint is that of step 4"), failure.getMessage());
        assertEquals(4, RunDirectory.step(RunDirectory.checkpoints(run).get(0)));
        assertTrue(Files.readString(run.resolve("log.txt")).contains("failed: step 5"));
    }

    private static TrainingImages brokenImages() {
        TrainingImages sound = ToyRuns.images(6);
        return new TrainingImages() {
            @Override
            public int size() {
                return sound.size();
            }

            @Override
            public int imageLength() {
                return sound.imageLength();
            }

            @Override
            public void read(int i, float[] out, int offset) {
                out[offset + ToyRuns.SIZE * 8 + 8] = Float.NaN;
            }

            @Override
            public int label(int i) {
                return sound.label(i);
            }

            @Override
            public int id(int i) {
                return sound.id(i);
            }
        };
    }

    @Test
    void twoTrainersDoNotShareARun() throws IOException {
        Path run = folder.resolve("run");
        try (RunDirectory held = RunDirectory.open(run)) {
            InputException failure =
                    assertThrows(InputException.class, () -> ToyRuns.train(ToyRuns.job(run, ToyRuns.ddpm())));
            assertTrue(failure.getMessage().contains("another training"), held + failure.getMessage());
        }
        assertEquals(
                1, ToyRuns.train(ToyRuns.job(run, ToyRuns.ddpm().withSteps(1))).step());
    }

    @Test
    void refusesAFolderThatHoldsOtherFiles() throws IOException {
        Files.writeString(folder.resolve("thesis.txt"), "mine");
        assertThrows(InputException.class, () -> ToyRuns.train(ToyRuns.job(folder, ToyRuns.ddpm())));
        assertEquals("mine", Files.readString(folder.resolve("thesis.txt")));
    }

    @Test
    void refusesSyntheticImagesUnlessAllowedAndWritesNothing() throws IOException {
        Path run = folder.resolve("run");
        DataFacts facts = ToyRuns.facts(6);
        DataFacts mixed = new DataFacts(
                facts.preprocessing(), facts.classNames(), facts.classCounts(), facts.fingerprint(), 4, 2);
        TrainingJob job =
                new TrainingJob(run, ToyRuns.ddpm().withSteps(1), ToyRuns.images(6), mixed, Optional.empty(), "test");
        InputException failure = assertThrows(InputException.class, () -> ToyRuns.train(job));
        assertTrue(failure.getMessage().startsWith("2 of 6 training images are marked synthetic"));
        assertFalse(Files.exists(run), "nothing is written");
        assertEquals(
                1,
                ToyRuns.train(job.withLimits(TrainingLimits.STANDARD.withRealShare(0)))
                        .step());
    }

    @Test
    void recordsTheCountsOfRealAndSyntheticImagesInTheCheckpoint() throws IOException {
        Path checkpoint = finalCheckpoint("run", ToyRuns.ddpm().withSteps(1));
        var config = Checkpoint.read(checkpoint).config();
        assertEquals(6, config.training().path("realImages").asInt());
        assertEquals(0, config.training().path("syntheticImages").asInt(-1));
        assertEquals("[3,3]", config.training().path("classCounts").toString());
        assertEquals(List.of("calm", "wild"), config.classNames());
        assertEquals("f".repeat(64), config.datasetFingerprint());
    }

    @Test
    void theLossFallsOnFourImages() throws IOException {
        TrainingConfig config = ToyRuns.ddpm().withSteps(150).withAugmentation(Augmentation.NONE);
        TrainingJob job = new TrainingJob(
                folder.resolve("run"), config, ToyRuns.images(4), ToyRuns.facts(4), Optional.empty(), "test");
        List<Double> losses = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(StepMetrics metrics) {
                losses.add(metrics.loss());
            }
        };
        Trainer.train(job, listener, ToyRuns.QUIET, () -> false);
        double first =
                losses.subList(0, 10).stream().mapToDouble(l -> l).average().orElseThrow();
        double last =
                losses.subList(130, 150).stream().mapToDouble(l -> l).average().orElseThrow();
        assertTrue(last < 0.4 * first, "mean loss was " + first + ", is " + last);
    }
}
