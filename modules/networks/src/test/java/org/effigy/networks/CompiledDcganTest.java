package org.effigy.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The compiled DCGAN against Deeplearning4j's: same weights, same losses, gradients, statistics and images. */
class CompiledDcganTest {
    /** Relative to the largest value; float sums of some thousand terms in another order. */
    private static final double TOLERANCE = 2e-4;
    /** With beta1 = 0 the optimiser's first moment is the gradient. */
    private static final AdamSettings PLAIN = new AdamSettings(1e-3, 0, 0.999, 1e-8);

    static List<DcganConfig> configs() {
        return List.of(
                DcganConfig.of(16, 6, 4, 0), new DcganConfig(32, 10, 8, 3, 0.9, 0.05), DcganConfig.of(64, 20, 4, 2));
    }

    private static float[] normal(int n, long seed) {
        Random random = new Random(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static void assertClose(String what, float[] actual, float[] expected) {
        assertEquals(expected.length, actual.length, what);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < actual.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            double d = Math.abs(actual[i] - expected[i]);
            difference = Double.isNaN(d) ? Double.NaN : Math.max(difference, d);
        }
        double error = difference / Math.max(largest, 1e-3);
        assertTrue(error < TOLERANCE, what + " differs by " + error + " of its largest value " + largest);
    }

    @ParameterizedTest
    @MethodSource("configs")
    void trainsAsDeeplearning4jDoes(DcganConfig config) {
        try (Dcgan compiled = Dcgan.create(config, 4, true);
                Dcgan reference = Dcgan.create(config, 4, false)) {
            int n = 5;
            float[] real = normal(n * config.size() * config.size(), 1);
            float[] z = normal(n * config.latentSize(), 2);
            int[] labels = config.classes() == 0 ? new int[0] : new int[] {0, 1, -1, 1, 0};
            DcganLosses actual = compiled.step(real, labels, z, labels, PLAIN);
            DcganLosses expected = reference.step(real, labels, z, labels, PLAIN);
            assertEquals(expected.discriminatorReal(), actual.discriminatorReal(), 1e-5);
            assertEquals(expected.discriminatorSynthetic(), actual.discriminatorSynthetic(), 1e-5);
            assertEquals(expected.generator(), actual.generator(), 1e-4);
            List<NamedTensor> gradients = compiled.gradients();
            List<NamedTensor> wanted = reference.gradients();
            for (int i = 0; i < wanted.size(); i++) {
                assertEquals(wanted.get(i).name(), gradients.get(i).name());
                assertClose(
                        wanted.get(i).name(),
                        gradients.get(i).values(),
                        wanted.get(i).values());
            }
            for (int i = 0; i < reference.weights().size(); i++) {
                NamedTensor tensor = reference.weights().get(i);
                if (tensor.name().endsWith(".mean") || tensor.name().endsWith(".variance")) {
                    assertClose(tensor.name(), compiled.weights().get(i).values(), tensor.values());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void generatesAsDeeplearning4jDoes(DcganConfig config) {
        try (Dcgan compiled = Dcgan.create(config, 4, true);
                Dcgan reference = Dcgan.create(config, 5, false)) {
            float[] real = normal(4 * config.size() * config.size(), 1);
            float[] z = normal(4 * config.latentSize(), 2);
            int[] none = {-1, -1, -1, -1};
            reference.step(real, none, z, none, AdamSettings.dcgan(1e-3));
            compiled.setWeights(reference.weights());
            float[] more = normal(3 * config.latentSize(), 3);
            int[] labels = config.classes() == 0 ? new int[0] : new int[] {1, -1, 0};
            assertClose("images", compiled.generate(more, labels), reference.generate(more, labels));
        }
    }
}
