package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.Tensors;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The compiled U-Net against Deeplearning4j's: same weights, same output, same gradients. */
class DdpmEnginesTest {
    /** Relative to the largest value; float sums of some thousand terms in another order. */
    private static final double TOLERANCE = 1e-4;

    static List<Ddpm.Config> configs() {
        return List.of(
                config(16, 1, 8, List.of(1, 2), 1, 8, 4, 0),
                config(32, 2, 16, List.of(1, 2, 3), 1, 8, 8, 3),
                config(24, 2, 12, List.of(1, 1), 2, 12, 4, 0),
                config(20, 1, 6, List.of(2, 3), 1, 0, 3, 2));
    }

    private static Ddpm.Config config(
            int size,
            int patch,
            int base,
            List<Integer> multipliers,
            int blocks,
            int attention,
            int groups,
            int classes) {
        return new Ddpm.Config(
                size,
                patch,
                base,
                multipliers,
                blocks,
                attention,
                groups,
                classes,
                "cosine",
                1000,
                PredictionType.EPSILON);
    }

    /** Both networks with the same weights, all of them non-zero. */
    private record Pair(UNet compiled, UNet reference) implements AutoCloseable {
        static Pair of(Ddpm.Config config) {
            UNet compiled = UNet.create(config, 1, EngineName.ONEDNN);
            UNet reference = UNet.create(config, 1, EngineName.DL4J);
            Random random = new Random(3);
            List<NamedTensor> weights = reference.weights().stream()
                    .map(w -> {
                        float[] values = w.values().clone();
                        for (int i = 0; i < values.length; i++) {
                            values[i] += (float) (0.05 * random.nextGaussian());
                        }
                        return new NamedTensor(w.name(), w.shape(), values);
                    })
                    .toList();
            compiled.setWeights(weights);
            reference.setWeights(weights);
            return new Pair(compiled, reference);
        }

        @Override
        public void close() {
            compiled.close();
            reference.close();
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void predictsAsDeeplearning4jDoes(Ddpm.Config config) {
        try (Pair nets = Pair.of(config)) {
            int n = 5;
            float[] x = Tensors.normal(new Random(5), n * config.size().pixels());
            int[] t = {1, 10, 100, 500, 1000};
            int[] labels = config.classes() == 0 ? new int[0] : new int[] {0, 1, -1, 1, 0};
            Tensors.assertClose(
                    TOLERANCE, "output", nets.compiled.predict(x, t, labels), nets.reference.predict(x, t, labels));
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void hasTheGradientsOfDeeplearning4j(Ddpm.Config config) {
        try (Pair nets = Pair.of(config)) {
            int n = 3;
            float[] x = Tensors.normal(new Random(6), n * config.size().pixels());
            float[] target = Tensors.normal(new Random(7), x.length);
            int[] t = {3, 77, 901};
            int[] labels = config.classes() == 0 ? new int[0] : new int[] {-1, 1, 0};
            double loss = nets.compiled.backward(x, t, labels, target);
            double expected = nets.reference.backward(x, t, labels, target);
            assertEquals(expected, loss, 1e-5 * expected);
            assertEquals(
                    nets.reference.gradientNorm(), nets.compiled.gradientNorm(), 1e-4 * nets.reference.gradientNorm());
            List<NamedTensor> actual = nets.compiled.gradients();
            List<NamedTensor> wanted = nets.reference.gradients();
            for (int i = 0; i < wanted.size(); i++) {
                assertEquals(wanted.get(i).name(), actual.get(i).name());
                Tensors.assertClose(
                        TOLERANCE,
                        wanted.get(i).name(),
                        actual.get(i).values(),
                        wanted.get(i).values());
            }
        }
    }

    @Test
    void seesWeightsThatWereUpdated() {
        Ddpm.Config config = configs().get(1);
        try (Pair nets = Pair.of(config)) {
            float[] x = Tensors.normal(new Random(8), 2 * config.size().pixels());
            float[] target = Tensors.normal(new Random(9), x.length);
            int[] t = {5, 50};
            int[] labels = {2, 0};
            for (UNet net : List.of(nets.compiled, nets.reference)) {
                for (int step = 0; step < 3; step++) {
                    net.backward(x, t, labels, target);
                    net.update(AdamSettings.of(1e-3), 1);
                }
            }
            Tensors.assertClose(
                    TOLERANCE, "output", nets.compiled.predict(x, t, labels), nets.reference.predict(x, t, labels));
        }
    }

    /** What one engine's optimiser has saved the other goes on with: the moments lie in the same order. */
    @Test
    void theOptimisersStateMovesBetweenTheEngines() {
        Ddpm.Config config = configs().get(1);
        float[] x = Tensors.normal(new Random(4), 2 * config.size().pixels());
        float[] target = Tensors.normal(new Random(5), x.length);
        int[] t = {5, 500};
        int[] labels = {2, -1};
        AdamSettings adam = new AdamSettings(1e-3, 0.9, 0.99, 1e-3);
        try (UNet first = UNet.create(config, 3, EngineName.DL4J);
                UNet second = UNet.create(config, 4, EngineName.ONEDNN)) {
            for (int step = 0; step < 3; step++) {
                first.backward(x, t, labels, target);
                first.update(adam, 1, 0.5);
            }
            second.setWeights(first.weights());
            second.setAveragedWeights(first.averagedWeights());
            second.setUpdaterState(first.updaterState());
            for (UNet net : List.of(first, second)) {
                net.backward(x, t, labels, target);
                net.update(adam, 1, 0.5);
            }
            assertClose(second.weights(), first.weights());
            assertClose(second.averagedWeights(), first.averagedWeights());
        }
    }

    private static void assertClose(List<NamedTensor> actual, List<NamedTensor> expected) {
        for (int i = 0; i < expected.size(); i++) {
            NamedTensor tensor = expected.get(i);
            Tensors.assertClose(TOLERANCE, tensor.name(), actual.get(i).values(), tensor.values());
        }
    }
}
