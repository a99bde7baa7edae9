package org.effigy.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.effigy.base.InputException;
import org.effigy.diffusion.PredictionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a graphics card would run, operations of ND4J alone, against the loops in Java; both here on the CPU. */
class KernelPathTest {
    /** Relative to the largest value; float sums in another order, and a logistic function accurate to 3e-7. */
    private static final double TOLERANCE = 1e-4;

    private static final AdamSettings ADAM = new AdamSettings(1e-3, 0.9, 0.99, 1e-3);

    private static void assertSame(List<NamedTensor> actual, List<NamedTensor> expected) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i).name(), actual.get(i).name());
            Tensors.assertClose(
                    TOLERANCE,
                    expected.get(i).name(),
                    actual.get(i).values(),
                    expected.get(i).values());
        }
    }

    private static List<NamedTensor> unet(int devices) {
        DdpmConfig config = new DdpmConfig(32, 2, 8, List.of(1, 2), 1, 8, 4, 3, "cosine", 1000, PredictionType.EPSILON);
        try (DdpmUNet net = DdpmUNet.create(config, 3, false, new Engine(devices, devices))) {
            net.setWeights(Tensors.random(net.weights(), new Random(1)));
            Random random = new Random(2);
            float[] x = Tensors.normal(random, 5 * 1024);
            float[] target = Tensors.normal(random, 5 * 1024);
            int[] t = {1, 20, 300, 700, 1000};
            int[] labels = {0, -1, 2, 1, 0};
            List<NamedTensor> out = new ArrayList<>();
            for (int step = 0; step < 2; step++) {
                double loss = net.backward(x, t, labels, target);
                out.add(new NamedTensor("loss", new long[] {1}, new float[] {(float) loss}));
                out.addAll(net.gradients());
                net.update(ADAM, 1, 0.5);
            }
            out.addAll(net.weights());
            out.addAll(net.averagedWeights());
            out.addAll(net.updaterState());
            out.add(new NamedTensor("prediction", new long[] {x.length}, net.predict(x, t, labels)));
            return out;
        }
    }

    private static List<NamedTensor> gan(int devices) {
        DcganConfig config = DcganConfig.of(16, 6, 4, 2);
        try (Dcgan gan = Dcgan.create(config, 3, false, new Engine(devices, devices))) {
            Random random = new Random(2);
            List<NamedTensor> out = new ArrayList<>();
            for (int step = 0; step < 2; step++) {
                float[] real = Tensors.normal(random, 5 * 256);
                float[] z = Tensors.normal(random, 5 * 6);
                int[] labels = {0, 1, -1, 1, 0};
                DcganLosses losses = gan.step(real, labels, z, labels, ADAM, 0.5);
                out.add(new NamedTensor("losses", new long[] {2}, new float[] {
                    (float) losses.discriminatorReal(), (float) losses.generator()
                }));
                out.addAll(gan.gradients());
            }
            out.addAll(gan.weights());
            out.addAll(gan.averagedWeights());
            out.addAll(gan.updaterState());
            float[] images = gan.generate(Tensors.normal(random, 3 * 6), new int[0]);
            out.add(new NamedTensor("images", new long[] {images.length}, images));
            return out;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theUnetTrainsAndPredictsTheSame(int devices) {
        assertSame(AdamTest.with("nd4j", () -> unet(devices)), unet(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theDcganTrainsAndGeneratesTheSame(int devices) {
        assertSame(AdamTest.with("nd4j", () -> gan(devices)), gan(1));
    }

    /** The numeric gradient of a sum of products, in both ways, with and without SiLU. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void groupNormalisationIsTheSameForwardAndBackward(boolean silu) {
        Random random = new Random(4);
        INDArray x = Nd4j.createFromArray(Tensors.normal(random, 3 * 6 * 20))
                .muli(2)
                .addi(3)
                .reshape(3, 6, 4, 5);
        INDArray dy = Nd4j.createFromArray(Tensors.normal(random, 3 * 6 * 20)).reshape(3, 6, 4, 5);
        INDArray gamma = Nd4j.createFromArray(Tensors.normal(random, 6));
        INDArray beta = Nd4j.createFromArray(Tensors.normal(random, 6));
        INDArray[][] results = new INDArray[2][];
        GroupNormKernel[] kernels = {new GroupNorm(3, silu), new ArrayGroupNorm(3, silu)};
        for (int k = 0; k < 2; k++) {
            results[k] = new INDArray[] {x.ulike(), x.ulike(), gamma.ulike(), gamma.ulike()};
            kernels[k].forward(x, results[k][0], gamma, beta);
            kernels[k].backward(x, dy, results[k][1], results[k][2], results[k][3]);
        }
        String[] names = {"output", "input gradient", "gamma", "beta"};
        for (int i = 0; i < names.length; i++) {
            Tensors.assertClose(1e-5, names[i], Heap.values(results[1][i]), Heap.values(results[0][i]));
        }
    }

    @Test
    void anUnknownPathIsRefused() {
        assertThrows(InputException.class, () -> AdamTest.with("gpu", Backend::computesOnHost));
    }
}
