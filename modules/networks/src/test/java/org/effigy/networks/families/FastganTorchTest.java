package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.effigy.base.Json;
import org.effigy.networks.Network;
import org.effigy.networks.Tensors;
import org.effigy.networks.checkpoint.Safetensors;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.compute.Range;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;
import org.effigy.testsupport.TensorAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the FastGAN with its twin in PyTorch, src/test/python/fastgan.py, where torch is installed. */
class FastganTorchTest {
    /** Ours rounds in float; the values are of order 1. */
    private static final double TOLERANCE = 5e-5;
    /** Relative, per tensor; a wrong layer is off by more than 1e-2. */
    private static final double GRADIENT_TOLERANCE = 1e-4;
    /** Adam divides by the gradient's size and so enlarges the rounding of small ones. */
    private static final double TRAINED_TOLERANCE = 2e-3;
    /** Of the R1 gradient as a difference in double, for a step of a millionth. */
    private static final double DIFFERENCE_TOLERANCE = 1e-6;
    /** The same for the step of training, 1/20 per pixel, on noise. */
    private static final double STEP_TOLERANCE = 0.05;
    /** Of the R1 gradient in float against the same difference in double. */
    private static final double PENALTY_TOLERANCE = 2e-3;

    private static final String ALL = "colour,translation,cutout";
    private static final AdamSettings STAY = new AdamSettings(0, 0, 0.999, 1e-8);

    @TempDir
    private Path folder;

    @Test
    void agreesWithTheTwin() throws Exception {
        compare(Fastgan.Config.of(32, 6, 8, 2).withDiffAugment(ALL), 4, EngineName.ONEDNN);
        Fastgan.Config alone = Fastgan.Config.of(32, 6, 8, 2).withDiscriminatorNorm(Fastgan.DiscriminatorNorm.NONE);
        compare(
                alone.withObjective(Fastgan.Objective.HINGE)
                        .withSpectral(true)
                        .withR1(3)
                        .withDiffAugment(ALL),
                4,
                EngineName.ONEDNN);
        compare(
                Fastgan.Config.of(16, 8, 8, 0)
                        .withNorm(Fastgan.Norm.GROUP)
                        .withDiscriminatorNorm(Fastgan.DiscriminatorNorm.NONE)
                        .withR1(0.1)
                        .withDiffAugment("colour"),
                3,
                EngineName.DL4J);
        compare(Fastgan.Config.of(16, 8, 8, 0).withSpectral(true), 3, EngineName.DL4J);
    }

    /** Everything that both sides are given. */
    private record Given(Fastgan.Config config, int n, float[] real, int[] labels, float[] z) {
        Batch batch(long step) {
            return new Batch(step, real, labels, new int[n]);
        }
    }

    private static FastganTraining training(Fastgan.Config config, EngineName engine) {
        Optimisation optimisation = new Optimisation(AdamSettings.dcgan(2e-4), 0, 1, 0.9);
        return new FastganTraining(
                config,
                new Family.Recipe(5, optimisation, 0),
                Compute.of(engine).withThreads(2));
    }

    private void compare(Fastgan.Config config, int n, EngineName engine) throws Exception {
        Random random = new Random(7);
        Given given = new Given(
                config,
                n,
                Tensors.normal(random, n * config.imageLength()),
                random.ints(n, -1, Math.max(1, config.classes())).toArray(),
                Tensors.normal(random, n * config.latentSize()));
        try (FastganTraining gan = training(config, engine)) {
            List<NamedTensor> weights = perturbed(gan.weights(), random);
            gan.begin(weights);
            write(gan, given, weights);
            Torch.run(
                    "fastgan.py",
                    Map.of("FASTGAN_CONFIG", Json.line(config)),
                    "check",
                    folder.resolve("weights"),
                    folder.resolve("inputs"),
                    folder.resolve("out"));
            Map<String, NamedTensor> expected = Safetensors.read(folder.resolve("out")).stream()
                    .collect(Collectors.toMap(NamedTensor::name, e -> e));
            assertStep(gan, given, expected);
            if (config.r1() > 0) {
                assertPenalty(weights, given, expected, engine);
            }
            assertTrained(weights, given, expected, engine);
        }
    }

    private void write(FastganTraining gan, Given given, List<NamedTensor> weights) throws Exception {
        int n = given.n;
        int size = given.config.size();
        List<NamedTensor> inputs = new ArrayList<>(List.of(
                new NamedTensor("real", new long[] {n, 1, size, size}, given.real),
                new NamedTensor("z", new long[] {n, given.config.latentSize()}, given.z),
                new NamedTensor("labels", new long[] {n}, floats(given.labels))));
        FastganTraining.Shards shards = gan.new Shards(given.batch(1), given.z);
        for (String what : List.of("real", "synthetic", "generator")) {
            float[] rows = new float[7 * n];
            for (int i = 0; i < n; i++) {
                DiffAugment.Change c = shards.change(what, i);
                float[] row = {c.brightness(), c.contrast(), c.down(), c.right(), c.top(), c.left(), c.cut()};
                System.arraycopy(row, 0, rows, 7 * i, 7);
            }
            inputs.add(new NamedTensor("change." + what, new long[] {n, 7}, rows));
        }
        Safetensors.write(folder.resolve("weights"), weights);
        Safetensors.write(folder.resolve("inputs"), inputs);
    }

    private static void assertStep(FastganTraining gan, Given given, Map<String, NamedTensor> expected) {
        FastganTraining.Shards shards = gan.new Shards(given.batch(1), given.z);
        float[] augmented = shards.augmented(given.real, new Range(0, given.n), "real");
        TensorAssertions.assertClose(augmented, expected.get("augmented").values(), TOLERANCE);
        assertLosses(gan.step(shards, STAY, 1), expected.get("losses").values(), 0, TOLERANCE);
        int gradients = 0;
        for (Network network : gan.networks()) {
            for (NamedTensor gradient : network.gradients()) {
                NamedTensor e = expected.get("gradient." + gradient.name());
                if (e != null) {
                    double error = Tensors.relativeError(gradient.values(), e.values());
                    assertTrue(error < GRADIENT_TOLERANCE, gradient.name() + ": relative error " + error);
                    gradients++;
                }
            }
        }
        long wanted =
                expected.keySet().stream().filter(k -> k.startsWith("gradient")).count();
        assertEquals(wanted, gradients);
        for (NamedTensor tensor : gan.weights()) {
            if (tensor.name().matches(".*\\.(mean|variance|u)")) {
                TensorAssertions.assertClose(
                        tensor.values(), expected.get(tensor.name()).values(), TOLERANCE);
            }
        }
        float[] images = gan.networks().get(0).predict(2, Fastgan.inputs(given.config, given.z, given.labels));
        TensorAssertions.assertClose(images, expected.get("images").values(), TOLERANCE);
    }

    /**
     * The difference is in double what PyTorch finds by differentiating twice, and the gradient of a step with the penalty, less
     * that of one without, is that difference.
     */
    private static void assertPenalty(
            List<NamedTensor> weights, Given given, Map<String, NamedTensor> expected, EngineName engine) {
        float[] errors = expected.get("difference").values();
        assertTrue(
                errors[0] < DIFFERENCE_TOLERANCE, "in double, for a tiny step, the difference is off by " + errors[0]);
        assertTrue(errors[1] < STEP_TOLERANCE, "in double, for the step of training, it is off by " + errors[1]);
        try (FastganTraining gan = training(given.config, engine)) {
            gan.begin(weights);
            FastganTraining.Shards shards = gan.new Shards(given.batch(1), given.z).withPenalty();
            FastganTraining.Losses losses = gan.step(shards, STAY, 1);
            assertEquals(expected.get("losses").values()[4], losses.penalty(), 1e-3 * losses.penalty());
            double error = 0;
            double scale = 0;
            for (NamedTensor gradient : gan.networks().get(1).gradients()) {
                float[] plain = expected.get("gradient." + gradient.name()).values();
                float[] exact = expected.get("penalty." + gradient.name()).values();
                for (int i = 0; i < plain.length; i++) {
                    double d = (double) gradient.values()[i] - plain[i] - exact[i];
                    error += d * d;
                    scale += (double) exact[i] * exact[i];
                }
            }
            double relative = Math.sqrt(error / scale);
            assertTrue(relative < PENALTY_TOLERANCE, "the penalty's gradient is off by " + relative);
        }
    }

    private static void assertTrained(
            List<NamedTensor> weights, Given given, Map<String, NamedTensor> expected, EngineName engine) {
        try (FastganTraining gan = training(given.config, engine)) {
            gan.begin(weights);
            // The twin has gone one step without an update before, which moved u; its running statistics are not used
            // here.
            gan.networks().get(1).iterateNorms();
            for (int step = 0; step < 3; step++) {
                FastganTraining.Losses losses =
                        gan.step(gan.new Shards(given.batch(1), given.z), AdamSettings.dcgan(2e-4), 1);
                assertLosses(losses, expected.get("trained").values(), 5 * step, TRAINED_TOLERANCE);
            }
        }
    }

    private static void assertLosses(FastganTraining.Losses losses, float[] expected, int from, double tolerance) {
        assertEquals(expected[from], losses.real(), tolerance);
        assertEquals(expected[from + 1], losses.synthetic(), tolerance);
        assertEquals(expected[from + 2], losses.generator(), tolerance);
        assertEquals(expected[from + 3], losses.sign(), tolerance);
    }

    /** First weights with biases and norms that are not 0 and 1, and larger generator weights; u stays as it is. */
    private static List<NamedTensor> perturbed(List<NamedTensor> weights, Random random) {
        return weights.stream()
                .map(w -> {
                    float[] values = w.values().clone();
                    float[] noise = Tensors.normal(random, values.length);
                    boolean vector = w.shape().length == 1 && !w.name().endsWith(".u");
                    for (int i = 0; i < values.length && vector; i++) {
                        values[i] += w.name().endsWith("variance") ? Math.abs(noise[i]) : 0.2f * noise[i];
                    }
                    for (int i = 0; i < values.length && w.name().matches("generator.*excite.*weight"); i++) {
                        values[i] += 0.1f * noise[i];
                    }
                    return new NamedTensor(w.name(), w.shape(), values);
                })
                .toList();
    }

    private static float[] floats(int[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }
}
