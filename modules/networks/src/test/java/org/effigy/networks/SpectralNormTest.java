package org.effigy.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.effigy.base.InputException;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Init;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Net.Window;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Shape;
import org.effigy.networks.optim.AdamSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpectralNormTest {
    private static Net net() {
        Net.Recorder net = new Net.Recorder();
        Node x = net.input("x", new Shape(2, 4, 4));
        x = net.activate("a.tanh", net.conv("a", x, 3, Window.same(3), true, Init.HE), Activation.TANH);
        return net.done(net.dense("b", net.flatten("flat", x), 2, true, Init.GLOROT));
    }

    private static NamedTensor named(List<NamedTensor> tensors, String name) {
        return tensors.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    }

    private interface Task {
        void run(Network network);
    }

    private static void with(EngineName engine, Task task) {
        Compute compute = Compute.of(engine).withThreads(2);
        try (Workers workers = Engines.workers(compute);
                Network network = Network.spectral(net(), compute, workers).init(3)) {
            task.run(network);
        }
    }

    /** A diagonal matrix: the largest singular value is its largest entry, so the network computes with a largest entry of 1. */
    @ParameterizedTest
    @EnumSource(EngineName.class)
    void weightsAreDividedByTheirLargestSingularValue(EngineName engine) {
        with(engine, network -> {
            List<NamedTensor> weights = network.weights();
            Arrays.fill(named(weights, "a.weight").values(), 0);
            Arrays.fill(named(weights, "a.bias").values(), 0.25f);
            float[] dense = named(weights, "b.weight").values();
            Arrays.fill(dense, 0);
            dense[0] = 5;
            dense[48 + 1] = 2;
            network.setWeights(weights);
            for (int i = 0; i < 60; i++) {
                network.iterateNorms();
            }
            float[] y = network.predict(1, new float[32]);
            double tanh = Math.tanh(0.25);
            assertEquals(tanh, y[0], 1e-6);
            assertEquals(0.4 * tanh, y[1], 1e-6);
            float[] u = named(network.weights(), "b.u").values();
            assertEquals(1, Math.abs(u[0]), 1e-6);
            assertEquals(0, u[1], 1e-6);
        });
    }

    /** By every weight, with u held constant, as the gradient is defined. */
    @ParameterizedTest
    @EnumSource(EngineName.class)
    void theGradientIsTheSlopeByTheWeightsBeforeTheDivision(EngineName engine) {
        with(engine, network -> {
            Random random = new Random(4);
            float[] x = Tensors.normal(random, 3 * 32);
            float[] target = Tensors.normal(random, 6);
            List<NamedTensor> weights = network.weights();
            network.backward(Loss.SQUARED_ERROR, 1, target, x);
            List<NamedTensor> gradients = network.gradients();
            for (NamedTensor gradient : gradients) {
                double squares = 0;
                for (float g : gradient.values()) {
                    squares += (double) g * g;
                }
                double step = 1e-2 / Math.sqrt(squares);
                double[] losses = new double[2];
                for (int side = 0; side < 2; side++) {
                    List<NamedTensor> moved = network.weights();
                    float[] values = named(moved, gradient.name()).values();
                    for (int i = 0; i < values.length; i++) {
                        values[i] += (float) ((side == 0 ? step : -step) * gradient.values()[i]);
                    }
                    network.setWeights(moved);
                    losses[side] = loss(network.predict(2, x), target);
                    network.setWeights(weights);
                }
                double numeric = (losses[0] - losses[1]) / (2 * step);
                assertEquals(1, squares / numeric, 5e-3, gradient.name());
            }
            assertEquals(4, gradients.size());
        });
    }

    private static double loss(float[] y, float[] target) {
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += ((double) y[i] - target[i]) * ((double) y[i] - target[i]);
        }
        return sum;
    }

    /** Weights that are scaled compute the same, so a gradient is at right angles to its weights. */
    @ParameterizedTest
    @EnumSource(EngineName.class)
    void theSizeOfAWeightDoesNotMatter(EngineName engine) {
        with(engine, network -> {
            Random random = new Random(5);
            float[] x = Tensors.normal(random, 32);
            float[] before = network.predict(1, x);
            List<NamedTensor> weights = network.weights();
            float[] kernel = named(weights, "a.weight").values();
            for (int i = 0; i < kernel.length; i++) {
                kernel[i] *= 3;
            }
            network.setWeights(weights);
            Tensors.assertClose(1e-5, "output", network.predict(1, x), before);
            network.backward(Loss.SQUARED_ERROR, 1, new float[2], x);
            float[] g = named(network.gradients(), "a.weight").values();
            double product = 0;
            double squares = 0;
            for (int i = 0; i < g.length; i++) {
                product += (double) g[i] * kernel[i];
                squares += (double) g[i] * g[i];
            }
            assertTrue(
                    Math.abs(product) < 1e-4 * Math.sqrt(squares) * Math.sqrt(loss(kernel, new float[kernel.length])));
        });
    }

    @ParameterizedTest
    @EnumSource(EngineName.class)
    void theStateGoesWithTheWeights(EngineName engine) {
        with(engine, network -> {
            float[] x = Tensors.normal(new Random(6), 32);
            network.backward(Loss.SQUARED_ERROR, 1, new float[2], x);
            network.update(AdamSettings.of(0.1), 1e9, 1);
            network.iterateNorms();
            List<NamedTensor> weights = network.weights();
            float[] expected = network.predict(1, x);
            with(engine, other -> {
                other.setWeights(weights);
                Tensors.assertSameBits(other.weights(), weights);
                assertTrue(Arrays.equals(expected, other.predict(1, x)));
                List<NamedTensor> without =
                        weights.stream().filter(w -> !w.name().equals("b.u")).toList();
                String message = assertThrows(InputException.class, () -> other.setWeights(without))
                        .getMessage();
                assertEquals(
                        "weights: b.u has 0 values, expected are 2; the weights belong to another network", message);
            });
        });
    }
}
