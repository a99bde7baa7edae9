package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.effigy.base.Size;
import org.effigy.networks.ClippedSum;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Shape;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The sum of shortened gradients against one backward pass after another, for a small classifier. */
final class ClippedSumTest {
    private static final Classifier.Config CONFIG = new Classifier.Config(Size.square(8), 8, List.of(1), 1, 4, 2);
    private static final Loss LOSS = Loss.crossEntropy(2);
    /** Sums in float32 in another order. */
    private static final float ROUNDING = 2e-6f;

    private static ClippedSum.Unit unit(int number, int draws) {
        Random random = new Random(number);
        float[] images = new float[draws * 64];
        float[] target = new float[draws * 2];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) random.nextGaussian() * (1 + number);
        }
        for (int i = 0; i < draws; i++) {
            target[2 * i + number % 2] = 1;
        }
        return new ClippedSum.Unit(new float[][] {images}, target, draws);
    }

    private static List<ClippedSum.Unit> units(int count) {
        List<ClippedSum.Unit> units = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            units.add(unit(i, 3));
        }
        return units;
    }

    private static float[] flat(List<NamedTensor> tensors) {
        int length = tensors.stream().mapToInt(tensor -> tensor.values().length).sum();
        float[] all = new float[length];
        int at = 0;
        for (NamedTensor tensor : tensors) {
            System.arraycopy(tensor.values(), 0, all, at, tensor.values().length);
            at += tensor.values().length;
        }
        return all;
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    private static Compute compute(EngineName engine, int threads) {
        return Compute.of(engine).withThreads(threads);
    }

    /** Returns the sum over units as the network then has it. */
    private static float[] sum(Compute compute, List<ClippedSum.Unit> units, double clip) {
        try (Workers workers = Engines.workers(compute);
                Network network = new Network(Classifier.net(CONFIG), compute, workers).init(3);
                ClippedSum sum = new ClippedSum(network, workers)) {
            sum.add(LOSS, units, clip);
            network.leave(sum.sum(), 1);
            return flat(network.gradients());
        }
    }

    @ParameterizedTest
    @EnumSource(EngineName.class)
    void isTheSumOfEachUnitsOwnShortenedGradient(EngineName engine) {
        Compute compute = compute(engine, 2);
        double clip = 0.7;
        List<ClippedSum.Unit> units = units(5);
        float[] expected = new float[0];
        int shortened = 0;
        try (Workers workers = Engines.workers(compute);
                Network network = new Network(Classifier.net(CONFIG), compute, workers).init(3)) {
            for (ClippedSum.Unit unit : units) {
                network.backward(LOSS, unit.count(), unit.target(), unit.inputs());
                float[] gradient = flat(network.gradients());
                double factor = Math.min(1, clip / norm(gradient));
                shortened += factor < 1 ? 1 : 0;
                expected = expected.length == 0 ? new float[gradient.length] : expected;
                for (int i = 0; i < gradient.length; i++) {
                    expected[i] += (float) (factor * gradient[i]);
                }
            }
        }
        assertTrue(shortened > 0 && shortened < units.size(), shortened + " were shortened: the test shows nothing");
        assertArrayEquals(expected, sum(compute, units, clip), ROUNDING);
    }

    @Test
    void removingAUnitChangesTheSumByNoMoreThanTheNorm() {
        double clip = 0.4;
        List<ClippedSum.Unit> all = units(6);
        Compute compute = compute(EngineName.ONEDNN, 2);
        float[] with = sum(compute, all, clip);
        for (int gone = 0; gone < all.size(); gone++) {
            List<ClippedSum.Unit> others = new ArrayList<>(all);
            others.remove(gone);
            float[] without = sum(compute, others, clip);
            float[] difference = new float[with.length];
            for (int i = 0; i < with.length; i++) {
                difference[i] = with[i] - without[i];
            }
            assertTrue(norm(difference) <= clip + ROUNDING, "unit " + gone + ": " + norm(difference));
        }
    }

    @Test
    void aUnitWithoutAFiniteGradientAddsNothing() {
        ClippedSum.Unit broken = unit(1, 3);
        broken.inputs()[0][5] = Float.NaN;
        List<ClippedSum.Unit> all = new ArrayList<>(units(2));
        Compute compute = compute(EngineName.ONEDNN, 1);
        float[] without = sum(compute, all, 1);
        all.add(broken);
        assertArrayEquals(without, sum(compute, all, 1));
    }

    @Test
    void theNoiseHasTheDeviationAskedForWhateverTheNumberOfThreads() {
        float[] last = new float[0];
        for (int threads : new int[] {1, 3}) {
            Compute compute = compute(EngineName.ONEDNN, threads);
            try (Workers workers = Engines.workers(compute);
                    Network network = new Network(Classifier.net(CONFIG), compute, workers).init(3);
                    ClippedSum sum = new ClippedSum(network, workers)) {
                sum.add(LOSS, List.of(), 1);
                sum.addNoise(2.5, part -> new Random(11 + part));
                float[] noise = sum.sum().values();
                double n = noise.length;
                // Five standard errors of a deviation, sigma / sqrt(2 n).
                assertEquals(2.5, norm(noise) / Math.sqrt(n), 5 * 2.5 / Math.sqrt(2 * n));
                if (last.length > 0) {
                    assertArrayEquals(last, noise);
                }
                last = noise;
            }
        }
    }

    @Test
    void aNetWithStatisticsOfABatchHasNoPrivateStep() {
        Net.Recorder net = new Net.Recorder();
        Net normalised = net.done(net.batchNorm("norm", net.input("image", new Shape(1, 4, 4)), true));
        Family.Recipe recipe = new Family.Recipe(1, new Optimisation(AdamSettings.of(1e-3), 0, 1, 0.9), 0);
        try (LossModel model =
                new LossModel(normalised, recipe, Compute.standard().withThreads(1)) {
                    @Override
                    protected Loss loss() {
                        return Loss.SQUARED_ERROR;
                    }

                    @Override
                    protected Example example(Batch batch) {
                        return new Example(new float[][] {batch.images()}, batch.images(), 1);
                    }
                }) {
            PrivateBatch batch = new PrivateBatch(1, List.of(), 1, 1, 1, Random::new);
            assertThrows(IllegalArgumentException.class, () -> model.preparePrivately(batch));
        }
    }
}
