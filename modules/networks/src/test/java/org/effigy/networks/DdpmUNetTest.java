package org.effigy.networks;

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
import org.effigy.diffusion.PredictionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DdpmUNetTest {
    private static final AdamSettings ADAM = AdamSettings.of(1e-3);

    @TempDir
    private Path folder;

    @Test
    void twentyStepsEqualTenAResumeAndTen() throws IOException {
        DdpmConfig config = tiny(16, 2, 2);
        try (DdpmUNet unbroken = DdpmUNet.create(config, 3);
                DdpmUNet first = DdpmUNet.create(config, 3)) {
            train(unbroken, 0, 20);
            train(first, 0, 10);
            Safetensors.write(folder.resolve("weights"), first.weights());
            Safetensors.write(folder.resolve("updater"), first.updaterState());
            try (DdpmUNet second = DdpmUNet.create(config, 99)) {
                second.setWeights(Safetensors.read(folder.resolve("weights")));
                second.setUpdaterState(Safetensors.read(folder.resolve("updater")));
                train(second, 10, 20);

                assertSameBits(unbroken.weights(), second.weights());
                assertSameBits(unbroken.updaterState(), second.updaterState());
                Batch b = new Batch(unbroken, 50, 3);
                assertArrayEquals(unbroken.predict(b.x, b.t, b.labels), second.predict(b.x, b.t, b.labels));
            }
        }
    }

    @Test
    void batchSizeNeverChangesAPrediction() {
        try (DdpmUNet net = DdpmUNet.create(tiny(32, 2, 2), 3)) {
            net.setWeights(Tensors.random(net.weights(), new Random(1)));
            Batch all = new Batch(net, 1, 19);
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
        DdpmConfig config =
                new DdpmConfig(64, 2, 48, List.of(1, 2, 3), 1, 16, 8, 2, "cosine", 1000, PredictionType.VELOCITY);
        try (DdpmUNet net = DdpmUNet.create(config, 3)) {
            net.setWeights(Tensors.random(net.weights(), new Random(1)));
            Batch all = new Batch(net, 1, 20);
            float[] expected = Arrays.copyOfRange(net.predict(all.x, all.t, all.labels), 19 * 4096, 20 * 4096);
            float[] last = Arrays.copyOfRange(all.x, 19 * 4096, 20 * 4096);
            assertArrayEquals(expected, net.predict(last, new int[] {all.t[19]}, new int[] {all.labels[19]}));
        }
    }

    @Test
    void predictionHasTheShapeOfTheImages() {
        for (DdpmConfig config : List.of(tiny(16, 1, 0), tiny(32, 2, 2))) {
            try (DdpmUNet net = DdpmUNet.create(config, 3)) {
                assertEquals(config.size() * config.size(), net.imageLength());
                Batch b = new Batch(net, 1, 3);
                assertEquals(3 * net.imageLength(), net.predict(b.x, b.t, b.labels).length);
            }
        }
    }

    /** The output convolution starts at zero, as in DDPM's code. */
    @Test
    void aFreshNetworkPredictsZeroAndTheSeedDecidesItsWeights() {
        try (DdpmUNet net = DdpmUNet.create(tiny(16, 2, 2), 3);
                DdpmUNet same = DdpmUNet.create(tiny(16, 2, 2), 3);
                DdpmUNet other = DdpmUNet.create(tiny(16, 2, 2), 4)) {
            Batch b = new Batch(net, 1, 2);
            assertArrayEquals(new float[b.x.length], net.predict(b.x, b.t, b.labels));
            assertSameBits(same.weights(), net.weights());
            assertFalse(Arrays.equals(
                    net.weights().get(0).values(), other.weights().get(0).values()));
        }
    }

    /** 3,939,393 is what PyTorch counts for this network (4 channels per group at the first level, attention at 16x16). */
    @Test
    void parameterCountIsThatOfTheFormulaAndOfPyTorch() {
        DdpmConfig config =
                new DdpmConfig(64, 1, 32, List.of(1, 2, 4), 2, 16, 8, 0, "cosine", 1000, PredictionType.EPSILON);
        try (DdpmUNet net = DdpmUNet.create(config, 3)) {
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
        DdpmConfig flat = new DdpmConfig(8, 2, c, List.of(1), 1, 4, 2, 2, "linear", 10, PredictionType.EPSILON);
        try (DdpmUNet net = DdpmUNet.create(flat, 3)) {
            int expected = time + ends + (same + attention) + (2 * same + attention) + 2 * (merged + attention);
            assertEquals(expected, net.parameterCount());
        }
    }

    @Test
    void overfitsFourImagesInEightySteps() {
        try (DdpmUNet net = DdpmUNet.create(tiny(16, 2, 0), 3)) {
            Batch b = new Batch(net, 1, 4);
            double first = net.backward(b.x, b.t, b.labels, b.x);
            double last = first;
            for (int step = 0; step < 80; step++) {
                last = net.backward(b.x, b.t, b.labels, b.x);
                net.update(AdamSettings.of(3e-3), 1);
            }
            assertTrue(first > 0.9 && last < 0.05, "loss went from " + first + " to " + last);
        }
    }

    @Test
    void updateClipsTheGlobalNormOfTheGradient() {
        try (DdpmUNet net = DdpmUNet.create(tiny(16, 2, 0), 3)) {
            net.setWeights(Tensors.random(net.weights(), new Random(1)));
            Batch b = new Batch(net, 1, 4);
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
        try (DdpmUNet net = DdpmUNet.create(tiny(16, 2, 2), 3)) {
            float[] x = new float[256];
            assertThrows(IllegalArgumentException.class, () -> net.predict(x, new int[] {0}, new int[] {0}));
            assertThrows(IllegalArgumentException.class, () -> net.predict(x, new int[] {1001}, new int[] {0}));
            assertThrows(IllegalArgumentException.class, () -> net.predict(x, new int[] {1}, new int[] {2}));
            assertThrows(IllegalArgumentException.class, () -> net.predict(new float[255], new int[] {1}, new int[0]));
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

    private static void train(DdpmUNet net, int from, int to) {
        for (int step = from; step < to; step++) {
            Batch b = new Batch(net, step, 5);
            net.backward(b.x, b.t, b.labels, b.target);
            net.update(ADAM, 1);
        }
    }

    private static DdpmConfig tiny(int size, int patch, int classes) {
        return new DdpmConfig(
                size, patch, 8, List.of(1, 2), 1, size / patch / 2, 4, classes, "cosine", 1000, PredictionType.EPSILON);
    }

    private static void assertSameBits(List<NamedTensor> actual, List<NamedTensor> expected) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i).name(), actual.get(i).name());
            assertArrayEquals(
                    expected.get(i).values(),
                    actual.get(i).values(),
                    expected.get(i).name());
        }
    }

    /** Noise, time steps, labels and a target, different in every step. */
    private static final class Batch {
        final float[] x;
        final float[] target;
        final int[] t;
        final int[] labels;

        Batch(DdpmUNet net, long seed, int n) {
            Random random = new Random(seed + 1000);
            x = Tensors.normal(random, n * net.imageLength());
            target = Tensors.normal(random, x.length);
            t = random.ints(n, 1, net.config().timesteps() + 1).toArray();
            labels = random.ints(n, -1, net.config().classes()).toArray();
        }
    }
}
