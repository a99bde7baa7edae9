package org.effigy.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.effigy.networks.OpCases.Case;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.compute.Wanted;
import org.effigy.networks.net.Init;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Op;
import org.effigy.networks.net.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation, by every engine, against the loops of {@link Formula}, which compute in double. */
class OpTest {
    /** Of float32 against double, relative to the largest value, or absolute below 1. */
    private static final double TOLERANCE = 2e-5;

    private static final Wanted BOTH = new Wanted(true, true);

    static Stream<Arguments> all() {
        return Arrays.stream(EngineName.values())
                .flatMap(engine -> OpCases.all().stream().map(c -> Arguments.of(engine, c)));
    }

    private static Rig rig(EngineName engine, Net net, int threads) {
        return new Rig(net, Compute.of(engine).withThreads(threads));
    }

    private static float[] slope(Case c, int images) {
        return Rig.normal(new Random(9), images * c.net().output().shape().length());
    }

    @Test
    void everyOperationHasACase() {
        Set<Class<?>> operations = new HashSet<>(Arrays.asList(Op.class.getDeclaredClasses()));
        operations.remove(Op.Input.class);
        assertTrue(operations.stream().allMatch(Class::isRecord));
        Set<Class<?>> tried = new HashSet<>();
        OpCases.single().forEach(c -> tried.add(c.net().output().op().getClass()));
        assertEquals(operations, tried);
    }

    @ParameterizedTest
    @MethodSource("all")
    void outputsAreTheFormulas(EngineName engine, Case c) {
        try (Rig rig = rig(engine, c.net(), 1)) {
            for (int images : new int[] {3, 1}) {
                float[][] x = rig.inputs(images);
                double[] running = rig.formula(false, x);
                assertClose("prediction", rig.forward(Wanted.NOTHING, 1, x), running);
                assertClose("training", rig.forward(Wanted.WEIGHTS, 1, x), rig.formula(true, x));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void gradientsAreTheSlopesOfTheFormula(EngineName engine, Case c) {
        try (Rig rig = rig(engine, c.net(), 1)) {
            for (int images : new int[] {1, 3}) {
                assertGradients(rig, c, images);
            }
        }
    }

    private static void assertGradients(Rig rig, Case c, int images) {
        float[][] x = rig.inputs(images);
        float[] slope = slope(c, images);
        List<double[]> inputs = Arrays.stream(x).map(Rig::doubles).toList();
        Map<String, double[]> parameters = rig.doubleParameters();
        Rig.Step step = rig.step(BOTH, 1, slope, x);

        for (int i = 0; i < inputs.size(); i++) {
            double[] numeric = slopes(c, parameters, inputs, slope, inputs.get(i));
            assertClose("input " + i, step.inputGradients().get(i), numeric);
        }
        for (Map.Entry<String, double[]> parameter : parameters.entrySet()) {
            double[] numeric = slopes(c, parameters, inputs, slope, parameter.getValue());
            assertClose(parameter.getKey(), step.gradients().get(parameter.getKey()), numeric);
        }
    }

    /** Returns central differences of the sum of slope times output by each of some values, which are restored. */
    private static double[] slopes(
            Case c, Map<String, double[]> parameters, List<double[]> inputs, float[] slope, double[] values) {
        double step = 1e-5;
        double[] slopes = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double before = values[i];
            values[i] = before + step;
            double up = product(slope, Formula.of(c.net(), true, parameters, inputs));
            values[i] = before - step;
            double down = product(slope, Formula.of(c.net(), true, parameters, inputs));
            values[i] = before;
            slopes[i] = (up - down) / (2 * step);
        }
        return slopes;
    }

    private static double product(float[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("all")
    void aBatchGivesTheSameInAnyNumberOfShards(EngineName engine, Case c) {
        try (Rig rig = rig(engine, c.net(), 3)) {
            float[][] x = rig.inputs(5);
            float[] slope = slope(c, 5);
            Rig.Step one = rig.step(BOTH, 1, slope, x);
            for (int shards = 2; shards <= 3; shards++) {
                assertSame(rig.step(BOTH, shards, slope, x), one);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void anImageAloneGivesWhatItGivesInABatch(EngineName engine, Case c) {
        try (Rig rig = rig(engine, c.net(), 1)) {
            float[][] x = rig.inputs(3);
            float[] batch = rig.forward(Wanted.NOTHING, 1, x);
            int length = c.net().output().shape().length();
            for (int n = 0; n < 3; n++) {
                float[][] image = new float[x.length][];
                for (int i = 0; i < x.length; i++) {
                    int size = x[i].length / 3;
                    image[i] = Arrays.copyOfRange(x[i], n * size, (n + 1) * size);
                }
                float[] expected = Arrays.copyOfRange(batch, n * length, (n + 1) * length);
                assertClose("image " + n, rig.forward(Wanted.NOTHING, 1, image), Rig.doubles(expected));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void gradientsThatAreWantedTogetherEqualEachAlone(EngineName engine, Case c) {
        try (Rig rig = rig(engine, c.net(), 1)) {
            float[][] x = rig.inputs(3);
            float[] slope = slope(c, 3);
            Rig.Step both = rig.step(BOTH, 1, slope, x);
            Rig.Step weights = rig.step(Wanted.WEIGHTS, 1, slope, x);
            assertEquals(List.of(), weights.inputGradients());
            both.gradients()
                    .forEach((name, values) ->
                            assertArrayEquals(values, weights.gradients().get(name), name));
            Rig.Step inputs = rig.step(Wanted.INPUTS, 1, slope, x);
            for (int i = 0; i < x.length; i++) {
                assertArrayEquals(
                        both.inputGradients().get(i), inputs.inputGradients().get(i));
            }
        }
    }

    /** Memory is used again from step to step, and grows. */
    @ParameterizedTest
    @MethodSource("all")
    void aStepGivesTheSameBitsWhateverWasComputedBefore(EngineName engine, Case c) {
        try (Rig rig = rig(engine, c.net(), 1)) {
            List<Rig.Step> steps = new ArrayList<>();
            for (int images : new int[] {2, 2, 5, 2, 1, 2}) {
                Rig.Step step = rig.step(BOTH, 1, slope(c, images), rig.inputs(images));
                if (images == 2) {
                    steps.add(step);
                }
            }
            for (Rig.Step step : steps) {
                assertArrayEquals(steps.get(0).output(), step.output());
                steps.get(0)
                        .gradients()
                        .forEach((name, values) ->
                                assertArrayEquals(values, step.gradients().get(name), name));
            }
        }
    }

    /** What never reaches the output changes nothing, and its parameters have gradient 0. */
    @ParameterizedTest
    @EnumSource
    void operationsBesideTheOutputHaveNoGradient(EngineName engine) {
        Net.Recorder net = new Net.Recorder();
        Node x = net.input("x", new Shape(1, 4, 3));
        Node unused = net.input("unused", Shape.vector(3));
        Node y = net.conv("used", x, 1, Net.Window.same(3), true, Init.ZERO);
        net.conv("beside", y, 2, Net.Window.same(3), true, Init.ZERO);
        net.dense("far", unused, 2, true, Init.ZERO);
        try (Rig rig = rig(engine, net.done(y), 1)) {
            Rig.Step step = rig.step(BOTH, 1, Rig.normal(new Random(2), 24), rig.inputs(2));
            assertArrayEquals(new float[18], step.gradients().get("beside.weight"));
            assertArrayEquals(new float[2], step.gradients().get("far.bias"));
            assertArrayEquals(new float[6], step.inputGradients().get(1));
            assertTrue(step.gradients().get("used.bias")[0] != 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutRunningStatisticsANetIsForTrainingOnly(EngineName engine) {
        Net.Recorder net = new Net.Recorder();
        Node x = net.input("x", new Shape(2, 2, 3));
        try (Rig rig = rig(engine, net.done(net.batchNorm("norm", x, false)), 1)) {
            float[] images = rig.inputs(3)[0];
            assertClose("training", rig.forward(Wanted.WEIGHTS, 1, images), rig.formula(true, images));
            IllegalStateException e =
                    assertThrows(IllegalStateException.class, () -> rig.forward(Wanted.NOTHING, 1, images));
            assertTrue(e.getMessage().contains("norm keeps no running statistics"), e.getMessage());
        }
    }

    /** Ioffe and Szegedy 2015, with PyTorch's momentum: the mean and the unbiased variance of the whole batch. */
    @ParameterizedTest
    @EnumSource
    void theFirstShardKeepsRunningStatisticsOfTheWholeBatchInTheMaster(EngineName engine) {
        Net.Recorder net = new Net.Recorder();
        Net normalised = net.done(net.batchNorm("norm", net.input("x", new Shape(2, 2, 3)), true));
        for (int shards = 1; shards <= 3; shards++) {
            try (Rig rig = rig(engine, normalised, 3)) {
                float[] oldMean = rig.values("norm.mean");
                float[] oldVariance = rig.values("norm.variance");
                float[] x = rig.inputs(5)[0];
                rig.forward(Wanted.INPUTS, shards, x);
                for (int c = 0; c < 2; c++) {
                    double sum = 0;
                    double squares = 0;
                    for (int i = 0; i < 30; i++) {
                        double value = x[(i / 6 * 2 + c) * 6 + i % 6];
                        sum += value;
                        squares += value * value;
                    }
                    double mean = sum / 30;
                    double unbiased = (squares - 30 * mean * mean) / 29;
                    assertEquals(0.9 * oldMean[c] + 0.1 * mean, rig.values("norm.mean")[c], 1e-6);
                    assertEquals(0.9 * oldVariance[c] + 0.1 * unbiased, rig.values("norm.variance")[c], 1e-6);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void predictionsUseTheRunningStatisticsAndLeaveThemAlone(EngineName engine) {
        Net.Recorder net = new Net.Recorder();
        Net normalised = net.done(net.batchNorm("norm", net.input("x", new Shape(2, 2, 3)), true));
        try (Rig rig = rig(engine, normalised, 2)) {
            float[] x = rig.inputs(4)[0];
            rig.forward(Wanted.WEIGHTS, 2, x);
            rig.replicas().refresh();
            float[] before = rig.parameters().values();
            assertClose("prediction", rig.forward(Wanted.NOTHING, 2, x), rig.formula(false, x));
            assertArrayEquals(before, rig.parameters().values());
        }
    }

    /** One value per channel has no unbiased variance; that of the batch stands in. */
    @ParameterizedTest
    @EnumSource
    void oneVectorKeepsRunningStatisticsFinite(EngineName engine) {
        Net.Recorder net = new Net.Recorder();
        Net normalised = net.done(net.batchNorm("norm", net.input("x", Shape.vector(2)), true));
        try (Rig rig = rig(engine, normalised, 1)) {
            float[] old = rig.values("norm.variance");
            rig.forward(Wanted.WEIGHTS, 1, new float[] {1, 2});
            for (int c = 0; c < 2; c++) {
                assertEquals(0.9f * old[c], rig.values("norm.variance")[c], 1e-6);
            }
        }
    }

    private static void assertSame(Rig.Step actual, Rig.Step expected) {
        assertClose("output", actual.output(), Rig.doubles(expected.output()));
        for (int i = 0; i < expected.inputGradients().size(); i++) {
            double[] gradient = Rig.doubles(expected.inputGradients().get(i));
            assertClose("input " + i, actual.inputGradients().get(i), gradient);
        }
        expected.gradients()
                .forEach((name, values) -> assertClose(name, actual.gradients().get(name), Rig.doubles(values)));
    }

    private static void assertClose(String what, float[] actual, double[] expected) {
        assertEquals(expected.length, actual.length, what);
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        for (int i = 0; i < actual.length; i++) {
            assertEquals(expected[i], actual[i], TOLERANCE * Math.max(1, largest), what + " " + i);
        }
    }
}
