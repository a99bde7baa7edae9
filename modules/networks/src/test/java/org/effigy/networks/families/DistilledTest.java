package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.Tensors;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointConfig;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Models that take a few steps where their teachers take many. */
class DistilledTest {
    private static final int LENGTH = 256;
    private static final Compute COMPUTE = Compute.standard().withThreads(2);
    private static final Ddpm.Config DDPM =
            new Ddpm.Config(16, 2, 8, List.of(1, 2), 1, 4, 4, 2, "cosine", 1000, PredictionType.VELOCITY);
    private static final Edm.Config EDM = new Edm.Config(16, 2, 8, List.of(1, 2), 1, 4, 4, 2, 0.5, -1.2, 1.2, 0.0);
    private static final Flow.Config FLOW =
            new Flow.Config(16, 2, 8, List.of(1, 2), 1, 4, 4, 2, Flow.Times.LOGIT_NORMAL, 0.0);
    static final Distilled.Config OF_FLOW = Distilled.of(teacher(FLOW, List.of()), 2, SamplerSettings.Wish.NONE);

    private static final double HALF = 0.5;

    static List<ModelConfig> teachers() {
        return List.of(
                DDPM,
                new Ddpm.Config(16, 2, 8, List.of(1, 2), 1, 4, 4, 2, "linear", 1000, PredictionType.SAMPLE),
                EDM,
                FLOW);
    }

    /** Weights that differ from zero everywhere, so that the network's output depends on all of its inputs. */
    private static List<NamedTensor> weights(ModelConfig config) {
        Optimisation optimisation = new Optimisation(AdamSettings.of(1e-3), 0, 1, 0.9);
        Family.Recipe recipe = new Family.Recipe(5, optimisation, 0);
        try (Model model = Family.of(config).create(config, recipe, COMPUTE)) {
            List<NamedTensor> weights = new ArrayList<>();
            Random random = new Random(8);
            for (NamedTensor tensor : model.weights()) {
                float[] values = tensor.values().clone();
                for (int i = 0; i < values.length; i++) {
                    values[i] += (float) (0.02 * random.nextGaussian());
                }
                weights.add(new NamedTensor(tensor.name(), tensor.shape(), values));
            }
            return weights;
        }
    }

    private static Checkpoint teacher(ModelConfig config, List<NamedTensor> weights) {
        CheckpointConfig about = new CheckpointConfig(
                Checkpoint.VERSION,
                config.family(),
                config,
                JsonNodeFactory.instance.objectNode(),
                config.classes() == 0 ? List.of() : List.of("normal", "abnormal"),
                "fingerprint",
                List.of(),
                3,
                JsonNodeFactory.instance.objectNode(),
                "0.1.0");
        return new Checkpoint(about, weights, List.of(), List.of());
    }

    private static SamplerSettings.Wish wish(Integer steps, Double guidance) {
        return new SamplerSettings.Wish(
                Optional.empty(), Optional.ofNullable(steps), Optional.empty(), Optional.ofNullable(guidance));
    }

    /** So little noise that no image is cut to [-1, 1]: a cut one is reached by many predictions. */
    private static Random[] noise(int n) {
        Random[] noise = new Random[n];
        Arrays.setAll(noise, Little::new);
        return noise;
    }

    private static final class Little extends Random {
        private static final long serialVersionUID = 1L;

        Little(long seed) {
            super(seed);
        }

        @Override
        public synchronized double nextGaussian() {
            return 0.2 * super.nextGaussian();
        }
    }

    private static double[] times(Distilled.Config config) {
        return config.times().stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Examples of the teacher's ways, as training has them. */
    private static Batch examples(Distilled.Config config, List<NamedTensor> weights, int ways) {
        int steps = config.times().size();
        int[] labels = IntStream.range(0, ways).map(i -> i % 3 - 1).toArray();
        float[][] states;
        try (ImageModel model = Family.of(config.teacher()).open(config.teacher(), weights, COMPUTE)) {
            states = model.path(config.taught(), times(config), labels, noise(ways));
        }
        float[] values = new float[ways * steps * 2 * LENGTH];
        int[] all = new int[ways * steps];
        for (int i = 0; i < all.length; i++) {
            all[i] = labels[i / steps];
            System.arraycopy(states[i % steps], i / steps * LENGTH, values, 2 * i * LENGTH, LENGTH);
            System.arraycopy(states[i % steps + 1], i / steps * LENGTH, values, (2 * i + 1) * LENGTH, LENGTH);
        }
        return new Batch(1, values, all, IntStream.range(0, all.length).toArray());
    }

    private static Distilled.Training training(Distilled.Config config, double rate) {
        Optimisation optimisation = new Optimisation(AdamSettings.of(rate), 0, 1, 0.9);
        return new Distilled.Training(config, new Family.Recipe(7, optimisation, 0), COMPUTE);
    }

    /** Where the student has as many steps as the teacher, whose two are of first order, its task is done before it begins. */
    @ParameterizedTest
    @MethodSource("teachers")
    void aStudentThatIsItsTeacherHasNothingToLearnAndMakesItsImages(ModelConfig config) {
        List<NamedTensor> weights = weights(config);
        Distilled.Config student = Distilled.of(teacher(config, weights), 2, wish(2, null));
        Batch batch = examples(student, weights, 6);
        try (Distilled.Training model = training(student, 1e-3);
                ImageModel many = Family.of(config).open(config, weights, COMPUTE);
                ImageModel few = new Distilled().open(student, weights, COMPUTE)) {
            model.begin(weights);
            int[] labels = {0, 1, -1, 1};
            float[] expected = many.images(student.taught(), labels, noise(4), step -> {});
            SamplerSettings own = new Distilled().sampler(student, SamplerSettings.Wish.NONE);
            Tensors.assertClose(1e-5, "images", few.images(own, labels, noise(4), step -> {}), expected);
            assertTrue(IntStream.range(0, expected.length).allMatch(i -> Math.abs(expected[i]) < 1));
            assertEquals(0, model.prepare(batch).run().loss(), 1e-7);
        }
    }

    /** The weights of the first steps alike: the loss is the mean of the weighted squares, by hand. */
    @ParameterizedTest
    @MethodSource("teachers")
    void theLossIsTheWeightedErrorOfEachStep(ModelConfig config) {
        List<NamedTensor> weights = weights(config);
        Distilled.Config student = Distilled.of(teacher(config, weights), 3, wish(12, 1.7));
        Batch batch = examples(student, weights, 4);
        try (Distilled.Training model = training(student, 1e-3)) {
            model.begin(weights);
            LossModel.Example example = model.example(batch);
            float[] output = model.network().predict(DenoisingUNet.IMAGES_PER_PASS, example.inputs());
            double sum = 0;
            for (int i = 0; i < batch.size(); i++) {
                int k = i % 3;
                double weight = student.steps().weight(k);
                for (int j = i * LENGTH; j < (i + 1) * LENGTH; j++) {
                    sum += weight * Math.pow((double) output[j] - example.target()[j], 2);
                }
            }
            double expected = sum / (batch.size() * LENGTH);
            var judged = model.judge(batch);
            assertEquals(3, judged.size());
            double mean = judged.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow();
            assertEquals(expected, mean, 1e-5 * expected);
            assertEquals(expected, model.prepare(batch).run().loss(), 1e-4 * expected);
        }
    }

    @Test
    void aStudentLearnsTheWaysThatItIsShown() {
        List<NamedTensor> weights = weights(DDPM);
        Distilled.Config student = Distilled.of(teacher(DDPM, weights), 2, SamplerSettings.Wish.NONE);
        Batch batch = examples(student, weights, 4);
        try (Distilled.Training model = training(student, 2e-3)) {
            model.begin(weights);
            double first = model.prepare(batch).run().loss();
            double last = first;
            for (int step = 2; step <= 60; step++) {
                last = model.prepare(new Batch(step, batch.images(), batch.labels(), batch.ids()))
                        .run()
                        .loss();
            }
            assertTrue(last < HALF * first, first + " became " + last);
        }
    }

    @Test
    void theConfigurationSaysWhoTheTeacherWasAndSurvivesJson() {
        Checkpoint teacher = teacher(DDPM, weights(DDPM));
        Distilled.Config student = Distilled.of(teacher, 2, wish(null, 2.5));
        assertEquals(teacher.sha256(), student.teacherSha256());
        assertEquals(Optional.of(teacher.sha256()), new Distilled().teacher(student));
        assertEquals(List.of(992.0, 469.0), student.times());
        assertEquals(
                "dpm-solver++, steps 20, eta 0.0, guidance 2.5, spacing logsnr",
                student.taught().text());
        assertEquals(student, Json.parse(Json.line(student), ModelConfig.class, "config"));
        assertEquals(2 * LENGTH, new Distilled().exampleLength(student));
        String about =
                new Distilled().portable(student).orElseThrow().nets().get(0).about();
        assertTrue(about.contains("the times 992.0, 469.0 only"), about);
    }

    @ParameterizedTest
    @CsvSource({
        "ddim, , , ",
        "few-step, 3, , ",
        ", 50, , ",
        ", , 0.5, ",
        ", , , 2",
    })
    void onlyItsOwnStepsCanBeTaken(String name, Integer steps, Double eta, Double guidance) {
        SamplerSettings.Wish wish = new SamplerSettings.Wish(
                Optional.ofNullable(name),
                Optional.ofNullable(steps),
                Optional.ofNullable(eta),
                Optional.ofNullable(guidance));
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> new Distilled().sampler(OF_FLOW, wish));
        assertEquals(
                "the model is distilled to 2 steps of its own, so there are no steps, sampler, eta or guidance to choose;"
                        + " leave them out, or sample the model that it was made from",
                refusal.getMessage());
        SamplerSettings own = new Distilled().sampler(OF_FLOW, wish(2, 1.0));
        assertEquals("few-step, steps 2, eta 0.0, guidance 1.0", own.text());
        new Distilled().check(OF_FLOW, own);
        assertThrows(InputException.class, () -> new Distilled().check(OF_FLOW, own.withSteps(1)));
    }

    @Test
    void whatCannotBeDistilledIsRefusedInALine() {
        Ddpm.Config noise =
                new Ddpm.Config(16, 2, 8, List.of(1, 2), 1, 4, 4, 2, "cosine", 1000, PredictionType.EPSILON);
        assertRefused(noise, "the model predicts the noise, from which one large step makes no image");
        assertRefused(VaeTest.VECTOR, "of the family vae, which cannot be distilled; choose one of ddpm, edm, flow");
        assertRefused(LdmTest.CONFIG, "of the family ldm, which cannot be distilled");
        assertRefused(OF_FLOW, "is distilled already, to 2 steps; distil the model that it was made from");
        IllegalArgumentException steps = assertThrows(
                IllegalArgumentException.class, () -> Distilled.of(teacher(EDM, List.of()), 9, wish(8, null)));
        assertEquals("the student's steps are 9, the teacher takes 8; allowed are 1 to 8", steps.getMessage());
        assertThrows(InputException.class, () -> new Distilled().preset("tiny", 32, 0));
    }

    private static void assertRefused(ModelConfig config, String words) {
        InputException refusal = assertThrows(
                InputException.class, () -> Distilled.of(teacher(config, List.of()), 2, SamplerSettings.Wish.NONE));
        assertTrue(refusal.getMessage().contains(words), refusal.getMessage());
    }

    @Test
    void aDenoiserTellsTheTimesThatItKnows() {
        Distilled.Config student = Distilled.of(teacher(DDPM, List.of()), 3, SamplerSettings.Wish.NONE);
        try (ImageModel model = new Distilled().open(student, weights(DDPM), COMPUTE)) {
            assertEquals(List.of(319, 625, 992), model.denoiser().orElseThrow().times());
            assertArrayEquals(new int[] {0, 1, 2, 0}, new int[] {
                Distilled.step(student, 0),
                Distilled.step(student, 4),
                Distilled.step(student, 8),
                Distilled.step(student, 9)
            });
        }
    }
}
