package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.effigy.base.Json;
import org.effigy.dataset.image.Augmentation;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a run records of its settings is what its weights depend on: no setting gets lost on the way, none is an ornament. */
class SettingsTest {
    @TempDir
    private Path folder;

    static Stream<TrainingConfig> families() {
        return Stream.of(ToyRuns.ddpm(), ToyRuns.dcgan(), ToyRuns.fastgan(), ToyRuns.classifier());
    }

    private static UnaryOperator<TrainingConfig> adam(UnaryOperator<AdamSettings> change) {
        return optimisation(o -> new Optimisation(change.apply(o.adam()), o.warmupSteps(), o.clipNorm(), o.emaDecay()));
    }

    private static UnaryOperator<TrainingConfig> optimisation(UnaryOperator<Optimisation> change) {
        return config -> config.withOptimisation(change.apply(config.optimisation()));
    }

    /** Another value of each setting that may decide a weight, by its place in the records. */
    private static Map<String, UnaryOperator<TrainingConfig>> others() {
        Map<String, UnaryOperator<TrainingConfig>> others = new LinkedHashMap<>();
        others.put("/seed", config -> config.withSeed(8));
        others.put("/batch", config -> config.withBatch(3));
        others.put("/augmentation", config -> config.withAugmentation(Augmentation.NONE));
        others.put("/labelDropout", config -> config.withLabelDropout(1));
        others.put("/classBalance", config -> config.withClassBalance(new ClassBalance(1, 0)));
        others.put("/optimisation/warmupSteps", optimisation(o -> new Optimisation(o.adam(), 9, o.clipNorm(), 0.9)));
        others.put("/optimisation/clipNorm", optimisation(o -> new Optimisation(o.adam(), 5, 1e-3, 0.9)));
        others.put("/optimisation/emaDecay", optimisation(o -> o.withEmaDecay(0.1)));
        others.put("/optimisation/adam/learningRate", optimisation(o -> o.withLearningRate(1e-4)));
        others.put(
                "/optimisation/adam/beta1", adam(a -> new AdamSettings(a.learningRate(), 0.7, a.beta2(), a.epsilon())));
        others.put(
                "/optimisation/adam/beta2", adam(a -> new AdamSettings(a.learningRate(), a.beta1(), 0.9, a.epsilon())));
        others.put(
                "/optimisation/adam/epsilon",
                adam(a -> new AdamSettings(a.learningRate(), a.beta1(), a.beta2(), 1e-3)));
        return others;
    }

    private Checkpoint trained(String run, TrainingConfig config) throws IOException {
        return Checkpoint.read(
                ToyRuns.train(ToyRuns.job(folder.resolve(run), config)).checkpoint());
    }

    private JsonNode json(String run, String file) throws IOException {
        return Json.tree(Files.readString(folder.resolve(run).resolve(file)), file);
    }

    @ParameterizedTest
    @MethodSource("families")
    void aSettingIsRecordedWhereItDecidesTheWeights(TrainingConfig family) throws IOException {
        TrainingConfig config = family.withSteps(2).withThreads(1);
        Function<Checkpoint, String> weights = model -> ToyRuns.bits(model.weights()) + ToyRuns.bits(model.ema());
        Checkpoint usual = trained("usual", config);
        for (Map.Entry<String, UnaryOperator<TrainingConfig>> other : others().entrySet()) {
            String setting = other.getKey();
            Checkpoint changed =
                    trained(setting.replace('/', '-'), other.getValue().apply(config));
            boolean decides = !weights.apply(usual).equals(weights.apply(changed));
            // Of the changed run, for what is left out where it is as usual.
            JsonNode run = json(setting.replace('/', '-'), "config.json").path("training");
            assertEquals(decides, !run.at(setting).isMissingNode(), setting + " in config.json");
            JsonNode before = usual.config().training().at(setting);
            JsonNode now = changed.config().training().at(setting);
            boolean augmentation = setting.equals("/augmentation");
            assertEquals(decides && !augmentation, !now.isMissingNode(), setting + " in the checkpoint");
            assertEquals(decides && !augmentation, !before.equals(now), setting + " in the checkpoint");
        }
    }

    /** As programs wrote it that recorded settings without effect, too. */
    @Test
    void aRunThatRecordsWhatItsFamilyDoesNotUseGoesOnBitForBit() throws IOException {
        TrainingConfig config = ToyRuns.dcgan().withSteps(4).withLabelDropout(0);
        Checkpoint whole = trained("whole", config);
        trained("parts", config.withSteps(2));
        ObjectNode old = (ObjectNode) json("parts", "config.json");
        ((ObjectNode) old.path("training")).put("labelDropout", 0.1);
        ((ObjectNode) old.path("training").path("optimisation")).put("clipNorm", 7.0);
        Json.write(folder.resolve("parts/config.json"), old);
        Checkpoint parts = trained("parts", config);
        assertEquals(ToyRuns.bits(whole.weights()), ToyRuns.bits(parts.weights()));
        assertEquals(ToyRuns.bits(whole.updater()), ToyRuns.bits(parts.updater()));
        assertEquals(whole.sha256(), parts.sha256());
        assertFalse(Files.readString(folder.resolve("parts/config.json")).contains("clipNorm"));
        assertTrue(Files.readString(folder.resolve("parts/config.json")).contains("warmupSteps"));
    }

    @Test
    void threadsThatNobodyGaveAreThoseOfTheComputationAndStay() throws IOException {
        TrainingConfig config = ToyRuns.ddpm().withThreads(0);
        Compute three = Compute.standard().withThreads(3);
        // Which leaves nothing behind for the next run.
        trained("other", config.withThreads(2).withSteps(1));
        ToyRuns.train(ToyRuns.job(folder.resolve("run"), config.withSteps(1)).withCompute(three));
        assertEquals(3, json("run", "environment.json").path("threads").asInt());
        assertEquals(3, json("run", "config.json").at("/training/threads").asInt());
        ToyRuns.train(ToyRuns.job(folder.resolve("run"), config.withSteps(2)).withCompute(three.withThreads(2)));
        assertEquals(3, json("run", "environment.json").path("threads").asInt());
        ToyRuns.train(ToyRuns.job(folder.resolve("run"), config.withSteps(3).withThreads(2)));
        assertEquals(2, json("run", "environment.json").path("threads").asInt());
        String log = Files.readString(folder.resolve("run/log.txt"));
        assertEquals(
                1,
                log.lines()
                        .filter(line -> line.contains("goes on with 2 threads instead of 3"))
                        .count(),
                log);
    }
}
