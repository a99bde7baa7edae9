package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.base.Seeds;
import org.effigy.diffusion.EdmProcess;
import org.effigy.diffusion.MinSnr;
import org.effigy.diffusion.NoiseSchedule;
import org.effigy.diffusion.PredictionType;
import org.effigy.diffusion.Spacing;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EDM, rectified flow and what a DDPM has to choose of its process. */
class ProcessFamiliesTest {
    private static final int LENGTH = 256;
    private static final Edm.Config EDM = new Edm.Config(16, 1, 8, List.of(1, 2), 1, 8, 4, 2, 0.4, -1, 1.1, 0.0);
    private static final Flow.Config FLOW =
            new Flow.Config(16, 1, 8, List.of(1, 2), 1, 8, 4, 2, Flow.Times.LOGIT_NORMAL, 0.0);
    private static final Ddpm.Config DDPM =
            new Ddpm.Config(16, 1, 8, List.of(1, 2), 1, 8, 4, 2, "sigmoid", 100, PredictionType.VELOCITY);

    private static LossModel training(ModelConfig config, double rate) {
        Optimisation optimisation = new Optimisation(AdamSettings.of(rate), 0, 1, 0.9);
        Family.Recipe recipe = new Family.Recipe(7, optimisation, 0.1);
        return (LossModel)
                Family.of(config).create(config, recipe, Compute.standard().withThreads(2));
    }

    private static Batch batch(long step, int images) {
        float[] values = new float[images * LENGTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i / LENGTH + i % 16) % 4 < 2 ? 0.8f : -0.6f;
        }
        int[] labels = new int[images];
        Arrays.setAll(labels, i -> i % 2);
        return new Batch(step, values, labels, new int[images]);
    }

    /** The noise of the batch of step 1, as its seed gives it. */
    private static float[] eps(int values) {
        return Seeds.fillNormal(Seeds.of(7, "noise", 1), new float[values]);
    }

    @Test
    void anEdmShowsImagesOfVarianceOneAndTheTimesAreNormal() {
        int images = 400;
        try (LossModel model = training(EDM, 1e-3)) {
            Batch batch = batch(1, images);
            LossModel.Example example = model.example(batch);
            EdmProcess process = EdmProcess.of(0.4);
            Random draws = Seeds.of(7, "time step", 1);
            float[] eps = eps(images * LENGTH);
            for (int i = 0; i < images; i++) {
                double sigma = Math.exp(-1 + 1.1 * draws.nextGaussian());
                int j = i * LENGTH + 5;
                double noisy = batch.images()[j] + sigma * eps[j];
                assertEquals(process.cIn(sigma) * noisy, example.inputs()[0][j], 1e-5);
                // What the target stands for is the image.
                double x0 = process.cSkip(sigma) * noisy + process.cOut(sigma) * example.target()[j];
                assertEquals(batch.images()[j], x0, 1e-4 * Math.max(1, sigma));
                float[] time = DenoisingUNet.embedding(new double[] {Math.log(sigma) / 4}, 8);
                assertArrayEquals(time, Arrays.copyOfRange(example.inputs()[1], 8 * i, 8 * i + 8), 1e-6f);
            }
            assertEquals(images * LENGTH, example.count());
        }
    }

    @Test
    void aFlowShowsPlacesOnStraightLines() {
        int images = 300;
        try (LossModel model = training(FLOW, 1e-3)) {
            Batch batch = batch(1, images);
            LossModel.Example example = model.example(batch);
            Random draws = Seeds.of(7, "time step", 1);
            float[] eps = eps(images * LENGTH);
            double middle = 0;
            for (int i = 0; i < images; i++) {
                double t = 1 / (1 + Math.exp(-draws.nextGaussian()));
                middle += t > 0.25 && t < 0.75 ? 1.0 / images : 0;
                int j = i * LENGTH + 9;
                assertEquals(eps[j] - batch.images()[j], example.target()[j], 1e-6);
                assertEquals(batch.images()[j] + t * example.target()[j], example.inputs()[0][j], 1e-5);
                float[] time = DenoisingUNet.embedding(new double[] {1000 * t}, 8);
                assertArrayEquals(time, Arrays.copyOfRange(example.inputs()[1], 8 * i, 8 * i + 8), 1e-6f);
            }
            // P(|z| < ln 3) of a standard normal number.
            assertEquals(0.728, middle, 0.08);
        }
    }

    @Test
    void minSnrWeighsEachImageByItsTimeStep() {
        Ddpm.Config config = (Ddpm.Config) set(DDPM, "min-snr", "5");
        try (LossModel model = training(config, 1e-3);
                LossModel plain = training(DDPM, 1e-3)) {
            float[] weights = model.example(batch(1, 50)).weights();
            Random draws = Seeds.of(7, "time step", 1);
            NoiseSchedule schedule = NoiseSchedule.sigmoid(100);
            for (float weight : weights) {
                double snr = schedule.snr(1 + draws.nextInt(100));
                assertEquals(new MinSnr(5).weight(PredictionType.VELOCITY, snr), weight, 1e-6);
            }
            assertEquals(50, weights.length);
            assertEquals(0, plain.example(batch(1, 50)).weights().length);
        }
    }

    private static ModelConfig set(ModelConfig config, String name, String value) {
        return Family.of(config).settings().stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst()
                .orElseThrow()
                .change()
                .apply(config, value);
    }

    @Test
    void everySettingChangesItsPropertyAlone() {
        assertEquals("linear", ((Ddpm.Config) set(DDPM, "schedule", "linear")).schedule());
        assertEquals(50, ((Ddpm.Config) set(DDPM, "timesteps", "50")).timesteps());
        assertTrue(((Ddpm.Config) set(DDPM, "zero-terminal-snr", "yes")).zeroTerminalSnr());
        assertEquals(
                0, ((Ddpm.Config) set(DDPM, "zero-terminal-snr", "yes")).noise().alphaBar(100));
        assertEquals(1.5, ((Ddpm.Config) set(DDPM, "guidance", "1.5")).guidance());
        assertEquals(0.3, ((Edm.Config) set(EDM, "sigma-data", "0.3")).sigmaData());
        assertEquals(-0.5, ((Edm.Config) set(EDM, "p-mean", "-0.5")).pMean());
        assertEquals(0.9, ((Edm.Config) set(EDM, "p-std", "0.9")).pStd());
        assertEquals(Flow.Times.UNIFORM, ((Flow.Config) set(FLOW, "times", "uniform")).times());
        assertEquals(FLOW, set(set(FLOW, "times", "uniform"), "times", "logit-normal"));
        assertEquals(EDM, set(set(EDM, "p-std", "0.9"), "p-std", "1.1"));
        assertEquals(DDPM, set(set(DDPM, "min-snr", "5"), "min-snr", "0"));
        for (String[] wrong : new String[][] {
            {"schedule", "sine"},
            {"zero-terminal-snr", "maybe"},
            {"min-snr", "much"},
            {"prediction", "noise"},
            {"guidance", "NaN"},
            {"min-snr", "-1"}
        }) {
            assertThrows(IllegalArgumentException.class, () -> set(DDPM, wrong[0], wrong[1]), wrong[0]);
        }
        assertThrows(IllegalArgumentException.class, () -> set(FLOW, "times", "often"));
        ModelConfig zero = set(DDPM, "zero-terminal-snr", "yes");
        assertThrows(IllegalArgumentException.class, () -> set(zero, "prediction", "epsilon"));
    }

    @Test
    void configurationsOfEarlierProgramsAreReadAndWrittenAsTheyWere() {
        String before = "{\"family\":\"ddpm\",\"size\":16,\"patch\":1,\"baseChannels\":8,\"multipliers\":[1,2],"
                + "\"blocksPerLevel\":1,\"attentionResolution\":8,\"groups\":4,\"classes\":2,\"schedule\":\"sigmoid\","
                + "\"timesteps\":100,\"prediction\":\"VELOCITY\"}";
        ModelConfig read = Json.parse(before, ModelConfig.class, "config");
        assertEquals(DDPM, read);
        assertEquals(before, Json.line(read));
        String settings = "{\"name\":\"ddim\",\"steps\":50,\"eta\":0.0,\"guidance\":1.0}";
        SamplerSettings ddim = Json.parse(settings, SamplerSettings.class, "settings");
        assertEquals(new SamplerSettings("ddim", 50, 0, 1), ddim);
        assertEquals(settings, Json.line(ddim));
        String optimisation = "{\"adam\":{\"learningRate\":0.001,\"beta1\":0.9,\"beta2\":0.999,\"epsilon\":1.0E-8},"
                + "\"warmupSteps\":5,\"clipNorm\":1.0,\"emaDecay\":0.9}";
        assertEquals(optimisation, Json.line(Json.parse(optimisation, Optimisation.class, "optimisation")));
        for (ModelConfig config :
                List.of(EDM, FLOW, set(DDPM, "zero-terminal-snr", "yes"), set(EDM, "guidance", "2"))) {
            assertEquals(config, Json.parse(Json.line(config), ModelConfig.class, "config"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"edm", "flow"})
    void learnsAFewImagesAndSamplesThem(String family) {
        ModelConfig config = family.equals("edm") ? EDM : FLOW;
        try (LossModel model = training(config, 4e-3)) {
            double first = mean(model, 1, 20);
            double last = mean(model, 200, 240);
            assertTrue(last < 0.35 * first, family + ": loss " + first + " then " + last);
            try (ImageModel images = Family.of(config).open(config, model.weights(), UNet.fastest())) {
                for (String sampler : Family.of(config).samplers()) {
                    SamplerSettings settings = settings(config, sampler);
                    float[] out = images.images(settings, new int[] {0, 1}, noise(2), step -> {});
                    float[] alone = images.images(settings, new int[] {1}, new Random[] {noise(2)[1]}, step -> {});
                    assertArrayEquals(alone, Arrays.copyOfRange(out, LENGTH, 2 * LENGTH), sampler);
                    double mean = 0;
                    for (float value : out) {
                        assertTrue(value >= -1 && value <= 1);
                        mean += value / out.length;
                    }
                    // Half of the pixels 0.8, half -0.6.
                    assertEquals(0.1, mean, 0.25, sampler);
                }
                double[] losses = images.losses(batch(1, 2).images(), new int[] {0, 1}, 3);
                assertTrue(losses[0] > 0 && losses[0] < 1.5, "loss " + losses[0]);
                assertTrue(images.denoiser().isPresent());
            }
        }
    }

    private static double mean(LossModel model, int from, int to) {
        double sum = 0;
        for (int step = Math.max(1, from == 1 ? 1 : 21); step <= to; step++) {
            double loss = model.prepare(batch(step, 4)).run().loss();
            sum += step >= from ? loss / (to - from + 1) : 0;
        }
        return sum;
    }

    private static SamplerSettings settings(ModelConfig config, String sampler) {
        return Family.of(config)
                .sampler(
                        config,
                        new SamplerSettings.Wish(
                                Optional.of(sampler), Optional.of(12), Optional.empty(), Optional.of(1.5)));
    }

    private static Random[] noise(int n) {
        Random[] noise = new Random[n];
        Arrays.setAll(noise, i -> Seeds.of(11, "noise", i));
        return noise;
    }

    @Test
    void samplersHaveTheirOwnChoices() {
        Family ddpm = Family.of(DDPM);
        SamplerSettings sde = ddpm.sampler(DDPM, wish("dpm-solver++-sde", Optional.empty(), Optional.empty()));
        assertEquals(1.0, sde.eta());
        assertEquals(
                100,
                ddpm.sampler(DDPM, wish("ddpm", Optional.empty(), Optional.empty()))
                        .steps());
        SamplerSettings karras = ddpm.sampler(DDPM, wish("heun", Optional.of(0.5), Optional.of(Spacing.KARRAS)));
        assertEquals("heun, steps 20, eta 0.5, guidance 1.0, spacing karras", karras.text());
        assertEquals(
                "karras",
                ddpm.sampler(DDPM, wish("heun", Optional.empty(), Optional.empty()))
                        .spacing());
        ModelConfig recommends = set(DDPM, "guidance", "1.75");
        assertEquals(1.75, ddpm.sampler(recommends, SamplerSettings.Wish.NONE).guidance());
        assertEquals(
                "karras", Family.of(EDM).sampler(EDM, SamplerSettings.Wish.NONE).spacing());
        assertEquals(
                "", Family.of(FLOW).sampler(FLOW, SamplerSettings.Wish.NONE).spacing());
        assertThrows(
                IllegalArgumentException.class,
                () -> ddpm.sampler(DDPM, wish("unipc", Optional.of(0.5), Optional.empty())));
        assertThrows(
                IllegalArgumentException.class,
                () -> ddpm.sampler(DDPM, wish("ddim", Optional.empty(), Optional.of(Spacing.KARRAS))));
        assertThrows(
                IllegalArgumentException.class,
                () -> ddpm.sampler(DDPM, wish("euler", Optional.empty(), Optional.empty())));
        assertThrows(InputException.class, () -> Family.of(EDM).check(EDM, new SamplerSettings("ddim", 5, 0, 1)));
        assertEquals("logsnr", sde.spacing());
        assertFalse(Json.line(Family.of(FLOW).sampler(FLOW, SamplerSettings.Wish.NONE))
                .contains("spacing"));
    }

    private static SamplerSettings.Wish wish(String name, Optional<Double> eta, Optional<Spacing> spacing) {
        return new SamplerSettings.Wish(
                Optional.of(name), Optional.empty(), eta, Optional.empty(), spacing, List.of(), Optional.empty());
    }
}
