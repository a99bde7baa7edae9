package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.effigy.base.Json;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.NamedTensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A family of one file and one line of registration trains through the command line, on every engine. */
final class AutoencoderTest {
    private static final String ENGINE_PROPERTY = "effigy.engine";

    /**
     * Relative. Outputs are floats, so a difference of losses has an error of about 1e-7 / step, and the third derivative adds
     * step squared.
     */
    private static final double TOLERANCE = 5e-3;

    private static final double STEP = 1e-2;
    private static final int IMAGES = 3;
    private static final Autoencoder.Config TINY = new Autoencoder.Config(8, 3, 0);

    @TempDir
    private Path folder;

    @AfterEach
    void forgetTheEngine() {
        System.clearProperty(ENGINE_PROPERTY);
    }

    private CommandRun train(int steps, String code) {
        List<Object> words = new ArrayList<>(List.of("train", Autoencoder.NAME, "--data", SmallRun.INDEX, "--out"));
        words.addAll(
                List.of(folder.resolve("run"), "--preset", "tiny", "--size", 32, "--code", code, "--steps", steps));
        words.addAll(List.of("--allow-synthetic", "--device", "cpu", "--no-augmentation", "--threads", 2));
        return CommandRun.of(words.toArray());
    }

    private double loss(int line) throws IOException {
        List<String> metrics = Files.readAllLines(folder.resolve("run/metrics.jsonl"));
        return Json.tree(metrics.get(line), "metrics").path("loss").asDouble(Double.NaN);
    }

    @ParameterizedTest
    @EnumSource
    void theCommandLineTrainsItAndGoesOnWithIt(EngineName engine) throws IOException {
        System.setProperty(ENGINE_PROPERTY, engine.word());
        train(30, "4").succeeded();
        CommandRun more = train(40, "4").succeeded();
        assertTrue(more.out().contains("goes on after step 30"), more.out());
        assertTrue(loss(39) < 0.5 * loss(0), "the loss is " + loss(0) + ", then " + loss(39));
        String environment = Files.readString(folder.resolve("run/environment.json"));
        assertEquals(engine == EngineName.ONEDNN, environment.contains("oneDNN"), environment);
        assertTrue(Files.readString(folder.resolve("run/config.json")).contains("\"code\" : 4"));
        String refusal = CommandRun.of("sample", folder.resolve("run"), "--out", folder.resolve("images"))
                .failure();
        assertEquals(
                "effigy: the model is of the family autoencoder, which makes no images; choose another one", refusal);
        assertFalse(Files.exists(folder.resolve("images")));
    }

    @Test
    void aWrongSettingOfTheFamilyIsWrongUsage() {
        for (String code : List.of("many", "0", "1.5", "99999999999")) {
            CommandRun run = train(1, code);
            assertEquals(2, run.exitCode(), run.err());
            assertEquals(2, run.err().lines().count(), run.err());
            assertTrue(run.err().contains("code is " + code + ", allowed are"), run.err());
            assertFalse(Files.exists(folder.resolve("run")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void gradientsAreTheSlopesOfTheLossForEveryTensor(EngineName engine) {
        Compute compute = Compute.of(engine).withThreads(2);
        Random random = new Random(5);
        float[] images = normal(random, IMAGES * TINY.size() * TINY.size());
        float[] target = normal(random, images.length);
        try (Workers workers = Engines.workers(compute);
                Network network = new Network(Autoencoder.net(TINY), compute, workers).init(7)) {
            List<NamedTensor> weights = network.weights().stream()
                    .map(w -> moved(w, normal(random, w.values().length), 0.1))
                    .toList();
            network.setWeights(weights);
            network.backward(Loss.SQUARED_ERROR, images.length, target, images);
            List<NamedTensor> gradients = network.gradients();
            for (int i = 0; i < weights.size(); i++) {
                float[] gradient = gradients.get(i).values();
                double norm = Math.sqrt(product(gradient, gradient));
                double[] losses = new double[2];
                for (int side = 0; side < 2; side++) {
                    List<NamedTensor> beside = new ArrayList<>(weights);
                    beside.set(i, moved(weights.get(i), gradient, (side == 0 ? STEP : -STEP) / norm));
                    network.setWeights(beside);
                    losses[side] = network.backward(Loss.SQUARED_ERROR, images.length, target, images);
                }
                double slope = (losses[0] - losses[1]) / (2 * STEP);
                String name = weights.get(i).name();
                assertTrue(norm > 1e-3, name + ": the gradient is " + norm);
                assertEquals(slope, norm, TOLERANCE * norm + 1e-5, name + " with " + engine);
            }
        }
    }

    private static NamedTensor moved(NamedTensor weight, float[] direction, double by) {
        float[] values = weight.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (by * direction[i]);
        }
        return new NamedTensor(weight.name(), weight.shape(), values);
    }

    private static float[] normal(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
