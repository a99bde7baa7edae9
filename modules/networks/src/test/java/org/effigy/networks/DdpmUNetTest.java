package org.effigy.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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
