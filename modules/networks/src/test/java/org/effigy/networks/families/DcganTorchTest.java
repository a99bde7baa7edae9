package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.effigy.base.Json;
import org.effigy.networks.Tensors;
import org.effigy.networks.checkpoint.Safetensors;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.testsupport.TensorAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the DCGAN with its twin in PyTorch, src/test/python/dcgan.py, where torch is installed. */
class DcganTorchTest {
    /** Both sides round in float; the values are of order 1. */
    private static final double TOLERANCE = 2e-5;
    /** Relative, per tensor; a wrong layer is off by more than 1e-2. */
    private static final double GRADIENT_TOLERANCE = 2e-5;
    /** Adam divides by the gradient's size and so enlarges the rounding of small ones. */
    private static final double TRAINED_TOLERANCE = 2e-3;

    @TempDir
    private Path folder;

    @Test
    void agreesWithTheTwin() throws Exception {
        compare(new Dcgan.Config(16, 6, 4, 2, 0.9, 0), 5);
        compare(Dcgan.Config.of(32, 8, 4, 0), 3);
    }

    private void compare(Dcgan.Config config, int n) throws Exception {
        Random random = new Random(7);
        try (Gan gan = Gan.create(config, 5)) {
            List<NamedTensor> weights = positiveVariances(Tensors.random(gan.weights(), random));
            gan.setWeights(weights);
            float[] real = Tensors.normal(random, n * gan.imageLength());
            float[] z = Tensors.normal(random, n * config.latentSize());
            int[] labels = random.ints(n, -1, Math.max(1, config.classes())).toArray();
            int[] zLabels = random.ints(n, -1, Math.max(1, config.classes())).toArray();
            Safetensors.write(folder.resolve("weights"), weights);
            Safetensors.write(
                    folder.resolve("inputs"),
                    List.of(
                            new NamedTensor("real", new long[] {n, 1, config.size(), config.size()}, real),
                            new NamedTensor("z", new long[] {n, config.latentSize()}, z),
                            new NamedTensor("labels", new long[] {n}, floats(labels)),
                            new NamedTensor("zLabels", new long[] {n}, floats(zLabels))));
            Torch.run(
                    "dcgan.py",
                    Map.of("DCGAN_CONFIG", Json.line(config)),
                    "check",
                    folder.resolve("weights"),
                    folder.resolve("inputs"),
                    folder.resolve("out"));
            Map<String, NamedTensor> expected = Safetensors.read(folder.resolve("out")).stream()
                    .collect(Collectors.toMap(NamedTensor::name, e -> e));

            Dcgan.Losses losses = gan.step(real, labels, z, zLabels, new AdamSettings(0, 0, 0.999, 1e-8));
            assertLosses(losses, expected.get("losses").values(), 0, TOLERANCE);
            // Without decay, Adam's first moment is the gradient.
            int gradients = 0;
            for (NamedTensor gradient : gan.gradients()) {
                NamedTensor e = expected.get("gradient." + gradient.name());
                if (e != null) {
                    double error = Tensors.relativeError(gradient.values(), e.values());
                    assertTrue(error < GRADIENT_TOLERANCE, gradient.name() + ": relative error " + error);
                    gradients++;
                }
            }
            assertEquals(
                    expected.keySet().stream()
                            .filter(k -> k.startsWith("gradient"))
                            .count(),
                    gradients);
            for (NamedTensor tensor : gan.weights()) {
                if (tensor.name().endsWith("mean") || tensor.name().endsWith("variance")) {
                    TensorAssertions.assertClose(
                            tensor.values(), expected.get(tensor.name()).values(), TOLERANCE);
                }
            }
            TensorAssertions.assertClose(
                    gan.generate(z, zLabels), expected.get("images").values(), TOLERANCE);
        }
        try (Gan gan = Gan.create(config, 5)) {
            gan.setWeights(Safetensors.read(folder.resolve("weights")));
            Map<String, NamedTensor> expected = Safetensors.read(folder.resolve("out")).stream()
                    .collect(Collectors.toMap(NamedTensor::name, e -> e));
            Map<String, NamedTensor> inputs = Safetensors.read(folder.resolve("inputs")).stream()
                    .collect(Collectors.toMap(NamedTensor::name, e -> e));
            for (int step = 0; step < 5; step++) {
                Dcgan.Losses losses = gan.step(
                        inputs.get("real").values(),
                        ints(inputs.get("labels").values()),
                        inputs.get("z").values(),
                        ints(inputs.get("zLabels").values()),
                        AdamSettings.dcgan(2e-4));
                assertLosses(losses, expected.get("trained").values(), 3 * step, TRAINED_TOLERANCE);
            }
        }
    }

    private static void assertLosses(Dcgan.Losses losses, float[] expected, int from, double tolerance) {
        assertEquals(expected[from], losses.discriminatorReal(), tolerance);
        assertEquals(expected[from + 1], losses.discriminatorSynthetic(), tolerance);
        assertEquals(expected[from + 2], losses.generator(), tolerance);
    }

    private static List<NamedTensor> positiveVariances(List<NamedTensor> weights) {
        for (NamedTensor weight : weights) {
            for (int i = 0; i < weight.values().length && weight.name().endsWith("variance"); i++) {
                weight.values()[i] = 1 + Math.abs(weight.values()[i]);
            }
        }
        return weights;
    }

    private static float[] floats(int[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }

    private static int[] ints(float[] values) {
        int[] out = new int[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (int) values[i];
        }
        return out;
    }
}
