package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.effigy.base.Size;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.Tensors;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointConfig;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A run that is stopped and goes on ends with the bits of one that was not. */
class ResumeTest {
    @TempDir
    private Path folder;

    /** An engine that is slow at first has fewer. */
    private static int steps(EngineName engine) {
        return engine == EngineName.ONEDNN ? 20 : 6;
    }

    private static List<ModelConfig> models() {
        return List.of(
                new Ddpm.Config(16, 2, 8, List.of(1, 2), 1, 4, 4, 2, "cosine", 1000, PredictionType.VELOCITY),
                new Edm.Config(16, 2, 8, List.of(1, 2), 1, 4, 4, 2, 0.5, -1.2, 1.2, 0.0),
                new Flow.Config(16, 2, 8, List.of(1, 2), 1, 4, 4, 2, Flow.Times.LOGIT_NORMAL, 0.0),
                new Dcgan.Config(16, 6, 4, 2, 0.9, 0.1),
                Fastgan.Config.of(16, 6, 8, 2),
                new Classifier.Config(Size.square(16), 4, List.of(1, 2), 1, 2, 2),
                VaeTest.VECTOR,
                LdmTest.CONFIG,
                DistilledTest.OF_FLOW);
    }

    static Stream<Arguments> everyFamilyOnEveryEngine() {
        return models().stream()
                .flatMap(model -> Arrays.stream(EngineName.values()).map(engine -> Arguments.of(model, engine)));
    }

    private static Model create(ModelConfig config, EngineName engine, long seed) {
        Optimisation optimisation = new Optimisation(AdamSettings.of(1e-3), 5, 1, 0.9);
        return Family.of(config)
                .create(
                        config,
                        new Family.Recipe(seed, optimisation, 0.2),
                        Compute.of(engine).withThreads(2));
    }

    private static void train(ModelConfig config, Model model, int from, int to) {
        for (int step = from; step <= to; step++) {
            Random random = new Random(step);
            float[] images = Tensors.normal(random, 5 * Family.of(config).exampleLength(config));
            int[] labels = random.ints(5, 0, 2).toArray();
            int[] ids = IntStream.range(0, 5).toArray();
            StepOutcome outcome =
                    model.prepare(new Batch(step, images, labels, ids)).run();
            assertTrue(outcome.isFinite());
        }
    }

    private static Checkpoint checkpoint(ModelConfig config, Model model, long step) {
        CheckpointConfig about = new CheckpointConfig(
                Checkpoint.VERSION,
                config.family(),
                config,
                JsonNodeFactory.instance.objectNode(),
                List.of("normal", "abnormal"),
                "fingerprint",
                List.of(),
                step,
                JsonNodeFactory.instance.objectNode(),
                "0.1.0");
        return new Checkpoint(about, model.weights(), model.ema(), model.updaterState());
    }

    private static List<NamedTensor> all(Model model) {
        List<NamedTensor> all = new ArrayList<>(model.weights());
        all.addAll(model.ema());
        all.addAll(model.updaterState());
        return all;
    }

    @ParameterizedTest
    @MethodSource("everyFamilyOnEveryEngine")
    void anUnbrokenRunEqualsHalfAResumeAndHalf(ModelConfig config, EngineName engine) throws IOException {
        assertEquals(Family.all().size(), models().size());
        int steps = steps(engine);
        try (Model unbroken = create(config, engine, 3);
                Model first = create(config, engine, 3);
                Model second = create(config, engine, 3)) {
            List<NamedTensor> begin = all(unbroken);
            train(config, unbroken, 1, steps);
            train(config, first, 1, steps / 2);
            Path path = Checkpoint.write(folder.resolve("checkpoint"), checkpoint(config, first, steps / 2));
            second.restore(Checkpoint.read(path));
            train(config, second, steps / 2 + 1, steps);
            Tensors.assertSameBits(all(second), all(unbroken));
            assertFalse(
                    Arrays.equals(begin.get(0).values(), all(unbroken).get(0).values()), "nothing was learnt");
        }
    }

    @ParameterizedTest
    @MethodSource("everyFamilyOnEveryEngine")
    void otherWeightsBeginWithAnEmptyOptimiser(ModelConfig config, EngineName engine) {
        try (Model trained = create(config, engine, 3);
                Model begun = create(config, engine, 4)) {
            train(config, trained, 1, 3);
            begun.begin(trained.weights());
            Tensors.assertSameBits(begun.weights(), trained.weights());
            List<NamedTensor> average = begun.weights().subList(0, begun.ema().size());
            Tensors.assertSameBits(begun.ema(), average);
            for (NamedTensor state : begun.updaterState()) {
                for (float value : state.values()) {
                    assertEquals(0, value, state.name());
                }
            }
        }
    }
}
