package org.effigy.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.effigy.diffusion.PredictionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    private static final DdpmConfig UNET =
            new DdpmConfig(16, 2, 8, List.of(1, 2), 1, 4, 4, 2, "cosine", 1000, PredictionType.EPSILON);
    private static final DcganConfig GAN = new DcganConfig(16, 6, 4, 2, 0.9, 0.05);

    /** What training leaves behind. */
    private record Trained(List<Double> losses, List<NamedTensor> tensors) {}

    private static Trained unet(boolean compiled, int threads, int devices) {
        try (DdpmUNet net = DdpmUNet.create(UNET, 3, compiled, new Engine(threads, devices))) {
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

    private static double unetStep(DdpmUNet net, int step) {
        int n = BATCHES[step];
        Random random = new Random(step);
        float[] x = Tensors.normal(random, n * 256);
        float[] target = Tensors.normal(random, n * 256);
        int[] t = random.ints(n, 1, 1001).toArray();
        int[] labels = random.ints(n, -1, 2).toArray();
        return net.backward(x, t, labels, target);
    }

    private static Trained gan(boolean compiled, int threads, int devices) {
        try (Dcgan gan = Dcgan.create(GAN, 3, compiled, new Engine(threads, devices))) {
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

    private static List<Double> ganStep(Dcgan gan, int step) {
        int n = BATCHES[step];
        Random random = new Random(step);
        float[] real = Tensors.normal(random, n * 256);
        int[] labels = random.ints(n, -1, 2).toArray();
        float[] z = Tensors.normal(random, (n + 1) * 6);
        DcganLosses losses = gan.step(real, labels, z, random.ints(n + 1, -1, 2).toArray(), ADAM, DECAY);
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
    @ValueSource(booleans = {true, false})
    @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void theUnetTrainsOnTwoAndThreeDevicesAsOnOne(boolean compiled) {
        Trained one = unet(compiled, 1, 1);
        Trained three = unet(compiled, 3, 3);
        assertSame(unet(compiled, 2, 2), one, "two devices");
        assertSame(three, one, "three devices");
        assertSameBits(unet(compiled, 3, 3), three);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void theDcganTrainsOnTwoAndThreeDevicesAsOnOne(boolean compiled) {
        Trained one = gan(compiled, 1, 1);
        Trained three = gan(compiled, 3, 3);
        assertSame(gan(compiled, 2, 2), one, "two devices");
        assertSame(three, one, "three devices");
        assertSameBits(gan(compiled, 3, 3), three);
    }

    /** Whether shards share weights or have copies of them does not change a bit. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoDevicesOfTwoThreadsGiveTheBitsOfFourThreads(boolean compiled) {
        assertSameBits(unet(compiled, 4, 2), unet(compiled, 4, 1));
        assertSameBits(gan(compiled, 4, 2), gan(compiled, 4, 1));
    }

    @Test
    void aRunOfThreeDevicesGoesOnWithTwo() {
        try (DdpmUNet three = DdpmUNet.create(UNET, 3, true, new Engine(3, 3));
                DdpmUNet two = DdpmUNet.create(UNET, 4, true, new Engine(2, 2))) {
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

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aFailureOnOneDeviceEndsTheStepWithOneErrorAndTheNextStepWorks() {
        Engine engine = new Engine(3, 3);
        UNetCompute sound = new GraphUNet(UNET, engine);
        boolean[] broken = {true};
        UNetCompute compute = (UNetCompute) Proxy.newProxyInstance(
                UNetCompute.class.getClassLoader(), new Class<?>[] {UNetCompute.class}, (proxy, method, arguments) -> {
                    if (broken[0] && method.getName().equals("backward") && arguments[0].equals(1)) {
                        throw new IllegalArgumentException("planted");
                    }
                    try {
                        return method.invoke(sound, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        try (DdpmUNet net = new DdpmUNet(UNET, engine, compute)) {
            IllegalStateException e = assertThrows(IllegalStateException.class, () -> unetStep(net, 0));
            assertTrue(e.getMessage().contains("shard 1 of 3"), e.getMessage());
            assertTrue(e.getMessage().contains("planted"), e.getMessage());
            assertThrows(IllegalStateException.class, () -> net.update(ADAM, 1));
            broken[0] = false;
            assertTrue(Double.isFinite(unetStep(net, 0)));
        }
    }

    /** The one that fails is named, not those that waited for it at a batch normalisation. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void thoseThatWaitForAFailedShardAreNotTheError() {
        BatchSync sync = new BatchSync();
        try (Engine engine = new Engine(3, 3)) {
            sync.start(3);
            IllegalStateException e = assertThrows(
                    IllegalStateException.class,
                    () -> engine.run(3, shard -> {
                        if (shard == 2) {
                            sync.fail();
                            throw new IllegalArgumentException("planted");
                        }
                        sync.exchange(shard, new double[0]);
                    }));
            assertTrue(e.getMessage().contains("shard 2 of 3"), e.getMessage());
            assertTrue(e.getCause() instanceof IllegalArgumentException);
        }
    }

    @Test
    void threadsAreSpreadOverDevicesNeighboursTogether() {
        try (Engine engine = new Engine(4, 2)) {
            assertEquals(4, engine.threads());
            int[] devices = {engine.device(0), engine.device(1), engine.device(2), engine.device(3)};
            assertArrayEquals(new int[] {0, 0, 1, 1}, devices);
            assertEquals(2, engine.firstThread(1));
        }
        try (Engine engine = new Engine(1, 3)) {
            assertEquals(3, engine.threads());
            assertEquals(2, engine.device(2));
        }
        try (Engine engine = new Engine(5, 2)) {
            assertEquals(4, engine.threads());
        }
    }
}
