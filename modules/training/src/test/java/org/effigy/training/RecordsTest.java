package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.Optimisation;
import org.effigy.training.TrainingResult.Ending;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run writes down of itself, where each number differs from every other. */
class RecordsTest {
    /** Five images can be decoded of six in the index, of which one is synthetic. */
    private static final DataFacts FACTS = new DataFacts(
            Json.tree("{\"version\":1,\"size\":16}", "recipe"),
            List.of("wild", "calm"),
            List.of(4, 2),
            "e".repeat(64),
            5,
            1);

    @TempDir
    private Path folder;

    private TrainingJob job(TrainingConfig config, Optional<Duration> budget) {
        return new TrainingJob(folder.resolve("run"), config, ToyRuns.images(5), FACTS, budget, "9.8.7")
                .withLimits(TrainingLimits.STANDARD.withRealShare(0));
    }

    private StepMetrics metrics(int step) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("run/metrics.jsonl"));
        return Json.parse(lines.get(step - 1), StepMetrics.class, "line");
    }

    @Test
    void theCheckpointSaysOfWhatAndHowItWasMade() throws IOException {
        TrainingConfig config = ToyRuns.ddpm().withSteps(6).withCadence(new Cadence(2, 0, 9));
        Path last = ToyRuns.train(job(config, Optional.empty())).checkpoint();
        Checkpoint checkpoint = Checkpoint.read(last.resolveSibling("00000004"));
        assertEquals(4, checkpoint.config().step());
        assertEquals(config.model(), checkpoint.config().model());
        assertEquals(FACTS.preprocessing(), checkpoint.config().preprocessing());
        assertEquals(FACTS.classNames(), checkpoint.config().classNames());
        assertEquals(FACTS.fingerprint(), checkpoint.config().datasetFingerprint());
        assertEquals("9.8.7", checkpoint.config().codeVersion());
        JsonNode training = checkpoint.config().training();
        assertEquals(
                "4 7 0.1 5 5 1 [4,2]",
                String.join(
                        " ",
                        training.path("batch").asText(),
                        training.path("seed").asText(),
                        training.path("labelDropout").asText(),
                        training.path("images").asText(),
                        training.path("realImages").asText(),
                        training.path("syntheticImages").asText(),
                        training.path("classCounts").toString()));
        assertEquals(
                config.optimisation(),
                Json.parse(training.path("optimisation").toString(), Optimisation.class, "optimisation"));
    }

    @Test
    void theMetricsHoldTheStepsLearningRateLossNormAndParts() throws IOException {
        TrainingConfig config = ToyRuns.dcgan().withSteps(6);
        ToyRuns.train(job(config, Optional.empty()));
        for (int step = 1; step <= 6; step++) {
            StepMetrics line = metrics(step);
            assertEquals(step, line.step());
            // Five steps of warm-up to 2e-4.
            assertEquals(2e-4 * Math.min(1, step / 5.0), line.learningRate(), 1e-15);
            Map<String, Double> parts = line.parts();
            assertEquals(3, parts.size());
            assertEquals(
                    line.loss(),
                    parts.values().stream().mapToDouble(part -> part).sum(),
                    1e-12);
            assertTrue(line.gradientNorm() > 0 && Math.abs(line.gradientNorm() - line.loss()) > 1e-3);
            assertTrue(line.imagesPerSecond() > 0 && line.elapsedSeconds() > 0);
        }
    }

    @Test
    void theMeanLossForgetsAsAMeanOfAHundredSteps() {
        double mean = Double.NaN;
        for (int step = 1; step <= 100; step++) {
            mean = StepMetrics.meanLoss(mean, step, step);
            assertEquals((step + 1) / 2.0, mean, 1e-9);
        }
        assertEquals(mean + (1000 - mean) / 100, StepMetrics.meanLoss(mean, 1000, 101), 1e-9);
        assertEquals(mean + (1000 - mean) / 100, StepMetrics.meanLoss(mean, 1000, 5000), 1e-9);
    }

    /** The run's clock is the last line of its metrics: one of an hour leaves nothing of half an hour. */
    @Test
    void theTimeOfEarlierSessionsCountsTowardsTheBudget() throws IOException {
        TrainingConfig config = ToyRuns.ddpm();
        ToyRuns.train(job(config.withSteps(2), Optional.empty()));
        Path file = folder.resolve("run/metrics.jsonl");
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        ObjectNode last = (ObjectNode) Json.tree(lines.get(1), "line");
        lines.set(1, Json.line(last.put("elapsedSeconds", 3600.0)));
        Files.write(file, lines);
        TrainingResult spent = ToyRuns.train(job(config, Optional.of(Duration.ofMinutes(30))));
        assertEquals(Ending.OUT_OF_TIME, spent.ending());
        assertEquals(2, spent.step());
        TrainingResult more = ToyRuns.train(job(config.withSteps(3), Optional.of(Duration.ofHours(2))));
        assertEquals(Ending.FINISHED, more.ending());
        assertTrue(metrics(3).elapsedSeconds() > 3600);
    }

    /** Running statistics decide no loss, so that only a look at the weights tells. */
    @Test
    void weightsThatAreNotFiniteAreNotWritten() throws IOException {
        TrainingConfig config = ToyRuns.dcgan().withSteps(1);
        Checkpoint sound = Checkpoint.read(
                ToyRuns.train(ToyRuns.job(folder.resolve("sound"), config)).checkpoint());
        List<NamedTensor> broken = sound.averagedWeights().stream()
                .map(tensor -> {
                    float[] values = tensor.values().clone();
                    if (tensor.name().equals("generator.norm0.variance")) {
                        values[1] = Float.POSITIVE_INFINITY;
                    }
                    return new NamedTensor(tensor.name(), tensor.shape(), values);
                })
                .toList();
        Checkpoint start = new Checkpoint(sound.config(), broken, List.of(), List.of());
        TrainingJob job = ToyRuns.job(folder.resolve("run"), config).withStart(Optional.of(start));
        String message =
                assertThrows(InputException.class, () -> ToyRuns.train(job)).getMessage();
        assertTrue(message.startsWith("step 1: weights are not finite (generator.norm0.variance)"), message);
        assertEquals(List.of(), RunDirectory.checkpoints(folder.resolve("run")));
    }

    @Test
    void anImageThatCannotBeReadSaysWhy() {
        TrainingImages images = new TrainingImages() {
            @Override
            public int size() {
                return 1;
            }

            @Override
            public int imageLength() {
                return ToyRuns.SIZE * ToyRuns.SIZE;
            }

            @Override
            public void read(int i, float[] out, int offset) {
                throw new InputException("index 0007: the cache is broken");
            }

            @Override
            public int label(int i) {
                return 0;
            }

            @Override
            public int id(int i) {
                return 7;
            }
        };
        TrainingJob job =
                new TrainingJob(folder.resolve("run"), ToyRuns.ddpm(), images, FACTS, Optional.empty(), "test");
        assertEquals(
                "index 0007: the cache is broken",
                assertThrows(
                                InputException.class,
                                () -> ToyRuns.train(job.withLimits(TrainingLimits.STANDARD.withRealShare(0))))
                        .getMessage());
    }

    @Test
    void whoStopsARunGetsACheckpointAndDoesNotWaitForAPreview() throws IOException {
        List<Long> previews = new ArrayList<>();
        List<Long> checkpoints = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void preview(long step, Path png, Checkpoint snapshot) {
                previews.add(step);
            }

            @Override
            public void checkpointed(long step, Path checkpoint) {
                checkpoints.add(step);
            }
        };
        TrainingConfig config = ToyRuns.ddpm().withCadence(new Cadence(2, 3, 9));
        Trainer.train(job(config, Optional.empty()), listener, ToyRuns.QUIET, () -> checkpoints.size() == 3);
        assertEquals(List.of(2L, 4L, 6L, 7L), checkpoints);
        assertEquals(List.of(3L, 6L), previews);
    }
}
