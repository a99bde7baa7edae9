package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.networks.Tensors;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.checkpoint.Safetensors;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.families.Vae.Latent;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Shape;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VaeTest {
    private static final int LENGTH = 256;
    private static final AdamSettings STAY = new AdamSettings(0, 0.9, 0.999, 1e-8);
    static final Vae.Config VECTOR = new Vae.Config(16, 2, Latent.VECTOR, 3, 4, 4, 2, 1, 2, 0.3, 0.5, 0.2, 0.5, 0.7);
    static final Vae.Config SPATIAL = new Vae.Config(16, 0, Latent.SPATIAL, 2, 4, 4, 2, 1, 2, 0.3, 0.5, 0, 0.5, 0.7);

    private static Family.Recipe recipe(AdamSettings adam) {
        return new Family.Recipe(3, new Optimisation(adam, 0, 1, 0.9), 0);
    }

    private static VaeTraining training(Vae.Config config, AdamSettings adam, EngineName engine) {
        return new VaeTraining(config, recipe(adam), Compute.of(engine).withThreads(2));
    }

    private static Batch batch(float[] images, int... labels) {
        return new Batch(1, images, labels, new int[images.length / LENGTH]);
    }

    private static Vae.Config with(Vae.Config c, int classes, double kl, double freeBits) {
        return new Vae.Config(
                c.size(),
                classes,
                c.latent(),
                c.latentSize(),
                c.factor(),
                c.baseChannels(),
                c.largestMultiple(),
                c.blocks(),
                c.groups(),
                c.noise(),
                kl,
                freeBits,
                c.edge(),
                c.frequency());
    }

    // ---- Golden values

    /** Both sides begin from the same floats; ours rounds in float, the values are of order 1. */
    private static final double TOLERANCE = 3e-5;

    @ParameterizedTest
    @EnumSource
    void agreesWithPyTorch(EngineName engine) throws Exception {
        compare(VECTOR, "vae-vector-golden.safetensors", engine);
        compare(SPATIAL, "vae-spatial-golden.safetensors", engine);
    }

    private static void compare(Vae.Config config, String file, EngineName engine) throws Exception {
        try (VaeTraining training = training(config, STAY, engine)) {
            training.begin(Tensors.formula(training.weights()));
            Map<String, NamedTensor> golden = golden(file, training.weights());
            float[] images = Tensors.wave(3 * LENGTH, 0.11);
            int[] labels = {1, -1, 0};
            float[] eps = Tensors.wave(3 * config.latentShape().length(), 0.3);
            StepOutcome outcome = training.step(batch(images, labels), labels, eps);
            float[] losses = golden.get("losses").values();
            assertEquals(losses[0], outcome.loss(), TOLERANCE * losses[0]);
            assertEquals(losses[1], outcome.parts().get("reconstruction"), TOLERANCE * losses[1]);
            assertEquals(losses[2], outcome.parts().get("kl"), TOLERANCE);
            List<NamedTensor> gradients = new ArrayList<>();
            training.networks().forEach(network -> gradients.addAll(network.gradients()));
            assertEquals(golden.size() - 2, gradients.size());
            for (NamedTensor gradient : gradients) {
                assertGradient(
                        gradient, golden.get("gradient." + gradient.name()).values());
            }
        }
    }

    private static void assertGradient(NamedTensor gradient, float[] expected) {
        float[] wave = Tensors.wave(gradient.values().length, 0.53);
        double norm = 0;
        double product = 0;
        for (int i = 0; i < wave.length; i++) {
            norm += (double) gradient.values()[i] * gradient.values()[i];
            product += (double) gradient.values()[i] * wave[i];
        }
        double tolerance = TOLERANCE * Math.max(1, expected[0]);
        assertEquals(expected[0], Math.sqrt(norm), tolerance, gradient.name());
        assertEquals(expected[1], product, tolerance * Math.sqrt(wave.length), gradient.name());
    }

    private static Map<String, NamedTensor> golden(String name, List<NamedTensor> weights)
            throws IOException, URISyntaxException {
        Map<String, long[]> shapes = new TreeMap<>();
        weights.forEach(w -> shapes.put(w.name(), w.shape()));
        var resource = VaeTest.class.getResource(name);
        if (resource == null) {
            throw new AssertionError("no " + name + "; make it with vae.py, SHAPES being " + Json.line(shapes));
        }
        return Safetensors.read(Path.of(resource.toURI())).stream()
                .collect(Collectors.toMap(NamedTensor::name, t -> t));
    }

    // ---- Gradients and learning

    /** Relative; outputs are floats, so a difference of losses has an error of about 1e-7 / step. */
    private static final double GRADIENT_TOLERANCE = 1e-2;

    private static final double STEP = 1e-2;

    @ParameterizedTest
    @EnumSource
    void theGradientOfBothNetworksIsTheSlopeOfTheLossForEveryTensor(EngineName engine) {
        // Without free bits, whose edge has no slope.
        Vae.Config config = with(VECTOR, 2, 0.5, 0);
        Random random = new Random(7);
        float[] images = Tensors.normal(random, 3 * LENGTH);
        float[] eps = Tensors.normal(random, 3 * 3);
        int[] labels = {1, -1, 0};
        try (VaeTraining training = training(config, STAY, engine)) {
            List<NamedTensor> weights = Tensors.random(training.weights(), random);
            training.begin(weights);
            training.step(batch(images, labels), labels, eps);
            List<NamedTensor> gradients = new ArrayList<>();
            training.networks().forEach(network -> gradients.addAll(network.gradients()));
            for (NamedTensor gradient : gradients) {
                double norm = Math.sqrt(product(gradient.values(), gradient.values()));
                double[] sides = new double[2];
                for (int side = 0; side < 2; side++) {
                    double by = (side == 0 ? STEP : -STEP) / Math.max(norm, 1e-9);
                    training.begin(moved(weights, gradient, by));
                    sides[side] =
                            training.step(batch(images, labels), labels, eps).loss();
                }
                double numeric = (sides[0] - sides[1]) / (2 * STEP);
                assertEquals(numeric, norm, GRADIENT_TOLERANCE * Math.max(0.1, norm), gradient.name());
            }
        }
    }

    private static List<NamedTensor> moved(List<NamedTensor> weights, NamedTensor direction, double by) {
        return weights.stream()
                .map(weight -> {
                    float[] values = weight.values().clone();
                    for (int i = 0; i < values.length && weight.name().equals(direction.name()); i++) {
                        values[i] += (float) (by * direction.values()[i]);
                    }
                    return new NamedTensor(weight.name(), weight.shape(), values);
                })
                .toList();
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    /** Four images: a bright quarter each. */
    private static float[] quarters() {
        float[] images = new float[4 * LENGTH];
        Arrays.fill(images, -0.6f);
        for (int i = 0; i < 4; i++) {
            for (int y = 0; y < 8; y++) {
                int from = i * LENGTH + (y + i / 2 * 8) * 16 + i % 2 * 8;
                Arrays.fill(images, from, from + 8, 0.6f);
            }
        }
        return images;
    }

    private static final Vae.Config LEARNER =
            new Vae.Config(16, 0, Latent.VECTOR, 4, 4, 8, 2, 1, 4, 0.2, 1, 0.02, 0, 0);

    @Test
    void learnsFourImagesByHeartAndKeepsItsUnitsActive() {
        float[] images = quarters();
        try (VaeTraining training = training(LEARNER, AdamSettings.of(5e-3), EngineName.ONEDNN)) {
            double first = train(training, images, 1).parts().get("reconstruction");
            StepOutcome last = train(training, images, 250);
            assertTrue(last.parts().get("reconstruction") < first / 10, first + " to " + last);
            Map<String, Double> figures = training.judge(new Batch(1, images, new int[0], new int[4]));
            assertTrue(figures.get("ssim") > 0.8, figures.toString());
            assertTrue(figures.get("absoluteError") < 0.1, figures.toString());
            assertTrue(figures.get("activeUnits") >= 0.5, figures.toString());
            assertEquals(List.of("absoluteError", "activeUnits", "kl", "ssim"), List.copyOf(figures.keySet()));
            assertEquals(List.of(), training.warnings(figures));
        }
    }

    @Test
    void aPosteriorThatADivergenceOfGreatWeightCollapsesIsToldInPlainWords() {
        try (VaeTraining training = training(with(LEARNER, 0, 100, 0), AdamSettings.of(2e-3), EngineName.ONEDNN)) {
            // The images are of one value: there is nothing to tell.
            StepOutcome last = train(training, new float[4 * LENGTH], 300);
            assertEquals(0, last.parts().get("activeUnits"));
            List<String> warnings = training.warnings(last.parts());
            assertEquals(1, warnings.size());
            String warning = warnings.get(0);
            assertTrue(warning.startsWith("the posterior has collapsed: 0 % of the latent's units"), warning);
        }
    }

    private static StepOutcome train(VaeTraining training, float[] images, int steps) {
        StepOutcome outcome = null;
        for (int step = 1; step <= steps; step++) {
            outcome = training.prepare(new Batch(step, images, new int[0], new int[4]))
                    .run();
        }
        return outcome;
    }

    @Test
    void unitsWithinTheFreeBitsCostTheirFreeBitsAndHaveNoSlope() {
        float[] images = Tensors.normal(new Random(1), 3 * LENGTH);
        float[] eps = new float[3 * 3];
        try (VaeTraining training = training(with(VECTOR, 0, 0.5, 50), STAY, EngineName.ONEDNN)) {
            StepOutcome outcome = training.step(batch(images), new int[0], eps);
            double free = 0.5 * 3 * 50 / LENGTH;
            assertEquals(outcome.parts().get("reconstruction") + free, outcome.loss(), 1e-9);
        }
    }

    // ---- Shapes and refusals

    @Test
    void bothNetworksHaveTheShapesAndNumbersOfTheirConfiguration() {
        for (int size : new int[] {32, 64, 96, 128}) {
            Vae.Config config = (Vae.Config) new Vae().preset("tiny", size, 2).model();
            assertEquals(Shape.vector(64), Vae.encoder(config).output().shape(), "size " + size);
            assertEquals(new Shape(1, size, size), Vae.decoder(config).output().shape());
            Vae.Config first = Vae.firstStage(config);
            assertEquals(
                    new Shape(8, size / 4, size / 4),
                    Vae.encoder(first).output().shape());
            assertEquals(new Shape(1, size, size), Vae.decoder(first).output().shape());
        }
        // Encoder: 4x4 to 4, a block, 3x3 to 8, a block, label, norm, 4x4 to 6.
        int small = 2 * (2 * 4 + 9 * 16 + 4);
        int large = 2 * (2 * 8 + 9 * 64 + 8);
        int encoder = 16 * 4 + 4 + small + 9 * 32 + 8 + large + 2 * 8 + 16 + 16 * 8 * 6 + 6;
        int decoder = 16 * 5 * 8 + large + 9 * 32 + 4 + small + 8 + 16 * 4 * 2 + 9 * 2 + 1;
        try (VaeTraining training = training(VECTOR, STAY, EngineName.ONEDNN)) {
            assertEquals(encoder, training.networks().get(0).parameterCount());
            assertEquals(decoder, training.networks().get(1).parameterCount());
        }
    }

    private static ImageModel open(Vae.Config config) {
        try (VaeTraining training = training(config, STAY, EngineName.ONEDNN)) {
            return new Vae().open(config, Tensors.random(training.weights(), new Random(4)), UNet.fastest());
        }
    }

    private static Random[] streams(int n, int first) {
        Random[] streams = new Random[n];
        Arrays.setAll(streams, i -> new Random(first + i));
        return streams;
    }

    @Test
    void anImageDependsOnItsStreamAndClassAloneAndStaysInRange() {
        SamplerSettings prior = new Vae().unnamedSampler();
        try (ImageModel model = open(VECTOR)) {
            float[] all = model.images(prior, new int[] {0, 1, 0, 1, -1}, streams(5, 10), step -> {});
            float[] third = model.images(prior, new int[] {0}, streams(1, 12), step -> {});
            assertArrayEquals(Arrays.copyOfRange(all, 2 * LENGTH, 3 * LENGTH), third);
            float[] other = model.images(prior, new int[] {1}, streams(1, 12), step -> {});
            assertTrue(Tensors.relativeError(other, third) > 1e-3, "the class matters");
            for (float value : all) {
                assertTrue(Math.abs(value) <= 1);
            }
        }
    }

    @Test
    void anImagesLossIsItsReconstructionAndItsDivergence() {
        float[] images = Tensors.wave(2 * LENGTH, 0.11);
        try (ImageModel model = open(VECTOR)) {
            double[] losses = model.losses(images, new int[] {0, 1}, 5);
            assertArrayEquals(losses, model.losses(images, new int[] {0, 1}, 5));
            double first = model.losses(Arrays.copyOf(images, LENGTH), new int[] {0}, 5)[0];
            assertEquals(losses[0], first, 1e-9);
            assertTrue(Arrays.stream(losses).allMatch(loss -> loss > 0));
            assertEquals("negative evidence lower bound", model.lossName());
            assertEquals(
                    images.length,
                    model.reconstructions(images, new int[] {0, 1}).orElseThrow().length);
        }
    }

    @Test
    void aFirstStageMakesNoImagesAndAVectorHasNoGuidance() {
        Family family = new Vae();
        InputException spatial =
                assertThrows(InputException.class, () -> family.check(SPATIAL, family.unnamedSampler()));
        assertTrue(spatial.getMessage().contains("train an ldm"), spatial.getMessage());
        assertFalse(family.makesImages(SPATIAL));
        assertTrue(family.makesImages(VECTOR));
        family.check(VECTOR, family.unnamedSampler());
        assertThrows(InputException.class, () -> family.check(VECTOR, new SamplerSettings("ddim", 10, 0, 1)));
    }

    @Test
    void settingsChangeTheConfigurationAndSayWhatIsAllowed() {
        ModelConfig config = new Vae().preset("tiny", 64, 3).model();
        Vae.Config spatial = (Vae.Config) set(config, "latent", "spatial");
        assertEquals(
                List.of(Latent.SPATIAL, 0, 4, 4),
                List.of(spatial.latent(), spatial.classes(), spatial.latentSize(), spatial.factor()));
        assertEquals(8, ((Vae.Config) set(spatial, "factor", "8")).factor());
        assertEquals(0.5, ((Vae.Config) set(config, "kl", "0.5")).kl());
        String word = assertThrows(IllegalArgumentException.class, () -> set(config, "latent", "tensor"))
                .getMessage();
        assertEquals("latent is tensor, allowed are vector and spatial", word);
        assertThrows(IllegalArgumentException.class, () -> set(config, "factor", "6"));
        assertThrows(IllegalArgumentException.class, () -> set(config, "kl", "much"));
        assertThrows(IllegalArgumentException.class, () -> set(config, "noise", "0"));
    }

    private static ModelConfig set(ModelConfig config, String name, String value) {
        return new Vae()
                .settings().stream()
                        .filter(setting -> setting.name().equals(name))
                        .findFirst()
                        .orElseThrow()
                        .change()
                        .apply(config, value);
    }
}
