package org.effigy.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DcganTest {
    private static final AdamSettings ADAM = AdamSettings.dcgan(1e-3);

    @TempDir
    private Path folder;

    @Test
    void twentyStepsEqualTenAResumeAndTen() throws IOException {
        DcganConfig config = new DcganConfig(16, 6, 4, 2, 0.9, 0.1);
        try (Dcgan unbroken = Dcgan.create(config, 3);
                Dcgan first = Dcgan.create(config, 3);
                Dcgan second = Dcgan.create(config, 99)) {
            train(unbroken, 0, 20);
            train(first, 0, 10);
            Safetensors.write(folder.resolve("weights"), first.weights());
            Safetensors.write(folder.resolve("updater"), first.updaterState());
            second.setWeights(Safetensors.read(folder.resolve("weights")));
            second.setUpdaterState(Safetensors.read(folder.resolve("updater")));
            train(second, 10, 20);

            assertSameBits(unbroken.weights(), second.weights());
            assertSameBits(unbroken.updaterState(), second.updaterState());
            float[] z = Tensors.normal(new Random(1), 5 * 6);
            assertArrayEquals(unbroken.generate(z, new int[0]), second.generate(z, new int[0]));
        }
    }

    @Test
    void batchSizeNeverChangesAnImage() {
        for (DcganConfig config : List.of(DcganConfig.of(16, 6, 4, 0), DcganConfig.of(64, 20, 24, 0))) {
            try (Dcgan gan = Dcgan.create(config, 3)) {
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
        try (Dcgan gan = Dcgan.create(DcganConfig.of(64, 100, 64, 0), 3)) {
            assertEquals(3_574_656 + 2 * 960, gan.generatorParameterCount());
            long all = gan.weights().stream().mapToLong(w -> w.values().length).sum();
            assertEquals(3_574_656 + 2 * 960 + 2_763_520, all);
        }
    }

    @Test
    void at128PixelsOneLayerMoreOfTheLargestWidth() {
        try (Dcgan gan = Dcgan.create(DcganConfig.of(128, 10, 2, 3), 3)) {
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
        DcganConfig config = DcganConfig.of(16, 6, 8, 0);
        try (Dcgan gan = Dcgan.create(config, 3)) {
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
        try (Dcgan gan = Dcgan.create(DcganConfig.of(16, 6, 4, 2), 3)) {
            float[] z = Tensors.normal(new Random(1), 6);
            float[] zero = gan.generate(z, new int[] {0});
            float[] one = gan.generate(z, new int[] {1});
            assertTrue(Tensors.relativeError(zero, one) > 1e-3);
            assertArrayEquals(gan.generate(z, new int[0]), gan.generate(z, new int[] {-1}));
            assertThrows(IllegalArgumentException.class, () -> gan.generate(z, new int[] {2}));
            assertThrows(IllegalArgumentException.class, () -> gan.generate(new float[5], new int[0]));
        }
    }

    private static void train(Dcgan gan, int from, int to) {
        for (int step = from; step < to; step++) {
            Random random = new Random(step);
            float[] real = Tensors.normal(random, 5 * 256);
            int[] labels = random.ints(5, -1, 2).toArray();
            gan.step(real, labels, Tensors.normal(random, 5 * 6), labels, ADAM);
        }
    }

    private static void assertSameBits(List<NamedTensor> expected, List<NamedTensor> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i).name(), actual.get(i).name());
            assertArrayEquals(
                    expected.get(i).values(),
                    actual.get(i).values(),
                    expected.get(i).name());
        }
    }
}
