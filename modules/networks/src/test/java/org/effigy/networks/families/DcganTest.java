package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.effigy.networks.Tensors;
import org.effigy.networks.compute.Range;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;
import org.junit.jupiter.api.Test;

class DcganTest {
    private static final AdamSettings ADAM = AdamSettings.dcgan(1e-3);

    @Test
    void batchSizeNeverChangesAnImage() {
        for (Dcgan.Config config : List.of(Dcgan.Config.of(16, 6, 4, 0), Dcgan.Config.of(64, 20, 24, 0))) {
            try (Gan gan = Gan.create(config, 3)) {
                int length = gan.imageLength();
                float[] z = Tensors.normal(new Random(2), 19 * config.latentSize());
                float[] expected = gan.generate(z, new int[0]);
                assertEquals(19 * length, expected.length);
                for (int size : new int[] {1, 7, 16}) {
                    int from = 19 - size;
                    float[] part = Arrays.copyOfRange(z, from * config.latentSize(), z.length);
                    assertArrayEquals(
                            Arrays.copyOfRange(expected, from * length, 19 * length), gan.generate(part, new int[0]));
                }
            }
        }
    }

    /** PyTorch's DCGAN example counts 3,574,656 and 2,763,520; ours has the generator's 960 means and variances as well. */
    @Test
    void parameterCountsAreThoseOfThePaperAt64Pixels() {
        try (Gan gan = Gan.create(Dcgan.Config.of(64, 100, 64, 0), 3)) {
            assertEquals(3_574_656 + 2 * 960, gan.generatorParameterCount());
            long all = gan.weights().stream().mapToLong(w -> w.values().length).sum();
            assertEquals(3_574_656 + 2 * 960 + 2_763_520, all);
        }
    }

    @Test
    void at128PixelsOneLayerMoreOfTheLargestWidth() {
        try (Gan gan = Gan.create(Dcgan.Config.of(128, 10, 2, 3), 3)) {
            long generator = 16 * (13 * 16 + 16 * 16 + 16 * 8 + 8 * 4 + 4 * 2 + 2) + 4 * (16 + 16 + 8 + 4 + 2);
            assertEquals(generator, gan.generatorParameterCount());
            float[] images = gan.generate(Tensors.normal(new Random(1), 20), new int[] {2, -1});
            assertEquals(2 * 128 * 128, images.length);
            for (float value : images) {
                assertTrue(value >= -1 && value <= 1, "value " + value);
            }
        }
    }

    @Test
    void learnsAConstantImage() {
        Dcgan.Config config = Dcgan.Config.of(16, 6, 8, 0);
        try (Gan gan = Gan.create(config, 3)) {
            float[] real = new float[8 * 256];
            Arrays.fill(real, 0.6f);
            Random random = new Random(4);
            for (int step = 0; step < 150; step++) {
                gan.step(real, new int[0], Tensors.normal(random, 8 * 6), new int[0], AdamSettings.dcgan(2e-3));
            }
            double mean = 0;
            float[] images = gan.generate(Tensors.normal(random, 8 * 6), new int[0]);
            for (float value : images) {
                mean += value / images.length;
            }
            assertEquals(0.6, mean, 0.2);
        }
    }

    @Test
    void theClassMattersAndWrongOnesAreRefused() {
        try (Gan gan = Gan.create(Dcgan.Config.of(16, 6, 4, 2), 3)) {
            float[] z = Tensors.normal(new Random(1), 6);
            float[] zero = gan.generate(z, new int[] {0});
            float[] one = gan.generate(z, new int[] {1});
            assertTrue(Tensors.relativeError(zero, one) > 1e-3);
            assertArrayEquals(gan.generate(z, new int[0]), gan.generate(z, new int[] {-1}));
            assertThrows(IllegalArgumentException.class, () -> gan.generate(z, new int[] {2}));
        }
    }

    private static List<NamedTensor> trained(long seed, int step, double noise) {
        try (Gan gan =
                Gan.create(new Dcgan.Config(16, 6, 4, 2, 0.9, noise), seed).at(step)) {
            gan.setWeights(Tensors.formula(gan.weights()));
            Random random = new Random(1);
            float[] real = Tensors.normal(random, 5 * 256);
            int[] labels = {0, 1, -1, 1, 0};
            gan.step(real, labels, Tensors.normal(random, 5 * 6), labels, ADAM);
            return gan.gradients();
        }
    }

    private static boolean same(List<NamedTensor> a, List<NamedTensor> b) {
        for (int i = 0; i < a.size(); i++) {
            if (!Arrays.equals(a.get(i).values(), b.get(i).values())) {
                return false;
            }
        }
        return true;
    }

    /** The same images, latent vectors and weights: what differs is the noise that the discriminator's inputs get. */
    @Test
    void instanceNoiseDependsOnTheSeedAndTheStep() {
        List<NamedTensor> gradients = trained(3, 1, 0.1);
        Tensors.assertSameBits(trained(3, 1, 0.1), gradients);
        assertFalse(same(trained(4, 1, 0.1), gradients), "another seed");
        assertFalse(same(trained(3, 2, 0.1), gradients), "another step");
        assertFalse(same(trained(3, 1, 0.2), gradients), "another deviation");
        Tensors.assertSameBits(trained(4, 2, 0), trained(3, 1, 0));
    }

    /** What a step says of one batch, from the same weights. */
    private static StepOutcome outcome(long seed, long step) {
        Family.Recipe recipe = new Family.Recipe(seed, new Optimisation(ADAM, 0, 1, 0.9), 0);
        try (Model model = new Dcgan().create(Dcgan.Config.of(16, 6, 4, 0), recipe, UNet.fastest())) {
            model.begin(Tensors.formula(model.weights()));
            float[] real = Tensors.normal(new Random(1), 5 * 256);
            return model.prepare(new Batch(step, real, new int[5], new int[5])).run();
        }
    }

    @Test
    void nothingIsLearntFromADiscriminatorThatIsSureOfAll() {
        assertFalse(new Dcgan.Losses(4e-7, 4e-7, 31, 1e-3).outcome().learns());
        assertTrue(new Dcgan.Losses(4e-7, 4e-6, 31, 1e-3).outcome().learns(), "it errs on an image");
        assertTrue(new Dcgan.Losses(4e-7, 4e-7, 29, 1e-3).outcome().learns(), "the generator still gets something");
        assertFalse(new Dcgan.Losses(0.7, 0.7, 0.7, 0).outcome().learns(), "there is no gradient");
    }

    @Test
    void aStepWhoseLossIsNotFiniteLeavesTheAverageAlone() {
        try (Gan gan = Gan.create(Dcgan.Config.of(16, 6, 4, 0), 3)) {
            float[] real = Tensors.normal(new Random(1), 3 * 256);
            float[] z = Tensors.normal(new Random(2), 3 * 6);
            gan.step(real, new int[0], z, new int[0], ADAM, 0.5);
            List<NamedTensor> before = gan.averagedWeights();
            real[7] = Float.NaN;
            assertFalse(gan.step(real, new int[0], z, new int[0], ADAM, 0.5).areFinite());
            Tensors.assertSameBits(before, gan.averagedWeights());
        }
    }

    @Test
    void latentVectorsDependOnTheSeedAndTheStep() {
        assertEquals(outcome(3, 1), outcome(3, 1));
        assertNotEquals(outcome(3, 1), outcome(4, 1), "another seed");
        assertNotEquals(outcome(3, 1), outcome(3, 2), "another step");
    }

    /** Real, synthetic and the generator's images are noisy independently, and so are the images of one batch. */
    @Test
    void instanceNoiseIsOfMeanZeroAndItsOwnForEachImage() {
        Dcgan.Config config = new Dcgan.Config(16, 6, 4, 0, 1, 0.1);
        try (Gan gan = Gan.create(config, 3)) {
            float[] real = new float[6 * 256];
            Dcgan.Training.Shards shards =
                    gan.training().new Shards(new Batch(1, real, new int[0], new int[6]), new float[6 * 6], new int[0]);
            List<float[]> noise = new ArrayList<>();
            for (String what : List.of("real", "synthetic", "generator")) {
                float[] all = shards.images(real, new int[0], new Range(0, 6), what);
                for (int i = 0; i < 6; i++) {
                    noise.add(Arrays.copyOfRange(all, i * 256, (i + 1) * 256));
                }
                // A shard's images have the noise of their place in the batch.
                float[] last = shards.images(new float[2 * 256], new int[0], new Range(4, 6), what);
                assertArrayEquals(Arrays.copyOfRange(all, 4 * 256, 6 * 256), last);
            }
            for (int i = 0; i < noise.size(); i++) {
                for (int j = 0; j <= i; j++) {
                    double product = 0;
                    for (int k = 0; k < 256; k++) {
                        product += noise.get(i)[k] * noise.get(j)[k] / 256;
                    }
                    assertEquals(i == j ? 0.01 : 0, product, 0.004, i + " and " + j);
                }
            }
        }
    }
}
