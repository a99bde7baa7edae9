package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.Network;
import org.effigy.networks.Tensors;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Devices that share a batch, each with weights of its own, train as one does; here groups of threads stand for them. */
class DataParallelTest {
    /**
     * Relative to the largest value of a tensor: each shard rounds its float sums for itself. Adam's epsilon is large, so
     * that it does not blow up the rounding of gradients near 0.
     */
    private static final double TOLERANCE = 2e-4;

    private static final AdamSettings ADAM = new AdamSettings(1e-3, 0.9, 0.99, 1e-3);
    private static final int STEPS = 3;
    private static final double DECAY = 0.7;

    /** Five images on three devices, then fewer images than devices. */
    private static final int[] BATCHES = {5, 2, 7};

    private static final Ddpm.Config UNET =
            new Ddpm.Config(16, 2, 8, List.of(1, 2), 1, 4, 4, 2, "cosine", 1000, PredictionType.EPSILON);
    private static final Dcgan.Config GAN = new Dcgan.Config(16, 6, 4, 2, 0.9, 0.05);

    /** What training leaves behind. */
    private record Trained(List<Double> losses, List<NamedTensor> tensors) {}

    private static Trained unet(EngineName engine, int threads, int devices) {
        try (UNet net = UNet.create(UNET, 3, compute(engine, threads, devices))) {
            net.setWeights(Tensors.random(net.weights(), new Random(1)));
            List<Double> losses = new ArrayList<>();
            List<NamedTensor> tensors = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                losses.add(unetStep(net, step));
                losses.add(net.gradientNorm());
                tensors.addAll(net.gradients());
                net.update(ADAM, 1, DECAY);
            }
            tensors.addAll(net.weights());
            tensors.addAll(net.averagedWeights());
            tensors.addAll(net.updaterState());
            float[] x = Tensors.normal(new Random(9), 9 * 256);
            float[] y = net.predict(x, new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, new int[0]);
            tensors.add(new NamedTensor("prediction", new long[] {y.length}, y));
            return new Trained(losses, tensors);
        }
    }

    private static double unetStep(UNet net, int step) {
        int n = BATCHES[step];
        Random random = new Random(step);
        float[] x = Tensors.normal(random, n * 256);
        float[] target = Tensors.normal(random, n * 256);
        int[] t = random.ints(n, 1, 1001).toArray();
        int[] labels = random.ints(n, -1, 2).toArray();
        return net.backward(x, t, labels, target);
    }

    private static Trained gan(EngineName engine, int threads, int devices) {
        try (Gan gan = Gan.create(GAN, 3, compute(engine, threads, devices))) {
            gan.setWeights(Tensors.formula(gan.weights()));
            List<Double> losses = new ArrayList<>();
            List<NamedTensor> tensors = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                losses.addAll(ganStep(gan, step));
                tensors.addAll(gan.gradients());
            }
            tensors.addAll(gan.weights());
            tensors.addAll(gan.averagedWeights());
            tensors.addAll(gan.updaterState());
            float[] images = gan.generate(Tensors.normal(new Random(9), 20 * 6), new int[0]);
            tensors.add(new NamedTensor("images", new long[] {images.length}, images));
            return new Trained(losses, tensors);
        }
    }

    private static List<Double> ganStep(Gan gan, int step) {
        int n = BATCHES[step];
        Random random = new Random(step);
        float[] real = Tensors.normal(random, n * 256);
        int[] labels = random.ints(n, -1, 2).toArray();
        float[] z = Tensors.normal(random, (n + 1) * 6);
        Dcgan.Losses losses =
                gan.step(real, labels, z, random.ints(n + 1, -1, 2).toArray(), ADAM, DECAY);
        return List.of(losses.discriminatorReal(), losses.discriminatorSynthetic(), losses.generator());
    }

    private static void assertSame(Trained actual, Trained expected, String what) {
        for (int i = 0; i < expected.losses.size(); i++) {
            double loss = expected.losses.get(i);
            assertEquals(loss, actual.losses.get(i), TOLERANCE * Math.max(1, loss), what + ", loss " + i);
        }
        assertEquals(expected.tensors.size(), actual.tensors.size());
        for (int i = 0; i < expected.tensors.size(); i++) {
            NamedTensor tensor = expected.tensors.get(i);
            assertEquals(tensor.name(), actual.tensors.get(i).name());
            Tensors.assertClose(
                    TOLERANCE,
                    what + ", " + i + " " + tensor.name(),
                    actual.tensors.get(i).values(),
                    tensor.values());
        }
    }

    private static void assertSameBits(Trained actual, Trained expected) {
        assertEquals(expected.losses, actual.losses);
        for (int i = 0; i < expected.tensors.size(); i++) {
            assertArrayEquals(
                    expected.tensors.get(i).values(),
                    actual.tensors.get(i).values(),
                    expected.tensors.get(i).name());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void theUnetTrainsOnTwoAndThreeDevicesAsOnOne(EngineName engine) {
        Trained one = unet(engine, 1, 1);
        Trained three = unet(engine, 3, 3);
        assertSame(unet(engine, 2, 2), one, "two devices");
        assertSame(three, one, "three devices");
        assertSameBits(unet(engine, 3, 3), three);
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void theDcganTrainsOnTwoAndThreeDevicesAsOnOne(EngineName engine) {
        Trained one = gan(engine, 1, 1);
        Trained three = gan(engine, 3, 3);
        assertSame(gan(engine, 2, 2), one, "two devices");
        assertSame(three, one, "three devices");
        assertSameBits(gan(engine, 3, 3), three);
    }

    /** Whether shards share weights or have copies of them does not change a bit. */
    @ParameterizedTest
    @EnumSource
    void twoDevicesOfTwoThreadsGiveTheBitsOfFourThreads(EngineName engine) {
        assertSameBits(unet(engine, 4, 2), unet(engine, 4, 1));
        assertSameBits(gan(engine, 4, 2), gan(engine, 4, 1));
    }

    @Test
    void aRunOfThreeDevicesGoesOnWithTwo() {
        try (UNet three = UNet.create(UNET, 3, compute(EngineName.ONEDNN, 3, 3));
                UNet two = UNet.create(UNET, 4, compute(EngineName.ONEDNN, 2, 2))) {
            three.setWeights(Tensors.random(three.weights(), new Random(1)));
            for (int step = 0; step < 2; step++) {
                unetStep(three, step);
                three.update(ADAM, 1, DECAY);
            }
            two.setWeights(three.weights());
            two.setAveragedWeights(three.averagedWeights());
            two.setUpdaterState(three.updaterState());
            double loss = unetStep(two, 2);
            assertEquals(unetStep(three, 2), loss, TOLERANCE);
            two.update(ADAM, 1, DECAY);
            three.update(ADAM, 1, DECAY);
            List<NamedTensor> expected = new ArrayList<>(three.weights());
            expected.addAll(three.averagedWeights());
            List<NamedTensor> actual = new ArrayList<>(two.weights());
            actual.addAll(two.averagedWeights());
            assertSame(new Trained(List.of(), actual), new Trained(List.of(), expected), "resumed");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aFailureOnOneDeviceEndsTheStepWithOneErrorAndTheNextStepWorks(EngineName engine) {
        try (UNet unet = UNet.create(UNET, 3, compute(engine, 3, 3))) {
            Network net = unet.network();
            boolean[] broken = {true};
            Loss loss = (y, target, count, gradient) -> {
                if (broken[0] && Thread.currentThread().getName().equals("network-1")) {
                    throw new IllegalArgumentException("planted");
                }
                return Loss.SQUARED_ERROR.of(y, target, count, gradient);
            };
            float[] x = Tensors.normal(new Random(1), 5 * 256);
            float[][] inputs = Ddpm.inputs(UNET, x, new int[] {1, 2, 3, 4, 5}, new int[0]);
            IllegalStateException e = assertThrows(IllegalStateException.class, () -> net.backward(loss, 1, x, inputs));
            assertTrue(e.getMessage().contains("shard 1 of 3"), e.getMessage());
            assertTrue(e.getMessage().contains("planted"), e.getMessage());
            assertThrows(IllegalStateException.class, () -> unet.update(ADAM, 1));
            broken[0] = false;
            assertTrue(Double.isFinite(net.backward(loss, 1, x, inputs)));
        }
    }

    private static Compute compute(EngineName engine, int threads, int devices) {
        return Compute.of(engine).withThreads(threads).withDevices(devices);
    }
}
