package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.effigy.base.Seeds;
import org.effigy.diffusion.Denoiser;
import org.effigy.diffusion.ForwardProcess;
import org.effigy.diffusion.NoiseSchedule;
import org.effigy.diffusion.PredictionType;
import org.effigy.diffusion.TrainedDenoiser;
import org.effigy.networks.Tensors;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.optim.AdamSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a model's training makes small, image by image. */
class ImageLossTest {
    private static final Ddpm.Config DDPM =
            new Ddpm.Config(16, 1, 8, List.of(1, 2), 1, 8, 4, 2, "cosine", 100, PredictionType.EPSILON);
    private static final Dcgan.Config GAN = Dcgan.Config.of(16, 8, 4, 2);

    private static float[] images(int n, long seed) {
        return Seeds.fillNormal(new Random(seed), new float[n * 256]);
    }

    @Test
    void aDenoisersLossIsTheMeanSquaredErrorAtTheTwoTimeSteps() {
        float[] images = images(3, 1);
        int[] labels = {0, 1, -1};
        try (UNet net = UNet.create(DDPM, 1)) {
            net.setWeights(Tensors.random(net.weights(), new Random(7)));
            try (ImageModel model = new Ddpm().open(DDPM, net.weights(), UNet.fastest())) {
                TrainedDenoiser denoiser = model.denoiser().orElseThrow();
                ForwardProcess forward = new ForwardProcess(NoiseSchedule.cosine(100));
                double[] expected = new double[3];
                for (int k = 0; k < 2; k++) {
                    for (int i = 0; i < 3; i++) {
                        float[] x0 = Arrays.copyOfRange(images, i * 256, (i + 1) * 256);
                        float[] eps = Seeds.fillNormal(Seeds.of(5, "loss noise", 2L * i + k), new float[256]);
                        int[] t = {k == 0 ? 25 : 75};
                        float[] seen = denoiser.eps(forward.noisy(x0, eps, t), t[0], new int[] {labels[i]});
                        for (int j = 0; j < 256; j++) {
                            expected[i] += Math.pow(seen[j] - eps[j], 2) / 256 / 2;
                        }
                    }
                }
                assertArrayEquals(expected, model.losses(images, labels, 5), 1e-6);
                assertEquals("denoising loss", model.lossName());
            }
        }
    }

    @Test
    void theNoiseSeenIsTheSameWhateverTheNetworkPredicts() {
        // Each kind of prediction is told the same noise; what stands for it is the same.
        NoiseSchedule schedule = NoiseSchedule.cosine(100);
        float[] x0 = images(2, 3);
        float[] eps = images(2, 4);
        int[] t = {40, 40};
        ForwardProcess forward = new ForwardProcess(schedule);
        float[] xt = forward.noisy(x0, eps, t);
        for (PredictionType type : PredictionType.values()) {
            float[] told = forward.target(type, x0, eps, t);
            TrainedDenoiser model = new TrainedDenoiser(
                    new Denoiser() {
                        @Override
                        public float[] predict(float[] noisy, int[] times, int[] labels) {
                            assertArrayEquals(t, times);
                            return told.clone();
                        }

                        @Override
                        public int imageLength() {
                            return 256;
                        }
                    },
                    schedule,
                    type);
            assertArrayEquals(eps, model.eps(xt, 40, new int[] {-1, -1}), 1e-4f);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDiscriminatorsLossIsLessOnWhatItLearnedFrom(EngineName engine) {
        float[] known = images(8, 1);
        float[] both = Arrays.copyOf(known, 16 * 256);
        System.arraycopy(images(8, 2), 0, both, 8 * 256, 8 * 256);
        int[] labels = {0, 1, 0, 1, 0, 1, 0, 1};
        int[] allLabels = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
        try (Gan gan = Gan.create(GAN, 3, engine)) {
            for (int step = 0; step < 60; step++) {
                float[] z = Seeds.fillNormal(new Random(step), new float[8 * 8]);
                gan.step(known, labels, z, labels, AdamSettings.dcgan(1e-3));
            }
            try (ImageModel model = new Dcgan().open(GAN, gan.weights(), Compute.of(engine))) {
                double[] losses = model.losses(both, allLabels, 9);
                assertArrayEquals(losses, model.losses(both, allLabels, 9), "from run to run");
                double ofKnown = Arrays.stream(losses, 0, 8).average().orElseThrow();
                double ofOthers = Arrays.stream(losses, 8, 16).average().orElseThrow();
                assertTrue(ofKnown < ofOthers - 0.3, ofKnown + " and " + ofOthers);
                assertEquals("discriminator", model.lossName());
                assertTrue(model.denoiser().isEmpty());
                // A number of images that batches do not share equally.
                assertEquals(13, model.losses(Arrays.copyOf(both, 13 * 256), Arrays.copyOf(allLabels, 13), 9).length);
            }
        }
    }
}
