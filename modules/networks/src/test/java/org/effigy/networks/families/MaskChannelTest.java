package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.effigy.base.Json;
import org.effigy.base.Seeds;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.Tensors;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointConfig;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Denoisers that see a mask beside the image. */
class MaskChannelTest {
    private static final int SIDE = 16;
    private static final int LENGTH = SIDE * SIDE;
    /** Relative; as in {@link GradientCheckTest}. */
    private static final double SLOPE_TOLERANCE = 5e-3;

    private static final Ddpm.Config PLAIN =
            new Ddpm.Config(SIDE, 2, 8, List.of(1, 2), 1, 4, 4, 0, "cosine", 100, PredictionType.VELOCITY);

    @TempDir
    private Path folder;

    private static ModelConfig masked(ModelConfig config) {
        return Family.of(config).withMasks(config);
    }

    private static List<ModelConfig> models() {
        return List.of(
                masked(PLAIN),
                masked(new Edm.Config(SIDE, 2, 8, List.of(1, 2), 1, 4, 4, 2, 0.5, -1.2, 1.2, 0.0)),
                masked(new Flow.Config(SIDE, 1, 8, List.of(1, 2), 1, 8, 4, 2, Flow.Times.UNIFORM, 0.0)));
    }

    static Stream<Arguments> modelsOnEngines() {
        return models().stream().flatMap(model -> Arrays.stream(EngineName.values())
                // The slower engine once; that all operations work on it is tested elsewhere.
                .filter(engine -> engine == EngineName.ONEDNN || model.family().equals(Ddpm.NAME))
                .map(engine -> Arguments.of(model, engine)));
    }

    private static LossModel training(ModelConfig config, EngineName engine) {
        Optimisation optimisation = new Optimisation(AdamSettings.of(2e-3), 10, 1, 0.97);
        Compute compute = Compute.of(engine).withThreads(2);
        return (LossModel) Family.of(config).create(config, new Family.Recipe(3, optimisation, 0.1), compute);
    }

    /** Squares of 6 pixels; the image is bright where the mask is. */
    private static Batch squares(long step, int images) {
        float[] masks = new float[images * LENGTH];
        float[] values = new float[masks.length];
        Random random = new Random(step);
        for (int i = 0; i < images; i++) {
            int top = random.nextInt(SIDE - 6);
            int left = random.nextInt(SIDE - 6);
            for (int row = top; row < top + 6; row++) {
                Arrays.fill(masks, i * LENGTH + row * SIDE + left, i * LENGTH + row * SIDE + left + 6, 1);
            }
        }
        for (int i = 0; i < masks.length; i++) {
            values[i] = masks[i] == 1 ? 0.8f : -0.8f;
        }
        return new Batch(step, values, new int[images], new int[images]).withMasks(masks);
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

    private static List<NamedTensor> all(Model model) {
        return Stream.of(model.weights(), model.ema(), model.updaterState())
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void aModelWithoutMasksIsRecordedAndBuiltAsBefore() {
        assertFalse(Json.line(PLAIN).contains("mask"));
        assertFalse(PLAIN.masked());
        String json = Json.line(masked(PLAIN));
        assertTrue(json.contains("\"mask\":true"), json);
        ModelConfig read = Json.parse(json, ModelConfig.class, "model");
        assertEquals(masked(PLAIN), read);
        assertTrue(read.masked());
        List<String> before = Ddpm.net(PLAIN).inputs().stream().map(Node::name).toList();
        assertEquals(List.of("image", "time"), before);
        assertThrows(
                IllegalArgumentException.class,
                () -> Ddpm.inputs(
                        PLAIN, new float[LENGTH], new int[] {1}, new int[0], Conditions.ofMasks(new float[LENGTH])));
    }

    @Test
    void theMaskIsFoldedAsTheImageAndFillsTheChannelsBehindIt() {
        Ddpm.Config config = (Ddpm.Config) masked(PLAIN);
        assertEquals(
                List.of("image", "mask", "time"),
                Ddpm.net(config).inputs().stream().map(Node::name).toList());
        long[] in = Ddpm.net(config).parameters().stream()
                .filter(p -> p.name().equals("in.weight"))
                .findFirst()
                .orElseThrow()
                .shape();
        assertArrayEquals(new long[] {8, 8, 3, 3}, in);
        float[] mask = squares(1, 1).masks();
        float[][] inputs =
                Ddpm.inputs(config, new float[2 * LENGTH], new int[] {1, 2}, new int[0], Conditions.ofMasks(mask));
        float[] folded = DenoisingUNet.fold(mask, config.unet());
        assertArrayEquals(folded, Arrays.copyOf(inputs[1], LENGTH));
        assertArrayEquals(folded, Arrays.copyOfRange(inputs[1], LENGTH, 2 * LENGTH), "guidance asks twice");
        float[] none = Ddpm.inputs(config, new float[LENGTH], new int[] {1}, new int[0])[1];
        for (float value : none) {
            assertEquals(Batch.NO_MASK, value);
        }
    }

    @Test
    void aTenthOfTheMasksIsDroppedAsTheSeedSays() {
        int images = 4000;
        float[] masks = new float[images];
        Arrays.fill(masks, 1);
        Batch batch = new Batch(5, masks.clone(), new int[images], new int[images]).withMasks(masks);
        Family.Recipe recipe = new Family.Recipe(9, new Optimisation(AdamSettings.of(1), 0, 1, 0.9), 0.1);
        float[] kept = recipe.keptMasks(batch, masked(PLAIN));
        Random dropout = Seeds.of(9, "mask dropout", 5);
        int dropped = 0;
        for (int i = 0; i < images; i++) {
            boolean drop = dropout.nextDouble() < 0.1;
            assertEquals(drop ? Batch.NO_MASK : 1, kept[i]);
            dropped += drop ? 1 : 0;
        }
        // Five standard errors of a share of 0.1.
        assertEquals(0.1, (double) dropped / images, 5 * Math.sqrt(0.09 / images));
        assertEquals(1, masks[0]);
        assertEquals(0, recipe.keptMasks(batch, PLAIN).length);
    }

    @ParameterizedTest
    @MethodSource("modelsOnEngines")
    void theGradientIsTheSlopeOfTheLoss(ModelConfig config, EngineName engine) {
        try (LossModel model = training(config, engine)) {
            Random random = new Random(4);
            model.network().setWeights(Tensors.random(model.network().weights(), random));
            LossModel.Example example = model.example(squares(1, 3));
            double count = example.count();
            model.network().backward(model.loss(), count, example.target(), example.inputs());
            List<NamedTensor> gradients = model.network().gradients();
            List<NamedTensor> weights = model.network().weights();
            int in = weights.stream().map(NamedTensor::name).toList().indexOf("in.weight");
            float[] gradient = gradients.get(in).values();
            double norm = 0;
            for (float g : gradient) {
                norm += (double) g * g;
            }
            norm = Math.sqrt(norm);
            double step = 1e-2;
            double[] losses = new double[2];
            for (int side = 0; side < 2; side++) {
                float[] moved = weights.get(in).values().clone();
                for (int i = 0; i < moved.length; i++) {
                    moved[i] += (float) ((side == 0 ? step : -step) * gradient[i] / norm);
                }
                NamedTensor changed =
                        new NamedTensor("in.weight", weights.get(in).shape(), moved);
                model.network()
                        .setWeights(weights.stream()
                                .map(w -> w.name().equals("in.weight") ? changed : w)
                                .toList());
                losses[side] = model.network().backward(model.loss(), count, example.target(), example.inputs());
            }
            assertEquals(1, (losses[0] - losses[1]) / (2 * step) / norm, SLOPE_TOLERANCE);
        }
    }

    @ParameterizedTest
    @MethodSource("modelsOnEngines")
    void anUnbrokenRunEqualsHalfAResumeAndHalf(ModelConfig config, EngineName engine) throws IOException {
        try (Model unbroken = training(config, engine);
                Model first = training(config, engine);
                Model second = training(config, engine)) {
            for (int step = 1; step <= 6; step++) {
                unbroken.prepare(squares(step, 5)).run();
                (step <= 3 ? first : second).prepare(squares(step, 5)).run();
                if (step == 3) {
                    Path path = Checkpoint.write(folder.resolve("checkpoint"), checkpoint(config, first));
                    second.restore(Checkpoint.read(path));
                }
            }
            Tensors.assertSameBits(all(second), all(unbroken));
        }
    }

    /** Where the image follows from the mask, samples do; without a mask the model still makes some such image. */
    @ParameterizedTest
    @EnumSource(EngineName.class)
    void samplesFollowTheMaskThatIsAskedFor(EngineName engine) {
        ModelConfig config = masked(PLAIN);
        int steps = engine == EngineName.ONEDNN ? 400 : 0;
        Family family = Family.of(config);
        try (Model model = training(config, engine)) {
            for (int step = 1; step <= steps; step++) {
                model.prepare(squares(step, 8)).run();
            }
            Compute compute = Compute.of(engine).withThreads(2);
            SamplerSettings settings =
                    family.sampler(config, SamplerSettings.Wish.NONE).withSteps(10);
            try (ImageModel images = family.open(config, model.ema(), compute)) {
                float[] masks = squares(99, 6).masks();
                int[] labels = {-1, -1, -1, -1, -1, -1};
                float[] together = images.images(settings, labels, Conditions.ofMasks(masks), noise(6), s -> {});
                for (int i = 0; i < 6; i++) {
                    float[] own = Arrays.copyOfRange(masks, i * LENGTH, (i + 1) * LENGTH);
                    Random[] one = {noise(6)[i]};
                    float[] alone = images.images(settings, new int[] {-1}, Conditions.ofMasks(own), one, s -> {});
                    assertArrayEquals(alone, Arrays.copyOfRange(together, i * LENGTH, (i + 1) * LENGTH));
                }
                float[] free = images.images(settings, labels, Conditions.NONE, noise(6), s -> {});
                if (steps > 0) {
                    // An image without a square would agree in 0.86, one with it elsewhere in less.
                    assertTrue(agreement(together, masks) > 0.95, "agreement " + agreement(together, masks));
                    assertTrue(agreement(free, masks) < 0.86, "without masks " + agreement(free, masks));
                }
            }
        }
    }

    private static Random[] noise(int images) {
        Random[] noise = new Random[images];
        Arrays.setAll(noise, i -> Seeds.of(8, "sample", i));
        return noise;
    }

    private static double agreement(float[] images, float[] masks) {
        int same = 0;
        for (int i = 0; i < images.length; i++) {
            same += images[i] > 0 == masks[i] > 0 ? 1 : 0;
        }
        return (double) same / images.length;
    }

    @Test
    void aModelWithoutMasksRefusesThem() {
        Family family = Family.of(PLAIN);
        Compute compute = Compute.standard().withThreads(1);
        try (Model model = training(PLAIN, EngineName.ONEDNN);
                ImageModel images = family.open(PLAIN, model.weights(), compute)) {
            SamplerSettings settings =
                    family.sampler(PLAIN, SamplerSettings.Wish.NONE).withSteps(2);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> images.images(
                            settings, new int[] {-1}, Conditions.ofMasks(new float[LENGTH]), noise(1), s -> {}));
        }
    }
}
