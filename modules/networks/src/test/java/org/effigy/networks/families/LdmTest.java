package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.base.Size;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.Tensors;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointConfig;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.families.Vae.Latent;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;
import org.junit.jupiter.api.Test;

class LdmTest {
    private static final int LENGTH = 256;
    private static final Vae.Config FIRST = new Vae.Config(16, 0, Latent.SPATIAL, 3, 2, 4, 1, 1, 2, 0.3, 0.1, 0, 1, 1);
    static final Ldm.Config CONFIG = new Ldm.Config(
            16,
            2,
            FIRST,
            "",
            1,
            new Ddpm.Config(8, 1, 8, List.of(1, 2), 1, 4, 4, 2, "cosine", 100, PredictionType.VELOCITY));

    private static Model create(Ldm.Config config, Compute compute) {
        Optimisation optimisation = new Optimisation(AdamSettings.of(2e-3), 0, 1, 0.9);
        return new Ldm().create(config, new Family.Recipe(3, optimisation, 0), compute);
    }

    private static Checkpoint checkpoint(ModelConfig config, List<NamedTensor> weights) {
        CheckpointConfig about = new CheckpointConfig(
                Checkpoint.VERSION,
                config.family(),
                config,
                JsonNodeFactory.instance.objectNode(),
                config.classes() == 0 ? List.of() : List.of("normal", "abnormal"),
                "fingerprint",
                List.of(),
                1,
                JsonNodeFactory.instance.objectNode(),
                "0.1.0");
        return new Checkpoint(about, weights, List.of(), List.of());
    }

    private static Checkpoint firstStage(Vae.Config config) {
        Family.Recipe recipe = new Family.Recipe(1, new Optimisation(AdamSettings.of(1e-3), 0, 1, 0.9), 0);
        try (VaeTraining training = new VaeTraining(config, recipe, UNet.fastest())) {
            return checkpoint(config, Tensors.random(training.weights(), new Random(2)));
        }
    }

    private static Batch batch(int n) {
        return new Batch(1, Tensors.normal(new Random(5), n * LENGTH), new int[n], new int[n]);
    }

    private static FirstStage on(Checkpoint trained, Optional<ModelConfig> earlier) {
        return new FirstStage(trained, earlier, () -> batch(6), UNet.fastest());
    }

    @Test
    void theScaleIsOneOverTheDeviationOfTheLatents() {
        Checkpoint trained = firstStage(FIRST);
        Ldm.Config config = (Ldm.Config) new Ldm().on(CONFIG, on(trained, Optional.empty()));
        assertEquals(trained.sha256(), config.firstStageSha256());
        try (Workers workers = Engines.workers(UNet.fastest());
                Network encoder = new Network(Vae.encoder(FIRST), UNet.fastest(), workers)) {
            encoder.setWeights(VaeTraining.part(trained.weights(), Vae.ENCODER));
            float[] means =
                    Vae.posterior(FIRST, encoder.predict(1, batch(6).images())).means();
            double sum = 0;
            double squares = 0;
            for (float value : means) {
                sum += value * config.latentScale();
                squares += Math.pow(value * config.latentScale(), 2);
            }
            assertEquals(1, squares / means.length - Math.pow(sum / means.length, 2), 1e-4);
        }
        // A run that goes on keeps what it began with, whatever the images are now.
        Ldm.Config earlier = new Ldm.Config(16, 2, FIRST, trained.sha256(), 0.25, CONFIG.denoiser());
        assertEquals(earlier, new Ldm().on(CONFIG, on(trained, Optional.of(earlier))));
        assertEquals(config, Json.parse(Json.line(config), ModelConfig.class, "config"));
    }

    @Test
    void aModelBuiltOnAnotherLatentModelHasItsFirstStageAndScale() {
        Ldm.Config other = new Ldm.Config(16, 2, FIRST, "abc", 0.25, CONFIG.denoiser());
        assertEquals(other, new Ldm().on(CONFIG, on(checkpoint(other, List.of()), Optional.empty())));
    }

    @Test
    void refusesAFirstStageThatIsNone() {
        Checkpoint vector = checkpoint(VaeTest.VECTOR, List.of());
        String message = assertThrows(InputException.class, () -> new Ldm().on(CONFIG, on(vector, Optional.empty())))
                .getMessage();
        assertEquals(
                "the first stage is of the family vae with a vector as latent, needed is a vae whose latent is spatial;"
                        + " train one",
                message);
        Checkpoint ddpm = checkpoint(CONFIG.denoiser(), List.of());
        assertThrows(InputException.class, () -> new Ldm().on(CONFIG, on(ddpm, Optional.empty())));
    }

    @Test
    void theFirstStageStaysAsItIsAndIsPartOfTheModel() {
        Checkpoint trained = firstStage(FIRST);
        try (Model model = create(CONFIG, Compute.standard().withThreads(2))) {
            List<NamedTensor> begun = model.weights().stream()
                    .map(own -> trained.weights().stream()
                            .filter(other -> other.name().equals(own.name()))
                            .findFirst()
                            .orElse(own))
                    .toList();
            model.begin(begun);
            for (int step = 1; step <= 3; step++) {
                Batch images = new Batch(step, batch(4).images(), new int[] {0, 1, -1, 0}, new int[4]);
                assertTrue(model.prepare(images).run().isFinite());
            }
            List<NamedTensor> after = model.weights();
            List<NamedTensor> first =
                    after.subList(after.size() - trained.weights().size(), after.size());
            Tensors.assertSameBits(first, trained.weights());
            assertFalse(Arrays.equals(begun.get(0).values(), after.get(0).values()), "the denoiser learns");
            assertTrue(model.ema().stream().noneMatch(tensor -> tensor.name().startsWith(Vae.DECODER)));
        }
    }

    /** One image: its latents are all that the denoiser needs to know. */
    @Test
    void afterLearningOneImageItSamplesThatImageDecoded() {
        float[] image = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            image[i] = i % 16 < 8 ? 0.5f : -0.5f;
        }
        Checkpoint trained = firstStage(FIRST);
        float[] shown = image.clone();
        FirstStage stage = new FirstStage(
                trained, Optional.empty(), () -> new Batch(1, shown, new int[1], new int[1]), UNet.fastest());
        Ldm.Config config = (Ldm.Config) new Ldm().on(CONFIG, stage);
        try (Model model = create(config, Compute.standard().withThreads(2))) {
            model.begin(Stream.concat(
                            model.weights().stream()
                                    .filter(w -> !w.name().startsWith(Vae.ENCODER)
                                            && !w.name().startsWith(Vae.DECODER)),
                            trained.weights().stream())
                    .toList());
            float[] batch = new float[8 * LENGTH];
            for (int i = 0; i < 8; i++) {
                System.arraycopy(image, 0, batch, i * LENGTH, LENGTH);
            }
            for (int step = 1; step <= 1200; step++) {
                model.prepare(new Batch(step, batch, new int[8], new int[8])).run();
            }
            float[] decoded;
            try (ImageModel vae = new Vae().open(FIRST, trained.weights(), UNet.fastest())) {
                decoded = vae.reconstructions(image, new int[] {-1}).orElseThrow();
            }
            List<NamedTensor> weights = checkpoint(config, model.weights()).averagedWeights();
            try (ImageModel images = new Ldm().open(config, weights, UNet.fastest())) {
                Random[] noise = {new Random(1), new Random(2)};
                SamplerSettings settings = new Ldm().sampler(config, SamplerSettings.Wish.NONE);
                float[] made = images.images(settings, new int[] {0, 0}, noise, step -> {});
                for (int i = 0; i < 2; i++) {
                    float[] one = Arrays.copyOfRange(made, i * LENGTH, (i + 1) * LENGTH);
                    double error = Tensors.relativeError(one, decoded);
                    assertTrue(error < 0.25, "image " + i + ": " + error);
                }
                double known = images.losses(image, new int[] {0}, 7)[0];
                double other = images.losses(batch(1).images(), new int[] {0}, 7)[0];
                assertTrue(known < other / 2, known + " and " + other);
                assertEquals("denoising loss of latents", images.lossName());
            }
        }
    }

    @Test
    void anImageIsTheSameInAnyBatch() {
        try (Model model = create(CONFIG, Compute.standard().withThreads(1))) {
            List<NamedTensor> weights = Tensors.random(model.weights(), new Random(9));
            try (ImageModel images = new Ldm().open(CONFIG, weights, UNet.fastest())) {
                SamplerSettings settings =
                        new Ldm().sampler(CONFIG, SamplerSettings.Wish.NONE).withSteps(3);
                float[] all = images.images(
                        settings,
                        new int[] {0, 1, 0},
                        new Random[] {new Random(1), new Random(2), new Random(3)},
                        s -> {});
                float[] last = images.images(settings, new int[] {0}, new Random[] {new Random(3)}, s -> {});
                assertArrayEquals(Arrays.copyOfRange(all, 2 * LENGTH, 3 * LENGTH), last);
            }
        }
    }

    @Test
    void presetsFitTheLatentsOfLargeImages() {
        for (int size : new int[] {64, 128, 256, 512}) {
            Ldm.Config config = (Ldm.Config) new Ldm().preset("small", size, 3).model();
            assertEquals(Size.square(size / 4), config.denoiser().size());
            assertEquals(size / 4 <= 32 ? 1 : 2, config.denoiser().patch());
            assertEquals(4, config.unet().channels());
        }
        assertThrows(InputException.class, () -> new Ldm().check(CONFIG, new SamplerSettings("prior", 0, 0, 0)));
    }
}
