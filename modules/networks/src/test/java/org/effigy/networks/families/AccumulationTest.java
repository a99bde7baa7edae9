package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.Network;
import org.effigy.networks.Tensors;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Batches in parts, and images that count differently. */
class AccumulationTest {
    private static final int IMAGES = 7;
    private static final int LENGTH = 256;
    /** Relative to the gradient's norm: sums of floats in another order. */
    private static final double ROUNDING = 2e-6;

    private static final Ddpm.Config CONFIG =
            new Ddpm.Config(16, 1, 8, List.of(1, 2), 1, 8, 4, 0, "cosine", 100, PredictionType.VELOCITY);

    private static final float[] X = Tensors.normal(new Random(1), IMAGES * LENGTH);
    private static final float[] TARGET = Tensors.normal(new Random(2), IMAGES * LENGTH);

    private static float[][] inputs(int from, int to) {
        int[] t = new int[to - from];
        Arrays.setAll(t, i -> 1 + 14 * (from + i));
        return Ddpm.inputs(CONFIG, Arrays.copyOfRange(X, from * LENGTH, to * LENGTH), t, new int[0]);
    }

    private static double norm(List<NamedTensor> tensors) {
        return Math.sqrt(tensors.stream()
                .flatMapToDouble(tensor -> {
                    double[] squares = new double[tensor.values().length];
                    Arrays.setAll(squares, i -> (double) tensor.values()[i] * tensor.values()[i]);
                    return Arrays.stream(squares);
                })
                .sum());
    }

    private static void assertSame(List<NamedTensor> expected, List<NamedTensor> actual, String name) {
        double scale = norm(expected);
        assertTrue(scale > 0.1, "there is a gradient");
        for (int k = 0; k < expected.size(); k++) {
            for (int i = 0; i < expected.get(k).values().length; i++) {
                double difference = expected.get(k).values()[i] - actual.get(k).values()[i];
                assertEquals(
                        0,
                        difference,
                        ROUNDING * scale,
                        name + " " + expected.get(k).name());
            }
        }
    }

    private static UNet net(EngineName engine) {
        UNet net = UNet.create(CONFIG, 3, engine);
        net.setWeights(Tensors.random(net.weights(), new Random(4)));
        return net;
    }

    private static double backward(UNet net, float[] weights, int parts) {
        Network.Goal goal = new Network.Goal(TARGET, TARGET.length, weights, parts);
        return net.network().backward(Loss.SQUARED_ERROR, goal, inputs(0, IMAGES));
    }

    @ParameterizedTest
    @EnumSource(EngineName.class)
    void partsHaveTheLossAndTheGradientOfTheWholeBatch(EngineName engine) {
        try (UNet net = net(engine)) {
            double whole = backward(net, new float[0], 1);
            List<NamedTensor> gradients = net.gradients();
            double norm = net.gradientNorm();
            for (int parts = 2; parts <= IMAGES; parts++) {
                assertEquals(whole, backward(net, new float[0], parts), 1e-5 * whole);
                assertSame(gradients, net.gradients(), parts + " parts");
                assertEquals(norm, net.gradientNorm(), 1e-5 * norm);
            }
            assertThrows(IllegalArgumentException.class, () -> backward(net, new float[0], IMAGES + 1));
        }
    }

    @Test
    void anImageThatCountsTwiceIsOneThatIsThereTwice() {
        try (UNet net = net(EngineName.ONEDNN)) {
            float[] weights = {1, 1, 2, 0, 1, 1, 1};
            double weighted = backward(net, weights, 2);
            List<NamedTensor> gradients = net.gradients();
            float[] images = X.clone();
            float[] target = TARGET.clone();
            // Image 2 in the place of image 3, with its time step.
            System.arraycopy(X, 2 * LENGTH, images, 3 * LENGTH, LENGTH);
            System.arraycopy(TARGET, 2 * LENGTH, target, 3 * LENGTH, LENGTH);
            int[] t = {1, 15, 29, 29, 57, 71, 85};
            double twice = net.network()
                    .backward(Loss.SQUARED_ERROR, target.length, target, Ddpm.inputs(CONFIG, images, t, new int[0]));
            assertEquals(twice, weighted, 1e-5 * twice);
            assertSame(net.gradients(), gradients, "weights");
        }
    }

    @Test
    void aFamilyCutsItsBatchesAsTheSettingsSay() {
        Optimisation at = new Optimisation(AdamSettings.of(1e-3), 0, 1e6, 0.9);
        Batch batch = new Batch(1, X, new int[IMAGES], new int[IMAGES]);
        try (Model whole = create(at);
                Model parts = create(at.withAccumulate(3))) {
            StepOutcome expected = whole.prepare(batch).run();
            StepOutcome actual = parts.prepare(batch).run();
            assertEquals(expected.loss(), actual.loss(), 1e-5 * expected.loss());
            assertEquals(expected.gradientNorm(), actual.gradientNorm(), 1e-5 * expected.gradientNorm());
            assertTrue(parts.accumulates());
        }
    }

    private static Model create(Optimisation optimisation) {
        return new Ddpm().create(CONFIG, new Family.Recipe(5, optimisation, 0), UNet.fastest());
    }

    @Test
    void aDcganNeedsItsBatchAtOnce() {
        Optimisation at = new Optimisation(AdamSettings.dcgan(1e-3), 0, 1, 0.9);
        try (Model gan =
                new Dcgan().create(Dcgan.Config.of(16, 8, 4, 0), new Family.Recipe(5, at, 0), UNet.fastest())) {
            assertFalse(gan.accumulates());
        }
    }
}
