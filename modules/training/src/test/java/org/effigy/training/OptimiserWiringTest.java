package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.effigy.base.Json;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.families.Model;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whether the settings of a run reach the optimiser of every family. After the first step of Adam the moments are
 * (1 - beta1) g and (1 - beta2) g^2, and each weight that has a gradient has moved by the learning rate.
 */
class OptimiserWiringTest {
    private static final double RATE = 1e-3;
    private static final double CLIP = 1e-4;
    private static final AdamSettings ADAM = new AdamSettings(RATE, 0.8, 0.98, 1e-12);

    /** Of numbers that are sums of thousands of float32 values. */
    private static final double TOLERANCE = 1e-3;

    @TempDir
    private Path folder;

    static Stream<TrainingConfig> families() {
        return Stream.of(ToyRuns.ddpm(), ToyRuns.dcgan(), ToyRuns.fastgan(), ToyRuns.classifier());
    }

    static Stream<TrainingConfig> clipped() {
        return Stream.of(ToyRuns.ddpm(), ToyRuns.classifier());
    }

    private static TrainingConfig with(TrainingConfig config, int warmup, double clip) {
        return config.withSteps(1).withOptimisation(new Optimisation(ADAM, warmup, clip, 0.5));
    }

    private TrainingJob job(String run, TrainingConfig config) {
        return ToyRuns.job(folder.resolve(run), config);
    }

    private Checkpoint trained(String run, TrainingConfig config) throws IOException {
        return Checkpoint.read(ToyRuns.train(job(run, config)).checkpoint());
    }

    private static Map<String, float[]> byName(List<NamedTensor> tensors) {
        Map<String, float[]> named = new HashMap<>();
        tensors.forEach(tensor -> named.put(tensor.name(), tensor.values()));
        return named;
    }

    private Map<String, float[]> first(TrainingConfig config) {
        try (Model model = job("unused", config).model()) {
            return byName(model.weights());
        }
    }

    /** Returns the sums of the squares of the first moment and of the second moment. */
    private static double[] moments(Checkpoint checkpoint) {
        double firsts = 0;
        double seconds = 0;
        for (NamedTensor tensor : checkpoint.updater()) {
            for (float value : tensor.values()) {
                firsts += tensor.name().endsWith("adam.m") ? (double) value * value : 0;
                seconds += tensor.name().endsWith("adam.v") ? value : 0;
            }
        }
        return new double[] {firsts, seconds};
    }

    private double gradientNorm(String run) throws IOException {
        String line =
                Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl")).get(0);
        return Json.parse(line, StepMetrics.class, "line").gradientNorm();
    }

    @ParameterizedTest
    @MethodSource("clipped")
    void theClipNormShortensTheGradient(TrainingConfig config) throws IOException {
        double first = moments(trained("clipped", with(config, 0, CLIP)))[0];
        assertTrue(gradientNorm("clipped") > 10 * CLIP, "there is something to clip");
        assertEquals(CLIP, Math.sqrt(first) / (1 - ADAM.beta1()), TOLERANCE * CLIP);
        double whole = moments(trained("whole", with(config, 0, 1e6)))[0];
        assertEquals(1, Math.sqrt(whole) / (1 - ADAM.beta1()) / gradientNorm("whole"), TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("families")
    void bothDecayRatesReachTheMomentTheyAreFor(TrainingConfig config) throws IOException {
        double[] moments = moments(trained("run", with(config, 0, 1e6)));
        double expected = (1 - ADAM.beta2()) / Math.pow(1 - ADAM.beta1(), 2);
        assertEquals(1, moments[1] / moments[0] / expected, TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("families")
    void theWarmUpReachesTheOptimiser(TrainingConfig config) throws IOException {
        assertEquals(RATE, largestMove("cold", with(config, 0, 1e6)), 0.01 * RATE);
        assertEquals(RATE / 20, largestMove("warm", with(config, 20, 1e6)), 0.01 * RATE / 20);
    }

    /** Returns by how much the weight changed that changed most; running statistics and vectors of spectral norms are no weights. */
    private double largestMove(String run, TrainingConfig config) throws IOException {
        Map<String, float[]> before = first(config);
        double largest = 0;
        for (NamedTensor tensor : trained(run, config).weights()) {
            float[] own = before.get(tensor.name());
            for (int i = 0; i < own.length && !tensor.name().matches(".*\\.(mean|variance|u)"); i++) {
                largest = Math.max(largest, Math.abs((double) tensor.values()[i] - own[i]));
            }
        }
        return largest;
    }

    @ParameterizedTest
    @MethodSource("families")
    void theSeedDecidesTheFirstWeights(TrainingConfig config) {
        assertFalse(same(first(config), first(config.withSeed(config.seed() + 1))));
        assertTrue(same(first(config), first(config)));
    }

    private static boolean same(Map<String, float[]> one, Map<String, float[]> other) {
        return one.keySet().stream().allMatch(name -> Arrays.equals(one.get(name), other.get(name)));
    }

    /** Where every label is dropped, the vectors of the classes are never seen and stay as they were. */
    @Test
    void theLabelDropoutReachesTheUnet() throws IOException {
        TrainingConfig config = with(ToyRuns.ddpm(), 0, 1e6).withSteps(3);
        float[] before = first(config).get("class.weight");
        float[] dropped =
                byName(trained("all", config.withLabelDropout(1)).weights()).get("class.weight");
        assertArrayEquals(before, dropped);
        float[] seen =
                byName(trained("none", config.withLabelDropout(0)).weights()).get("class.weight");
        for (int i = 0; i < before.length; i++) {
            assertTrue(before[i] != seen[i], "value " + i + " has learnt");
        }
    }

    /** The generator's first layer takes z and the class; a weight changes only if its input is ever other than 0. */
    @Test
    void theClassesReachBothNetworksOfTheDcgan() throws IOException {
        TrainingConfig config = with(ToyRuns.dcgan(), 0, 1e6).withSteps(2);
        Map<String, float[]> before = first(config);
        Map<String, float[]> after = byName(trained("run", config).weights());
        String generator = "generator.conv0.weight";
        int row = before.get(generator).length / 10;
        for (int input = 0; input < 10; input++) {
            assertFalse(
                    Arrays.equals(
                            Arrays.copyOfRange(before.get(generator), input * row, (input + 1) * row),
                            Arrays.copyOfRange(after.get(generator), input * row, (input + 1) * row)),
                    (input < 8 ? "z " : "class ") + input);
        }
        String discriminator = "discriminator.conv0.weight";
        for (int plane = 0; plane < before.get(discriminator).length; plane += 16) {
            assertFalse(
                    Arrays.equals(
                            Arrays.copyOfRange(before.get(discriminator), plane, plane + 16),
                            Arrays.copyOfRange(after.get(discriminator), plane, plane + 16)),
                    "kernel " + plane / 16);
        }
    }
}
