package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.effigy.base.Json;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.Tensors;
import org.effigy.networks.checkpoint.Safetensors;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.testsupport.TensorAssertions;
import org.junit.jupiter.api.Test;

/**
 * Compares tiny networks with what PyTorch computed for them in double precision; no torch is needed here. The golden
 * files come from {@code python3 src/test/python/unet.py golden OUT} and {@code dcgan.py golden OUT}.
 */
class GoldenTest {
    /** Both sides begin from the same floats; ours rounds in float, the values are of order 1. */
    private static final double TOLERANCE = 3e-5;

    @Test
    void ddpmAgreesWithPyTorch() throws Exception {
        Ddpm.Config config =
                new Ddpm.Config(16, 2, 8, List.of(1, 2), 1, 4, 4, 2, "cosine", 1000, PredictionType.EPSILON);
        try (UNet net = UNet.create(config, 1)) {
            net.setWeights(Tensors.formula(net.weights()));
            Map<String, NamedTensor> golden = golden("unet-golden.safetensors", net.weights());
            float[] x = Tensors.wave(2 * 256, 0.11);
            int[] t = {1, 700};
            int[] labels = {1, -1};

            TensorAssertions.assertClose(
                    net.predict(x, t, labels), golden.get("output").values(), TOLERANCE);
            double loss = net.backward(x, t, labels, Tensors.wave(2 * 256, 0.07));

            assertEquals(golden.get("loss").values()[0], loss, TOLERANCE);
            assertGradients(net.gradients(), golden);
        }
    }

    @Test
    void dcganAgreesWithPyTorch() throws Exception {
        try (Gan gan = Gan.create(new Dcgan.Config(16, 6, 4, 2, 0.9, 0), 1)) {
            gan.setWeights(Tensors.formula(gan.weights()));
            Map<String, NamedTensor> golden = golden("dcgan-golden.safetensors", gan.weights());
            float[] z = Tensors.wave(3 * 6, 0.3);
            int[] zLabels = {1, 1, 0};

            // Without decay, Adam's first moment is the gradient; without a rate, the weights stay.
            Dcgan.Losses losses = gan.step(
                    Tensors.wave(3 * 256, 0.11), new int[] {0, 1, -1}, z, zLabels, new AdamSettings(0, 0, 0.9, 1e-8));

            float[] expected = golden.get("losses").values();
            assertEquals(expected[0], losses.discriminatorReal(), TOLERANCE);
            assertEquals(expected[1], losses.discriminatorSynthetic(), TOLERANCE);
            assertEquals(expected[2], losses.generator(), TOLERANCE);
            for (NamedTensor tensor : gan.weights()) {
                if (golden.containsKey(tensor.name())) {
                    TensorAssertions.assertClose(
                            tensor.values(), golden.get(tensor.name()).values(), TOLERANCE);
                }
            }
            TensorAssertions.assertClose(
                    gan.generate(z, zLabels), golden.get("images").values(), TOLERANCE);
            assertGradients(
                    gan.gradients().stream()
                            .filter(g -> !g.name().endsWith("mean") && !g.name().endsWith("variance"))
                            .toList(),
                    golden);
        }
    }

    private static void assertGradients(List<NamedTensor> gradients, Map<String, NamedTensor> golden) {
        assertEquals(
                golden.keySet().stream().filter(k -> k.startsWith("gradient.")).count(), gradients.size());
        for (NamedTensor gradient : gradients) {
            float[] expected = golden.get("gradient." + gradient.name()).values();
            float[] wave = Tensors.wave(gradient.values().length, 0.53);
            double norm = 0;
            double product = 0;
            for (int i = 0; i < wave.length; i++) {
                norm += (double) gradient.values()[i] * gradient.values()[i];
                product += (double) gradient.values()[i] * wave[i];
            }
            double tolerance = TOLERANCE * Math.max(1, expected[0]);
            assertEquals(expected[0], Math.sqrt(norm), tolerance, gradient.name());
            assertEquals(expected[1], product, tolerance * Math.sqrt(wave.length), gradient.name());
        }
    }

    private static Map<String, NamedTensor> golden(String name, List<NamedTensor> weights)
            throws IOException, URISyntaxException {
        Map<String, long[]> shapes = new TreeMap<>();
        weights.forEach(w -> shapes.put(w.name(), w.shape()));
        var resource = GoldenTest.class.getResource(name);
        if (resource == null) {
            throw new AssertionError("no " + name + "; make it with SHAPES being " + Json.line(shapes));
        }
        return Safetensors.read(Path.of(resource.toURI())).stream()
                .collect(Collectors.toMap(NamedTensor::name, t -> t));
    }
}
