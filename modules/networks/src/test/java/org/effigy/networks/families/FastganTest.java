package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.effigy.networks.Tensors;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Parameter;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;
import org.junit.jupiter.api.Test;

class FastganTest {
    private static final Fastgan FAMILY = new Fastgan();
    private static final Fastgan.Config TINY = Fastgan.Config.of(16, 6, 8, 2);

    /** With a discriminator that looks at each image alone. */
    private static final Fastgan.Config ALONE =
            TINY.withDiscriminatorNorm(Fastgan.DiscriminatorNorm.NONE).withR1(0.1);

    private static Model create(Fastgan.Config config, long seed, double rate) {
        Optimisation optimisation = new Optimisation(AdamSettings.dcgan(rate), 0, 1, 0.9);
        return FAMILY.create(config, new Family.Recipe(seed, optimisation, 0), UNet.fastest());
    }

    private static Batch batch(long step, float[] images, int... labels) {
        return new Batch(step, images, labels, new int[images.length / 256]);
    }

    private static float[] sampled(Fastgan.Config config, List<NamedTensor> weights, int[] labels) {
        Random[] noise = new Random[labels.length];
        Arrays.setAll(noise, i -> new Random(50 + i));
        try (ImageModel model = FAMILY.open(config, weights, UNet.fastest())) {
            return model.images(FAMILY.unnamedSampler(), labels, noise, done -> {});
        }
    }

    private static long count(Net net) {
        return net.parameters().stream().mapToLong(Parameter::length).sum();
    }

    /** 4 million of 16 bit are 8 MB. */
    @Test
    void theSmallGeneratorFitsIntoEightMegabytes() {
        for (int size : new int[] {64, 128}) {
            Fastgan.Config config =
                    (Fastgan.Config) FAMILY.preset("small", size, 3).model();
            assertTrue(count(Fastgan.generator(config)) <= 4_000_000, "at " + size + " pixels");
        }
    }

    /** At 16 pixels with 8 features: channels 32 at 4, 16 at 8, 8 at 16 pixels. */
    @Test
    void parametersAreThoseOfTheLayers() {
        long classes = 2 * 32;
        long start = (6 + 32) * 32 * 16 + 4 * 32;
        long ups = (32 * 16 * 9 + 4 * 16) + (16 * 8 * 9 + 4 * 8);
        long excitations = (32 * 16 * 16 + 16 + 16 * 16 + 16) + (32 * 8 * 16 + 8 + 8 * 8 + 8);
        assertEquals(classes + start + ups + excitations + 8 * 9 + 1, count(Fastgan.generator(TINY)));
        long halved = 8 * 16 * 16 + 16 * 16 * 9 + 8 * 16;
        long ends = (8 * 16 + 8) + (16 * 32 * 16 + 32) + 3 * 32 + 3;
        assertEquals(halved + 3 * 2 * 16 + ends, count(Fastgan.discriminator(TINY)), "gamma and beta");
        assertEquals(halved + 3 * 16 + ends, count(Fastgan.discriminator(ALONE)), "biases");
    }

    @Test
    void batchSizeNeverChangesAnImage() {
        try (Model model = create(TINY, 3, 1e-3)) {
            int[] labels = {0, 1, -1, 0, 1, 1, 0, 0, 1, 0, -1};
            float[] all = sampled(TINY, model.weights(), labels);
            for (int n : new int[] {1, 7}) {
                float[] some = sampled(TINY, model.weights(), Arrays.copyOf(labels, n));
                assertArrayEquals(Arrays.copyOf(all, n * 256), some);
            }
        }
    }

    @Test
    void theClassMattersAndWrongOnesAreRefused() {
        try (Model model = create(TINY, 3, 1e-3)) {
            float[] zero = sampled(TINY, model.weights(), new int[] {0});
            assertTrue(Tensors.relativeError(sampled(TINY, model.weights(), new int[] {1}), zero) > 1e-3);
            assertThrows(IllegalArgumentException.class, () -> sampled(TINY, model.weights(), new int[] {2}));
        }
        float[] output = {1, 10, 100, 2, 20, 200, 3, 30, 300};
        assertArrayEquals(new double[] {101, 2, 33}, Fastgan.logits(TINY, output, new int[] {1, -1, 0}));
        assertArrayEquals(
                new float[] {4, 0, 4, 5, 0, 0, 6, 6, 0},
                Fastgan.slopes(TINY, new double[] {4, 5, 6}, new int[] {1, -1, 0}));
    }

    @Test
    void learnsAConstantImage() {
        Fastgan.Config config = Fastgan.Config.of(16, 6, 8, 0)
                .withDiscriminatorNorm(Fastgan.DiscriminatorNorm.NONE)
                .withObjective(Fastgan.Objective.HINGE)
                .withSpectral(true)
                .withR1(0.1)
                .withDiffAugment("translation,cutout");
        float[] real = new float[8 * 256];
        Arrays.fill(real, 0.6f);
        try (Model model = create(config, 3, 2e-3)) {
            for (int step = 1; step <= 200; step++) {
                assertTrue(model.prepare(batch(step, real)).run().isFinite());
            }
            double mean = 0;
            for (float value : sampled(config, model.weights(), new int[8])) {
                mean += value / (8 * 256);
            }
            assertEquals(0.6, mean, 0.2);
        }
    }

    /** Half of the images are 0.8, half -0.4; a collapsed generator would make one of them, or the mean. */
    @Test
    void learnsBothKindsOfImages() {
        Fastgan.Config config = Fastgan.Config.of(16, 6, 8, 0);
        float[] real = new float[16 * 256];
        for (int i = 0; i < real.length; i++) {
            real[i] = i / 256 % 2 == 0 ? 0.8f : -0.4f;
        }
        try (Model model = create(config, 3, 2e-3)) {
            for (int step = 1; step <= 300; step++) {
                assertTrue(model.prepare(batch(step, real)).run().isFinite());
            }
            float[] made = sampled(config, model.ema(), new int[64]);
            int bright = 0;
            for (int i = 0; i < 64; i++) {
                double mean = 0;
                for (int j = 0; j < 256; j++) {
                    mean += made[i * 256 + j] / 256;
                }
                bright += mean > 0.2 ? 1 : 0;
            }
            assertTrue(bright >= 10 && bright <= 54, bright + " of 64 are bright");
        }
    }

    private static StepOutcome outcome(Fastgan.Config config, long seed, long step) {
        try (Model model = create(config, seed, 1e-3)) {
            model.begin(create(config, 1, 1e-3).weights());
            return model.prepare(batch(step, Tensors.normal(new Random(1), 5 * 256), 0, 1, -1, 1, 0))
                    .run();
        }
    }

    @Test
    void whatIsRandomDependsOnTheSeedAndTheStep() {
        assertEquals(outcome(TINY, 3, 1), outcome(TINY, 3, 1));
        assertNotEquals(outcome(TINY, 3, 1), outcome(TINY, 4, 1), "another seed");
        assertNotEquals(outcome(TINY, 3, 1), outcome(TINY, 3, 2), "another step");
        assertNotEquals(outcome(TINY, 3, 1), outcome(TINY.withDiffAugment("none"), 3, 1), "no augmentation");
    }

    @Test
    void thePenaltyComesEverySixteenthStep() {
        assertFalse(outcome(ALONE, 3, 15).parts().containsKey("penalty"));
        assertTrue(outcome(ALONE, 3, 16).parts().get("penalty") > 0);
        assertFalse(outcome(ALONE.withR1(0), 3, 16).parts().containsKey("penalty"));
    }

    /** The logits of a discriminator that is penalised are flatter than those of one that is not. */
    @Test
    void thePenaltyFlattensTheDiscriminator() {
        double[] slopes = new double[2];
        for (int i = 0; i < 2; i++) {
            Fastgan.Config config = Fastgan.Config.of(16, 6, 8, 0)
                    .withDiscriminatorNorm(Fastgan.DiscriminatorNorm.NONE)
                    .withR1(i == 0 ? 1e-3 : 50);
            try (Model model = create(config, 3, 1e-3)) {
                for (int step = 1; step <= 64; step++) {
                    float[] real = Tensors.normal(new Random(step), 6 * 256);
                    slopes[i] =
                            model.prepare(batch(step, real)).run().parts().getOrDefault("penalty", 0.0) / config.r1();
                }
            }
        }
        assertTrue(slopes[1] < 0.5 * slopes[0], Arrays.toString(slopes));
    }

    @Test
    void aStepWhoseLossIsNotFiniteLeavesTheAverageAlone() {
        try (Model model = create(TINY, 3, 1e-3)) {
            float[] real = Tensors.normal(new Random(1), 4 * 256);
            model.prepare(batch(1, real, 0, 1, 0, 1)).run();
            List<NamedTensor> before = model.ema();
            real[7] = Float.NaN;
            assertFalse(model.prepare(batch(2, real, 0, 1, 0, 1)).run().isFinite());
            Tensors.assertSameBits(before, model.ema());
        }
    }

    @Test
    void figuresTellACollapseAndChangeNothing() {
        try (Model model = create(TINY, 3, 1e-3)) {
            float[] real = Tensors.normal(new Random(1), 12 * 256);
            for (int i = 0; i < real.length; i++) {
                real[i] = 0.5f * real[i] + 0.4f;
            }
            int[] labels = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
            model.prepare(batch(1, real, labels)).run();
            List<NamedTensor> before = model.weights();
            // First images are grey: all on one side of the mean real image.
            Map<String, Double> figures = model.judge(batch(1, real, labels));
            Tensors.assertSameBits(before, model.weights());
            assertEquals(
                    List.of(
                            "logitHeldOut",
                            "logitSynthetic",
                            "logitTrain",
                            "overfit",
                            "signTrain",
                            "vendiHeldOut",
                            "vendiShare",
                            "vendiSynthetic"),
                    List.copyOf(figures.keySet()));
            assertEquals(0, figures.get("overfit"), 1e-6, "what is held out here is what was learnt");
            assertTrue(figures.get("vendiShare") < 0.5, figures.toString());
            List<String> warnings = model.warnings(figures);
            assertEquals(1, warnings.size());
            assertTrue(warnings.get(0).startsWith("the images made are too much alike: "), warnings.get(0));
        }
    }

    @Test
    void warnsOfADiscriminatorThatKnowsItsImagesByHeart() {
        Map<String, Double> well = Map.of(
                "vendiShare",
                0.9,
                "vendiSynthetic",
                9.0,
                "vendiHeldOut",
                10.0,
                "overfit",
                0.3,
                "logitTrain",
                2.0,
                "logitSynthetic",
                -1.0);
        assertEquals(List.of(), FastganJudge.warnings(well));
        Map<String, Double> overfit = new TreeMap<>(well);
        overfit.put("overfit", 0.8);
        List<String> warnings = FastganJudge.warnings(overfit);
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).contains("images held out look 80 % synthetic to it; use"), warnings.get(0));
    }

    @Test
    void lossesAreLowOfWhatTheDiscriminatorTakesForReal() {
        float[] images = Tensors.normal(new Random(2), 11 * 256);
        int[] labels = new int[11];
        for (Fastgan.Config config : List.of(ALONE, TINY)) {
            try (Model model = create(config, 3, 1e-3);
                    ImageModel opened = FAMILY.open(config, model.weights(), UNet.fastest())) {
                double[] losses = opened.losses(images, labels, 1);
                assertEquals(11, losses.length);
                double[] one = opened.losses(Arrays.copyOfRange(images, 2560, 2816), new int[1], 2);
                assertEquals(config == ALONE, losses[10] == one[0], "an image's loss depends on it alone");
                assertArrayEquals(losses, opened.losses(images, labels, 1));
                assertTrue(Arrays.stream(losses).allMatch(loss -> loss > 0));
            }
        }
    }

    /** One image made for all: a discriminator that normalises by the batch tells such a batch at once, the other sees one real image. */
    @Test
    void onlyADiscriminatorThatNormalisesByTheBatchSeesThatImagesAreAlike() {
        float[] many = Tensors.normal(new Random(2), 8 * 256);
        float[] same = new float[many.length];
        for (int i = 0; i < 8; i++) {
            System.arraycopy(many, 0, same, i * 256, 256);
        }
        int[] labels = new int[8];
        for (Fastgan.Config config : List.of(ALONE, TINY)) {
            try (Model model = create(config, 3, 1e-3);
                    ImageModel opened = FAMILY.open(config, model.weights(), UNet.fastest())) {
                double alike = opened.losses(same, labels, 1)[0];
                double among = opened.losses(many, labels, 1)[0];
                assertEquals(config == ALONE, Math.abs(alike - among) < 1e-6, alike + " and " + among);
            }
        }
    }

    @Test
    void refusesAPenaltyWhereAnImageHasNoSlopeOfItsOwn() {
        String message = assertThrows(IllegalArgumentException.class, () -> TINY.withR1(0.5))
                .getMessage();
        assertEquals(
                "r1 is 0.5, allowed is 0 where the discriminator normalises by the batch; it is for --discriminator-norm none",
                message);
        // In the order of the settings, so that both can be given.
        List<String> names =
                FAMILY.settings().stream().map(Family.Setting::name).toList();
        assertTrue(names.indexOf("discriminator-norm") < names.indexOf("r1"));
    }

    @Test
    void wrongChoicesAreRefusedWithWhatIsAllowed() {
        for (Family.Setting setting : FAMILY.settings()) {
            String message = assertThrows(IllegalArgumentException.class, () -> setting.change()
                            .apply(TINY, "-1"))
                    .getMessage();
            assertTrue(message.startsWith(setting.name() + " ") && message.contains("allowed are"), message);
        }
        assertThrows(IllegalArgumentException.class, () -> Fastgan.Config.of(24, 6, 8, 0));
        assertThrows(IllegalArgumentException.class, () -> Fastgan.Config.of(32, 6, 12, 0));
    }
}
