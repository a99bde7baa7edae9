package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.effigy.networks.Tensors;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The compiled DCGAN against Deeplearning4j's: same weights, same losses, gradients, statistics and images. */
class DcganEnginesTest {
    /** Relative to the largest value; float sums of some thousand terms in another order. */
    private static final double TOLERANCE = 2e-4;
    /** With beta1 = 0 the optimiser's first moment is the gradient. */
    private static final AdamSettings PLAIN = new AdamSettings(1e-3, 0, 0.999, 1e-8);

    static List<Dcgan.Config> configs() {
        return List.of(
                Dcgan.Config.of(16, 6, 4, 0), new Dcgan.Config(32, 10, 8, 3, 0.9, 0.05), Dcgan.Config.of(64, 20, 4, 2));
    }

    @ParameterizedTest
    @MethodSource("configs")
    void trainsAsDeeplearning4jDoes(Dcgan.Config config) {
        try (Gan compiled = Gan.create(config, 4, EngineName.ONEDNN);
                Gan reference = Gan.create(config, 4, EngineName.DL4J)) {
            int n = 5;
            float[] real = Tensors.normal(new Random(1), n * config.size() * config.size());
            float[] z = Tensors.normal(new Random(2), n * config.latentSize());
            int[] labels = config.classes() == 0 ? new int[0] : new int[] {0, 1, -1, 1, 0};
            Dcgan.Losses actual = compiled.step(real, labels, z, labels, PLAIN);
            Dcgan.Losses expected = reference.step(real, labels, z, labels, PLAIN);
            assertEquals(expected.discriminatorReal(), actual.discriminatorReal(), 1e-5);
            assertEquals(expected.discriminatorSynthetic(), actual.discriminatorSynthetic(), 1e-5);
            assertEquals(expected.generator(), actual.generator(), 1e-4);
            List<NamedTensor> gradients = compiled.gradients();
            List<NamedTensor> wanted = reference.gradients();
            for (int i = 0; i < wanted.size(); i++) {
                assertEquals(wanted.get(i).name(), gradients.get(i).name());
                Tensors.assertClose(
                        TOLERANCE,
                        wanted.get(i).name(),
                        gradients.get(i).values(),
                        wanted.get(i).values());
            }
            for (int i = 0; i < reference.weights().size(); i++) {
                NamedTensor tensor = reference.weights().get(i);
                if (tensor.name().endsWith(".mean") || tensor.name().endsWith(".variance")) {
                    Tensors.assertClose(
                            TOLERANCE, tensor.name(), compiled.weights().get(i).values(), tensor.values());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void generatesAsDeeplearning4jDoes(Dcgan.Config config) {
        try (Gan compiled = Gan.create(config, 4, EngineName.ONEDNN);
                Gan reference = Gan.create(config, 5, EngineName.DL4J)) {
            float[] real = Tensors.normal(new Random(1), 4 * config.size() * config.size());
            float[] z = Tensors.normal(new Random(2), 4 * config.latentSize());
            int[] none = {-1, -1, -1, -1};
            reference.step(real, none, z, none, AdamSettings.dcgan(1e-3));
            compiled.setWeights(reference.weights());
            float[] more = Tensors.normal(new Random(3), 3 * config.latentSize());
            int[] labels = config.classes() == 0 ? new int[0] : new int[] {1, -1, 0};
            Tensors.assertClose(TOLERANCE, "images", compiled.generate(more, labels), reference.generate(more, labels));
        }
    }
}
