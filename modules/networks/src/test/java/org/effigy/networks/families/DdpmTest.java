package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.base.Size;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.Tensors;
import org.effigy.networks.checkpoint.Safetensors;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DdpmTest {
    private static final AdamSettings ADAM = AdamSettings.of(1e-3);

    @TempDir
    private Path folder;

    @Test
    void twentyStepsEqualTenAResumeAndTen() throws IOException {
        Ddpm.Config config = tiny(16, 2, 2);
        try (UNet unbroken = UNet.create(config, 3);
                UNet first = UNet.create(config, 3)) {
            train(unbroken, 0, 20);
            train(first, 0, 10);
            Safetensors.write(folder.resolve("weights"), first.weights());
            Safetensors.write(folder.resolve("updater"), first.updaterState());
            try (UNet second = UNet.create(config, 99)) {
                second.setWeights(Safetensors.read(folder.resolve("weights")));
                second.setUpdaterState(Safetensors.read(folder.resolve("updater")));
                train(second, 10, 20);

                Tensors.assertSameBits(unbroken.weights(), second.weights());
                Tensors.assertSameBits(unbroken.updaterState(), second.updaterState());
                Example b = new Example(unbroken, 50, 3);
                assertArrayEquals(unbroken.predict(b.x, b.t, b.labels), second.predict(b.x, b.t, b.labels));
            }
        }
    }

    @Test
    void batchSizeNeverChangesAPrediction() {
        try (UNet net = UNet.create(tiny(32, 2, 2), 3)) {
            net.setWeights(Tensors.random(net.weights(), new Random(1)));
            Example all = new Example(net, 1, 19);
            float[] expected = net.predict(all.x, all.t, all.labels);
            for (int size : new int[] {1, 2, 3, 5, 8, 16}) {
                for (int from = 0; from + size <= 19; from += size) {
                    float[] x = Arrays.copyOfRange(all.x, from * 1024, (from + size) * 1024);
                    float[] actual = net.predict(
                            x,
                            Arrays.copyOfRange(all.t, from, from + size),
                            Arrays.copyOfRange(all.labels, from, from + size));
                    assertArrayEquals(
                            Arrays.copyOfRange(expected, from * 1024, (from + size) * 1024),
                            actual,
                            "batch of " + size);
                }
            }
        }
    }

    /** At this size, unlike at the tiny one, oneDNN sums in another order for a batch of 10 than for one of 1. */
    @Test
    void batchSizeNeverChangesAPredictionOfALargerNetwork() {
        Ddpm.Config config =
                new Ddpm.Config(64, 2, 48, List.of(1, 2, 3), 1, 16, 8, 2, "cosine", 1000, PredictionType.VELOCITY);
        try (UNet net = UNet.create(config, 3)) {
            net.setWeights(Tensors.random(net.weights(), new Random(1)));
            Example all = new Example(net, 1, 20);
            float[] expected = Arrays.copyOfRange(net.predict(all.x, all.t, all.labels), 19 * 4096, 20 * 4096);
            float[] last = Arrays.copyOfRange(all.x, 19 * 4096, 20 * 4096);
            assertArrayEquals(expected, net.predict(last, new int[] {all.t[19]}, new int[] {all.labels[19]}));
        }
    }

    @Test
    void predictionHasTheShapeOfTheImages() {
        for (Ddpm.Config config : List.of(tiny(16, 1, 0), tiny(32, 2, 2))) {
            try (UNet net = UNet.create(config, 3)) {
                assertEquals(config.size().pixels(), net.imageLength());
                Example b = new Example(net, 1, 3);
                assertEquals(3 * net.imageLength(), net.predict(b.x, b.t, b.labels).length);
            }
        }
    }

    /** 8 channels over two levels, of 2x2 pixels each position, attention at the coarsest. */
    private static Ddpm.Config wide(Size size, int patch) {
        Ddpm.Config square = tiny(16, patch, 2);
        return new Ddpm.Config(
                size,
                square.patch(),
                square.baseChannels(),
                square.multipliers(),
                square.blocksPerLevel(),
                size.shorter() / patch / 2,
                square.groups(),
                square.classes(),
                square.schedule(),
                square.timesteps(),
                square.prediction(),
                false,
                0.0,
                0.0,
                false);
    }

    @Test
    void imagesThatAreNotSquareHaveTheWeightsOfSquaresAndTheirOwnShape() {
        for (int patch : new int[] {1, 2}) {
            try (UNet square = UNet.create(tiny(16, patch, 2), 3);
                    UNet net = UNet.create(wide(new Size(16, 24), patch), 3)) {
                Tensors.assertSameBits(square.weights(), net.weights());
                assertEquals(16 * 24, net.imageLength());
                net.setWeights(Tensors.random(net.weights(), new Random(1)));
                Example all = new Example(net, 1, 3);
                float[] out = net.predict(all.x, all.t, all.labels);
                assertEquals(3 * 16 * 24, out.length);
                float[] last = Arrays.copyOfRange(all.x, 2 * 384, 3 * 384);
                assertArrayEquals(
                        Arrays.copyOfRange(out, 2 * 384, 3 * 384),
                        net.predict(last, new int[] {all.t[2]}, new int[] {all.labels[2]}));
            }
        }
    }

    @Test
    void foldingAndUnfoldingKeepRowsAndColumnsApart() {
        DenoisingUNet.Config config = wide(new Size(4, 8), 2).unet();
        float[] image = new float[32];
        for (int i = 0; i < image.length; i++) {
            image[i] = i;
        }
        float[] folded = DenoisingUNet.fold(image, config);
        // The upper left pixels of the 2x2 blocks: rows 0 and 2, every second column.
        assertArrayEquals(new float[] {0, 2, 4, 6, 16, 18, 20, 22}, Arrays.copyOf(folded, 8));
        assertArrayEquals(image, DenoisingUNet.unfold(folded, config));
    }

    @Test
    void configurationsOfOneNumberAreSquares() {
        String json = Json.line(tiny(16, 2, 2));
        assertTrue(json.contains("\"size\":16,"), json);
        assertEquals(tiny(16, 2, 2), Json.parse(json, Ddpm.Config.class, "test"));
        Ddpm.Config wide = wide(new Size(16, 24), 2);
        assertTrue(Json.line(wide).contains("\"size\":\"16x24\","), Json.line(wide));
        assertEquals(wide, Json.parse(Json.line(wide), Ddpm.Config.class, "test"));
    }

    /** The output convolution starts at zero, as in DDPM's code. */
    @Test
    void aFreshNetworkPredictsZeroAndTheSeedDecidesItsWeights() {
        try (UNet net = UNet.create(tiny(16, 2, 2), 3);
                UNet same = UNet.create(tiny(16, 2, 2), 3);
                UNet other = UNet.create(tiny(16, 2, 2), 4)) {
            Example b = new Example(net, 1, 2);
            assertArrayEquals(new float[b.x.length], net.predict(b.x, b.t, b.labels));
            Tensors.assertSameBits(same.weights(), net.weights());
            assertFalse(Arrays.equals(
                    net.weights().get(0).values(), other.weights().get(0).values()));
        }
    }

    /** 3,939,393 is what PyTorch counts for this network (4 channels per group at the first level, attention at 16x16). */
    @Test
    void parameterCountIsThatOfTheFormulaAndOfPyTorch() {
        Ddpm.Config config =
                new Ddpm.Config(64, 1, 32, List.of(1, 2, 4), 2, 16, 8, 0, "cosine", 1000, PredictionType.EPSILON);
        try (UNet net = UNet.create(config, 3)) {
            assertEquals(3_939_393, net.parameterCount());
        }
        // One level of c = 4 channels, t = 16 time channels, one block, attention, 2 classes, 4 folded pixels.
        int c = 4;
        int t = 16;
        int time = c * t + t + t * t + t + 2 * t;
        int same = 2 * (2 * c) + 2 * (9 * c * c + c) + t * c + c;
        int merged = 2 * 2 * c + 2 * c + (9 * 2 * c * c + c) + (9 * c * c + c) + t * c + c + (2 * c * c + c);
        int attention = 2 * c + c * 3 * c + 3 * c + c * c + c;
        int ends = 9 * 4 * c + c + 2 * c + 9 * 4 * c + 4;
        Ddpm.Config flat = new Ddpm.Config(8, 2, c, List.of(1), 1, 4, 2, 2, "linear", 10, PredictionType.EPSILON);
        try (UNet net = UNet.create(flat, 3)) {
            int expected = time + ends + (same + attention) + (2 * same + attention) + 2 * (merged + attention);
            assertEquals(expected, net.parameterCount());
        }
    }

    /** Four images that differ in nothing but time step and class, and targets that have nothing to do with them. */
    @Test
    void overfitsTargetsThatOnlyTimeStepAndClassTellApart() {
        try (UNet net = UNet.create(tiny(16, 2, 2), 3)) {
            Random random = new Random(1001);
            float[] image = Tensors.normal(random, 256);
            float[] x = new float[4 * 256];
            for (int i = 0; i < 4; i++) {
                System.arraycopy(image, 0, x, i * 256, 256);
            }
            float[] target = Tensors.normal(random, x.length);
            int[] t = {3, 900, 3, 900};
            int[] labels = {0, 0, 1, 1};
            double first = net.backward(x, t, labels, target);
            double last = first;
            for (int step = 0; step < 400; step++) {
                last = net.backward(x, t, labels, target);
                net.update(AdamSettings.of(3e-3), 1);
            }
            assertTrue(first > 0.9 && last < 0.05, "loss went from " + first + " to " + last);
        }
    }

    @Test
    void foldsEachTwoByTwoBlockIntoFourChannels() {
        float[] images = new float[32];
        for (int i = 0; i < 32; i++) {
            images[i] = i;
        }
        float[] expected = {
            0, 2, 8, 10, 1, 3, 9, 11, 4, 6, 12, 14, 5, 7, 13, 15, //
            16, 18, 24, 26, 17, 19, 25, 27, 20, 22, 28, 30, 21, 23, 29, 31
        };
        assertArrayEquals(
                expected, DenoisingUNet.fold(images, new DenoisingUNet.Config(1, 4, 4, 2, 2, List.of(1), 1, 0, 1, 0)));
    }

    @Test
    void unfoldReturnsWhatWasFolded() {
        float[] images = Tensors.normal(new Random(1), 3 * 16 * 16);
        for (int patch = 1; patch <= 2; patch++) {
            DenoisingUNet.Config unet = tiny(16, patch, 0).unet();
            assertArrayEquals(images, DenoisingUNet.unfold(DenoisingUNet.fold(images, unet), unet));
        }
        assertArrayEquals(images, DenoisingUNet.fold(images, tiny(16, 1, 0).unet()));
    }

    /** Vaswani et al. 2017, section 3.5, with the frequencies from 1 to 1/10000 of DDPM's code. */
    @Test
    void timeEmbeddingIsSinesThenCosines() {
        float[] e = DenoisingUNet.embedding(new double[] {7, 1000}, 6);
        double[] frequencies = {1, 0.01, 0.0001};
        for (int k = 0; k < 3; k++) {
            assertEquals(Math.sin(7 * frequencies[k]), e[k], 1e-6);
            assertEquals(Math.cos(7 * frequencies[k]), e[3 + k], 1e-6);
            assertEquals(Math.sin(1000 * frequencies[k]), e[6 + k], 1e-6);
            assertEquals(Math.cos(1000 * frequencies[k]), e[9 + k], 1e-6);
        }
    }

    /** Sampling asks a network of its own for the bits of the trained one, on every engine. */
    @ParameterizedTest
    @EnumSource
    void anOpenedModelSamplesWithTheBitsOfTheTrainedNetwork(EngineName engine) {
        Ddpm.Config config = tiny(16, 2, 2);
        Compute compute = Compute.of(engine);
        try (UNet net = UNet.create(config, 1, compute)) {
            net.setWeights(Tensors.random(net.weights(), new Random(7)));
            Ddpm family = new Ddpm();
            SamplerSettings settings = family.unnamedSampler();
            SamplerSettings brief = new SamplerSettings(settings.name(), 3, 0, 1);
            int[] labels = {1, -1};
            float[] expected = Ddpm.process(config, brief)
                    .sample(
                            new Ddpm.Denoising(config, net.network()),
                            labels,
                            new Random[] {new Random(1), new Random(2)},
                            done -> {});
            try (ImageModel model = family.open(config, net.weights(), compute)) {
                Random[] noise = {new Random(1), new Random(2)};
                assertArrayEquals(expected, model.images(brief, labels, noise, done -> {}));
            }
            List<NamedTensor> few = net.weights().subList(1, net.weights().size());
            assertThrows(InputException.class, () -> family.open(config, few, compute));
        }
    }

    @Test
    void updateClipsTheGlobalNormOfTheGradient() {
        try (UNet net = UNet.create(tiny(16, 2, 0), 3)) {
            net.setWeights(Tensors.random(net.weights(), new Random(1)));
            Example b = new Example(net, 1, 4);
            net.backward(b.x, b.t, b.labels, b.target);
            double norm = net.gradientNorm();
            double sum = 0;
            for (NamedTensor gradient : net.gradients()) {
                for (float g : gradient.values()) {
                    sum += (double) g * g;
                }
            }
            assertEquals(Math.sqrt(sum), norm, 1e-5 * norm);
            for (double clip : new double[] {norm / 4, norm * 4}) {
                net.setUpdaterState(zero(net.updaterState()));
                net.backward(b.x, b.t, b.labels, b.target);
                net.update(new AdamSettings(0, 0.75, 0.9, 1e-8), clip);
                double moment = 0;
                for (float m : net.updaterState().get(0).values()) {
                    moment += (double) m * m;
                }
                // The first moment is a quarter of the clipped gradient.
                assertEquals(Math.min(norm, clip) / 4, Math.sqrt(moment), 1e-5 * norm);
            }
            assertThrows(IllegalStateException.class, () -> net.update(ADAM, 1));
        }
    }

    @Test
    void labelsAndTimeStepsOutOfRangeAreRefused() {
        try (UNet net = UNet.create(tiny(16, 2, 2), 3)) {
            float[] x = new float[256];
            assertThrows(IllegalArgumentException.class, () -> net.predict(x, new int[] {0}, new int[] {0}));
            assertThrows(IllegalArgumentException.class, () -> net.predict(x, new int[] {1001}, new int[] {0}));
            assertThrows(IllegalArgumentException.class, () -> net.predict(x, new int[] {1}, new int[] {2}));
            assertThrows(IllegalArgumentException.class, () -> net.predict(x, new int[] {1, 2}, new int[0]));
            assertThrows(IllegalArgumentException.class, () -> net.predict(new float[255], new int[] {1}, new int[0]));
            assertThrows(IllegalArgumentException.class, () -> net.predict(new float[0], new int[0], new int[0]));
            assertArrayEquals(net.predict(x, new int[] {1}, new int[0]), net.predict(x, new int[] {1}, new int[] {-1}));
            List<NamedTensor> weights = net.weights();
            assertThrows(InputException.class, () -> net.setWeights(weights.subList(1, weights.size())));
            assertThrows(InputException.class, () -> net.setUpdaterState(weights));
        }
    }

    private static List<NamedTensor> zero(List<NamedTensor> tensors) {
        return tensors.stream()
                .map(t -> new NamedTensor(t.name(), t.shape(), new float[t.values().length]))
                .toList();
    }

    private static void train(UNet net, int from, int to) {
        for (int step = from; step < to; step++) {
            Example b = new Example(net, step, 5);
            net.backward(b.x, b.t, b.labels, b.target);
            net.update(ADAM, 1);
        }
    }

    private static Ddpm.Config tiny(int size, int patch, int classes) {
        return new Ddpm.Config(
                size, patch, 8, List.of(1, 2), 1, size / patch / 2, 4, classes, "cosine", 1000, PredictionType.EPSILON);
    }

    /** Noise, time steps, labels and a target, different in every step. */
    private static final class Example {
        final float[] x;
        final float[] target;
        final int[] t;
        final int[] labels;

        Example(UNet net, long seed, int n) {
            Random random = new Random(seed + 1000);
            x = Tensors.normal(random, n * net.imageLength());
            target = Tensors.normal(random, x.length);
            t = random.ints(n, 1, net.config().timesteps() + 1).toArray();
            labels = random.ints(n, -1, net.config().classes()).toArray();
        }
    }
}
