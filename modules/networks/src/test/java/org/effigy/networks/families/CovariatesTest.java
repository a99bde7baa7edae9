package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.base.Seeds;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.Tensors;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointConfig;
import org.effigy.networks.checkpoint.Covariate;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Node;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Denoisers that are conditioned on covariates. */
class CovariatesTest {
    private static final int SIDE = 16;
    private static final int LENGTH = SIDE * SIDE;
    private static final float UNKNOWN = Float.NaN;
    /** Relative; as in {@link GradientCheckTest}. */
    private static final double SLOPE_TOLERANCE = 5e-3;
    /** Both engines round in float. */
    private static final double ENGINES_TOLERANCE = 2e-5;

    private static final List<Covariate> COVARIATES =
            List.of(Covariate.number("age", 50, 20, 0, 100), Covariate.category("sex", List.of("F", "M")));

    private static final Ddpm.Config PLAIN =
            new Ddpm.Config(SIDE, 2, 8, List.of(1, 2), 1, 4, 4, 0, "cosine", 100, PredictionType.VELOCITY);

    @TempDir
    private Path folder;

    private static ModelConfig told(ModelConfig config) {
        return Family.of(config).withCovariates(config, COVARIATES);
    }

    private static List<ModelConfig> models() {
        return List.of(
                told(PLAIN),
                told(new Edm.Config(SIDE, 2, 8, List.of(1, 2), 1, 4, 4, 2, 0.5, -1.2, 1.2, 0.0)),
                told(new Flow.Config(SIDE, 1, 8, List.of(1, 2), 1, 8, 4, 2, Flow.Times.UNIFORM, 0.0)));
    }

    /** The same and a model of latents. */
    private static List<ModelConfig> all() {
        return Stream.concat(models().stream(), Stream.of(told(LdmTest.CONFIG))).toList();
    }

    private static LossModel training(ModelConfig config, EngineName engine) {
        return (LossModel) create(config, engine);
    }

    private static Model create(ModelConfig config, EngineName engine) {
        Optimisation optimisation = new Optimisation(AdamSettings.of(2e-3), 10, 1, 0.97);
        Compute compute = Compute.of(engine).withThreads(2);
        return Family.of(config).create(config, new Family.Recipe(3, optimisation, 0.1), compute);
    }

    /** Images as bright as their age says, some without. */
    private static Batch shades(long step, int images) {
        float[] values = new float[images * LENGTH];
        float[] covariates = new float[2 * images];
        Random random = new Random(step);
        for (int i = 0; i < images; i++) {
            float age = 10 + 80 * random.nextFloat();
            Arrays.fill(values, i * LENGTH, (i + 1) * LENGTH, brightness(age));
            covariates[2 * i] = random.nextInt(5) == 0 ? UNKNOWN : age;
            covariates[2 * i + 1] = random.nextInt(3) == 0 ? UNKNOWN : random.nextInt(2);
        }
        return new Batch(step, values, new int[images], new int[images]).withCovariates(covariates);
    }

    private static float brightness(float age) {
        return (age - 50) / 50;
    }

    @Test
    void aModelWithoutCovariatesIsRecordedAndBuiltAsBefore() {
        assertFalse(Json.line(PLAIN).contains("covariates"));
        assertTrue(PLAIN.conditions().isEmpty());
        assertEquals(
                List.of("image", "time"),
                Ddpm.net(PLAIN).inputs().stream().map(Node::name).toList());
        for (ModelConfig config : all()) {
            assertEquals(config, Json.parse(Json.line(config), ModelConfig.class, "model"));
            assertEquals(COVARIATES, config.conditions());
        }
        String json = Json.line(told(PLAIN));
        assertTrue(json.contains("{\"name\":\"sex\",\"categories\":[\"F\",\"M\"]}"), json);
        assertThrows(
                IllegalArgumentException.class,
                () -> Ddpm.inputs(PLAIN, new float[LENGTH], new int[] {1}, new int[0], known(40, 1)));
    }

    private static Conditions known(float... values) {
        return new Conditions(new float[0], values);
    }

    @Test
    void featuresAreWavesOfTheStandardisedNumberAndOneAtTheCategory() {
        double[] features = Conditions.fourier(1.3);
        double[] expected = {
            1,
            1.3,
            0.488621241496955,
            0.872496007072797,
            0.852640164354092,
            0.522498564715949,
            0.891006524188368,
            -0.453990499739547,
            -0.809016994374948,
            -0.587785252292473
        };
        // From Python: math.sin(math.pi / 8 * 2**k * 1.3), math.cos(...), k = 0..3.
        assertArrayEquals(expected, features, 1e-12);
        float[] encoded = Conditions.encoded(COVARIATES, new float[] {76, 1, UNKNOWN, 0}, 3);
        assertEquals(12, Conditions.features(COVARIATES));
        for (int k = 0; k < 10; k++) {
            assertEquals((float) features[k], encoded[k]);
            assertEquals(0, encoded[12 + k], "an age that is not known");
        }
        assertArrayEquals(new float[] {0, 1}, Arrays.copyOfRange(encoded, 10, 12));
        assertArrayEquals(new float[] {1, 0}, Arrays.copyOfRange(encoded, 22, 24));
        assertArrayEquals(new float[12], Arrays.copyOfRange(encoded, 24, 36), "the second half of guidance");
    }

    /** With all covariates dropped, and at first with any, the network is the one without them. */
    @Test
    void theNullTokenAddsNothingAndAtFirstNoValueDoes() {
        Ddpm.Config config = (Ddpm.Config) told(PLAIN);
        Random random = new Random(2);
        float[] x = Tensors.normal(random, 2 * LENGTH);
        int[] t = {3, 60};
        int[] none = new int[0];
        float[] values = {70, 0, 20, 1};
        try (UNet plain = UNet.create(PLAIN, 5);
                UNet told = UNet.create(config, 6)) {
            NamedTensor zeros = told.weights().stream()
                    .filter(w -> w.name().equals("covariate.weight"))
                    .findFirst()
                    .orElseThrow();
            assertArrayEquals(new long[] {32, 12}, zeros.shape());
            for (float value : zeros.values()) {
                assertEquals(0, value);
            }
            List<NamedTensor> weights = Tensors.random(plain.weights(), random);
            plain.setWeights(weights);
            told.setWeights(joined(told.weights(), weights, zeros));
            float[] expected = plain.predict(x, t, none);
            assertArrayEquals(expected, told.predict(x, t, none, values));
            NamedTensor other = new NamedTensor(zeros.name(), zeros.shape(), Tensors.normal(random, 32 * 12));
            told.setWeights(joined(told.weights(), weights, other));
            assertArrayEquals(expected, told.predict(x, t, none, new float[] {UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN}));
            assertArrayEquals(expected, told.predict(x, t, none, new float[0]));
            float[] differs = told.predict(x, t, none, values);
            assertNotEquals(expected[0], differs[0]);
            // Two images, covariates of one: the second is the null prediction.
            assertArrayEquals(
                    Arrays.copyOfRange(expected, LENGTH, 2 * LENGTH),
                    Arrays.copyOfRange(told.predict(x, t, none, new float[] {70, 0}), LENGTH, 2 * LENGTH));
        }
    }

    private static List<NamedTensor> joined(List<NamedTensor> names, List<NamedTensor> values, NamedTensor own) {
        return names.stream()
                .map(tensor -> Stream.concat(values.stream(), Stream.of(own))
                        .filter(value -> value.name().equals(tensor.name()))
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    @Test
    void covariatesAreDroppedWithTheLabelAndEachByItself() {
        int images = 8000;
        float[] covariates = new float[2 * images];
        Batch batch = new Batch(5, new float[images], new int[images], new int[images]).withCovariates(covariates);
        double p = 0.2;
        Family.Recipe recipe = new Family.Recipe(9, new Optimisation(AdamSettings.of(1), 0, 1, 0.9), p);
        int[] labels = recipe.keptLabels(batch, 1);
        float[] kept = recipe.keptCovariates(batch, told(PLAIN));
        int shown = 0;
        int first = 0;
        int second = 0;
        int both = 0;
        for (int i = 0; i < images; i++) {
            boolean noFirst = Float.isNaN(kept[2 * i]);
            boolean noSecond = Float.isNaN(kept[2 * i + 1]);
            if (labels[i] < 0) {
                assertTrue(noFirst && noSecond, "the null prediction of guidance knows nothing");
                continue;
            }
            shown++;
            first += noFirst ? 1 : 0;
            second += noSecond ? 1 : 0;
            both += noFirst && noSecond ? 1 : 0;
        }
        // Five standard errors of each share.
        assertEquals(p, 1 - (double) shown / images, 5 * Math.sqrt(p * (1 - p) / images));
        assertEquals(p, (double) first / shown, 5 * Math.sqrt(p * (1 - p) / shown));
        assertEquals(p, (double) second / shown, 5 * Math.sqrt(p * (1 - p) / shown));
        assertEquals(p * p, (double) both / shown, 5 * Math.sqrt(p * p * (1 - p * p) / shown));
        assertEquals(0, covariates[0]);
        assertEquals(0, recipe.keptCovariates(batch, PLAIN).length);
    }

    @ParameterizedTest
    @MethodSource("models")
    void theGradientIsTheSlopeOfTheLoss(ModelConfig config) {
        try (LossModel model = training(config, EngineName.ONEDNN)) {
            Random random = new Random(4);
            model.network().setWeights(Tensors.random(model.network().weights(), random));
            LossModel.Example example = model.example(shades(1, 3));
            double count = example.count();
            model.network().backward(model.loss(), count, example.target(), example.inputs());
            List<NamedTensor> weights = model.network().weights();
            int at = weights.stream().map(NamedTensor::name).toList().indexOf("covariate.weight");
            float[] gradient = model.network().gradients().get(at).values();
            double norm = 0;
            for (float g : gradient) {
                norm += (double) g * g;
            }
            norm = Math.sqrt(norm);
            double step = 1e-2;
            double[] losses = new double[2];
            for (int side = 0; side < 2; side++) {
                float[] moved = weights.get(at).values().clone();
                for (int i = 0; i < moved.length; i++) {
                    moved[i] += (float) ((side == 0 ? step : -step) * gradient[i] / norm);
                }
                NamedTensor changed =
                        new NamedTensor("covariate.weight", weights.get(at).shape(), moved);
                model.network()
                        .setWeights(weights.stream()
                                .map(w -> w.name().equals(changed.name()) ? changed : w)
                                .toList());
                losses[side] = model.network().backward(model.loss(), count, example.target(), example.inputs());
            }
            assertEquals(1, (losses[0] - losses[1]) / (2 * step) / norm, SLOPE_TOLERANCE);
        }
    }

    @Test
    void bothEnginesAgree() {
        Ddpm.Config config = (Ddpm.Config) told(PLAIN);
        Random random = new Random(8);
        float[] x = Tensors.normal(random, 3 * LENGTH);
        int[] t = {1, 50, 100};
        float[] values = {31.5f, 0, UNKNOWN, 1, 88, UNKNOWN};
        try (UNet one = UNet.create(config, 5, EngineName.ONEDNN);
                UNet other = UNet.create(config, 5, EngineName.DL4J)) {
            List<NamedTensor> weights = Tensors.random(one.weights(), random);
            one.setWeights(weights);
            other.setWeights(weights);
            float[] expected = other.predict(x, t, new int[0], values);
            Tensors.assertClose(ENGINES_TOLERANCE, "covariates", one.predict(x, t, new int[0], values), expected);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void anUnbrokenRunEqualsHalfAResumeAndHalf(ModelConfig config) throws IOException {
        EngineName engine = EngineName.ONEDNN;
        try (Model unbroken = create(config, engine);
                Model first = create(config, engine);
                Model second = create(config, engine)) {
            for (int step = 1; step <= 6; step++) {
                unbroken.prepare(shades(step, 5)).run();
                (step <= 3 ? first : second).prepare(shades(step, 5)).run();
                if (step == 3) {
                    Path path = Checkpoint.write(folder.resolve("checkpoint"), checkpoint(config, first));
                    second.restore(Checkpoint.read(path));
                }
            }
            Tensors.assertSameBits(state(second), state(unbroken));
        }
    }

    private static Checkpoint checkpoint(ModelConfig config, Model model) {
        CheckpointConfig about = new CheckpointConfig(
                Checkpoint.VERSION,
                config.family(),
                config,
                JsonNodeFactory.instance.objectNode(),
                config.classes() == 0 ? List.of() : List.of("NODULE", "NORMAL"),
                "fingerprint",
                List.of(),
                1,
                JsonNodeFactory.instance.objectNode(),
                "0.1.0");
        return new Checkpoint(about, model.weights(), model.ema(), model.updaterState());
    }

    private static List<NamedTensor> state(Model model) {
        return Stream.of(model.weights(), model.ema(), model.updaterState())
                .flatMap(List::stream)
                .toList();
    }

    /** Where the brightness follows from the age, samples' does, the more so with guidance; and each image stands for itself. */
    @ParameterizedTest
    @EnumSource(
            value = EngineName.class,
            names = {"ONEDNN"})
    void samplesFollowTheAgeThatIsAskedFor(EngineName engine) {
        ModelConfig config = told(PLAIN);
        Family family = Family.of(config);
        try (Model model = training(config, engine)) {
            for (int step = 1; step <= 1500; step++) {
                model.prepare(shades(step, 8)).run();
            }
            Compute compute = Compute.of(engine).withThreads(2);
            SamplerSettings settings =
                    family.sampler(config, SamplerSettings.Wish.NONE).withSteps(10);
            SamplerSettings.Wish guided =
                    new SamplerSettings.Wish(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(2.0));
            try (ImageModel images = family.open(config, model.ema(), compute)) {
                float[] ages = {15, 50, 85};
                int each = 8;
                float[] asked = new float[2 * ages.length * each];
                Random[] noise = new Random[ages.length * each];
                for (int i = 0; i < noise.length; i++) {
                    asked[2 * i] = ages[i / each];
                    asked[2 * i + 1] = UNKNOWN;
                    noise[i] = noise(each)[i % each];
                }
                int[] labels = new int[noise.length];
                Arrays.fill(labels, -1);
                float[] together = images.images(settings, labels, known(asked), noise, s -> {});
                double[] shades = new double[ages.length];
                for (int i = 0; i < noise.length; i++) {
                    shades[i / each] += mean(together, i) / each;
                }
                // The data rise by 0.7 from one to the next.
                assertTrue(shades[1] - shades[0] > 0.35 && shades[2] - shades[1] > 0.35, Arrays.toString(shades));
                float[] alone = images.images(
                        settings, new int[] {-1}, known(85, UNKNOWN), new Random[] {noise(each)[1]}, s -> {});
                int last = 2 * each + 1;
                assertArrayEquals(alone, Arrays.copyOfRange(together, last * LENGTH, (last + 1) * LENGTH));
                SamplerSettings strong = family.sampler(config, guided).withSteps(10);
                family.check(config, strong);
                float[] guidedImages = images.images(
                        strong, new int[] {-1}, known(85, UNKNOWN), new Random[] {noise(each)[1]}, s -> {});
                assertFalse(Arrays.equals(alone, guidedImages));
                // Nothing is known, so there is nothing to guide to.
                int[] one = {-1};
                float[] free = images.images(settings, one, Conditions.NONE, noise(1), s -> {});
                assertArrayEquals(free, images.images(strong, one, known(UNKNOWN, UNKNOWN), noise(1), s -> {}));
            }
        }
    }

    /** With weights that are not zero; what is not known changes nothing, and a step sees what is. */
    @Test
    void aModelOfLatentsIsToldTheSame() {
        ModelConfig config = told(LdmTest.CONFIG);
        Family family = Family.of(config);
        assertTrue(family.takesCovariates());
        List<NamedTensor> weights;
        double[] losses = new double[2];
        try (Model model = create(config, EngineName.ONEDNN)) {
            weights = Tensors.random(model.weights(), new Random(6));
            for (int i = 0; i < 2; i++) {
                model.begin(weights);
                float[] asked = new float[2 * 4];
                Arrays.fill(asked, i == 0 ? UNKNOWN : 1);
                Batch batch = new Batch(1, Tensors.normal(new Random(2), 4 * LENGTH), new int[4], new int[4]);
                losses[i] = model.prepare(batch.withCovariates(asked)).run().loss();
            }
        }
        assertNotEquals(losses[0], losses[1]);
        try (ImageModel images = family.open(config, weights, Compute.of(EngineName.ONEDNN))) {
            SamplerSettings settings =
                    family.sampler(config, SamplerSettings.Wish.NONE).withSteps(3);
            int[] one = {0};
            float[] free = images.images(settings, one, Conditions.NONE, noise(1), s -> {});
            assertArrayEquals(free, images.images(settings, one, known(UNKNOWN, UNKNOWN), noise(1), s -> {}));
            assertFalse(Arrays.equals(free, images.images(settings, one, known(80, 1), noise(1), s -> {})));
        }
    }

    private static double mean(float[] images, int i) {
        double sum = 0;
        for (int k = i * LENGTH; k < (i + 1) * LENGTH; k++) {
            sum += images[k];
        }
        return sum / LENGTH;
    }

    private static Random[] noise(int images) {
        Random[] noise = new Random[images];
        Arrays.setAll(noise, i -> Seeds.of(8, "sample", i));
        return noise;
    }

    @Test
    void aModelWithCovariatesIsNotDistilled() {
        ModelConfig config = told(PLAIN);
        try (Model model = training(config, EngineName.ONEDNN)) {
            InputException refused = assertThrows(
                    InputException.class, () -> Student.of(checkpoint(config, model), 4, SamplerSettings.Wish.NONE));
            assertTrue(refused.getMessage().contains("conditioned on covariates"), refused.getMessage());
        }
    }

    @Test
    void valuesAreReadAndRefusedWithWhatTheModelHasSeen() {
        Covariate age = COVARIATES.get(0);
        assertEquals(60.5, age.parse("60.5"));
        assertEquals(1, COVARIATES.get(1).parse("m"));
        for (String text : List.of("101", "-1", "NaN", "old")) {
            InputException refused = assertThrows(InputException.class, () -> age.parse(text));
            assertTrue(refused.getMessage().contains("0 to 100"), refused.getMessage());
        }
        InputException other =
                assertThrows(InputException.class, () -> COVARIATES.get(1).parse("X"));
        assertTrue(other.getMessage().contains("F, M"), other.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Covariate.number("age", 50, 0, 0, 100));
        assertThrows(IllegalArgumentException.class, () -> Covariate.category("sex", List.of("F", "F")));
    }
}
