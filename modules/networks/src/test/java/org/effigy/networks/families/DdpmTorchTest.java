package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.effigy.base.Json;
import org.effigy.base.Size;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.Tensors;
import org.effigy.networks.checkpoint.Covariate;
import org.effigy.networks.checkpoint.Safetensors;
import org.effigy.networks.net.NamedTensor;
import org.effigy.testsupport.TensorAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the U-Net with its twin in PyTorch, src/test/python/unet.py, where torch is installed. */
class DdpmTorchTest {
    /** Both sides round in float; activations are of order 1. */
    private static final double OUTPUT_TOLERANCE = 2e-5;

    /** Relative, per tensor; a wrong layer is off by more than 1e-2. */
    private static final double GRADIENT_TOLERANCE = 1e-5;

    @TempDir
    private Path folder;

    @Test
    void agreesWithTheTwinInOutputAndGradient() throws Exception {
        compare(new Ddpm.Config(16, 2, 8, List.of(1, 2), 1, 4, 4, 2, "cosine", 1000, PredictionType.EPSILON));
        compare(new Ddpm.Config(16, 1, 16, List.of(1, 2, 3), 2, 8, 8, 0, "cosine", 1000, PredictionType.EPSILON));
    }

    @Test
    void agreesWithTheTwinOnImagesThatAreNotSquare() throws Exception {
        compare(new Ddpm.Config(
                new Size(16, 24),
                2,
                8,
                List.of(1, 2),
                1,
                4,
                4,
                2,
                "cosine",
                1000,
                PredictionType.EPSILON,
                false,
                0.0,
                0.0,
                false));
    }

    @Test
    void agreesWithTheTwinOnCovariates() throws Exception {
        Ddpm.Config plain =
                new Ddpm.Config(16, 2, 8, List.of(1, 2), 1, 4, 4, 2, "cosine", 1000, PredictionType.EPSILON);
        compare((Ddpm.Config) new Ddpm()
                .withCovariates(
                        plain,
                        List.of(
                                Covariate.number("age", 52.5, 17.25, 0, 100),
                                Covariate.category("sex", List.of("F", "M", "O")))));
    }

    private void compare(Ddpm.Config config) throws Exception {
        int n = 3;
        Random random = new Random(7);
        try (UNet net = UNet.create(config, 5)) {
            List<NamedTensor> weights = Tensors.random(net.weights(), random);
            net.setWeights(weights);
            float[] x = Tensors.normal(random, n * net.imageLength());
            float[] target = Tensors.normal(random, x.length);
            int[] t = {1, 400, 1000};
            int[] labels = config.classes() > 0 ? new int[] {1, -1, 0} : new int[0];
            float[] covariates =
                    config.covariates().isEmpty() ? new float[0] : new float[] {71.5f, 2, Float.NaN, 0, 12, Float.NaN};
            long[] shape = {n, 1, config.size().rows(), config.size().columns()};
            Safetensors.write(folder.resolve("weights"), weights);
            Safetensors.write(
                    folder.resolve("inputs"),
                    List.of(
                            new NamedTensor("x", shape, x),
                            new NamedTensor("target", shape, target),
                            new NamedTensor("t", new long[] {n}, new float[] {1, 400, 1000}),
                            new NamedTensor("label", new long[] {n}, new float[] {1, -1, 0}),
                            new NamedTensor("covariates", new long[] {n, covariates.length / n}, covariates)));
            Torch.run(
                    "unet.py",
                    Map.of("UNET_CONFIG", Json.line(config)),
                    "check",
                    folder.resolve("weights"),
                    folder.resolve("inputs"),
                    folder.resolve("out"));
            Map<String, NamedTensor> expected = Safetensors.read(folder.resolve("out")).stream()
                    .collect(Collectors.toMap(NamedTensor::name, e -> e));

            TensorAssertions.assertClose(
                    net.predict(x, t, labels, covariates),
                    expected.get("output").values(),
                    OUTPUT_TOLERANCE);
            net.backward(x, t, labels, covariates, target);
            for (NamedTensor gradient : net.gradients()) {
                float[] e = expected.get("gradient." + gradient.name()).values();
                double error = Tensors.relativeError(gradient.values(), e);
                assertTrue(error < GRADIENT_TOLERANCE, gradient.name() + ": relative error " + error);
            }
        }
    }
}
