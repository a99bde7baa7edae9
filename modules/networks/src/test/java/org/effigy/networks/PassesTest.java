package org.effigy.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.compute.Passes;
import org.effigy.networks.compute.Wanted;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.Init;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is handed to a pass has the lengths of the net, on every engine. */
class PassesTest {
    /** A map of 2x3 pixels and a vector of 4, joined to 10 values and brought to 5. */
    private static Net net() {
        Net.Recorder net = new Net.Recorder();
        var map = net.flatten("flat", net.input("map", new Shape(1, 2, 3)));
        var vector = net.input("vector", Shape.vector(4));
        return net.done(net.dense("out", net.join("both", map, vector), 5, true, Init.GLOROT));
    }

    private static String refusal(Runnable pass) {
        return assertThrows(IllegalArgumentException.class, pass::run).getMessage();
    }

    @ParameterizedTest
    @EnumSource
    void inputsOfOtherLengthsAreRefused(EngineName engine) {
        Compute compute = Compute.of(engine).withThreads(1);
        try (Workers workers = Engines.workers(compute);
                Network network = new Network(net(), compute, workers).init(1)) {
            network.refresh();
            workers.run(1, shard -> {
                Passes passes = network.shard(0);
                try (Passes.Memory memory = passes.open()) {
                    assertEquals(10, passes.forward(Wanted.WEIGHTS, new float[12], new float[8]).length);
                    assertEquals(
                            "the net has 2 inputs, not 1",
                            refusal(() -> passes.forward(Wanted.WEIGHTS, new float[12])));
                    assertEquals(
                            "vector has 9 values, 2 times 4x1x1 are expected",
                            refusal(() -> passes.forward(Wanted.WEIGHTS, new float[12], new float[9])));
                    assertEquals(
                            "map has 13 values, 2 times 1x2x3 are expected",
                            refusal(() -> passes.forward(Wanted.WEIGHTS, new float[13], new float[8])));
                    assertEquals(
                            "the batch is empty",
                            refusal(() -> passes.forward(Wanted.NOTHING, new float[5], new float[4])));
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBackwardPassNeedsItsForwardPassAndAGradientOfTheOutputsLength(EngineName engine) {
        Compute compute = Compute.of(engine).withThreads(1);
        try (Workers workers = Engines.workers(compute);
                Network network = new Network(net(), compute, workers).init(1)) {
            network.refresh();
            workers.run(1, shard -> {
                Passes passes = network.shard(0);
                try (Passes.Memory memory = passes.open()) {
                    assertThrows(IllegalStateException.class, () -> passes.backward(new float[10]));
                    passes.forward(Wanted.NOTHING, new float[12], new float[8]);
                    assertThrows(IllegalStateException.class, () -> passes.backward(new float[10]));
                    passes.forward(Wanted.WEIGHTS, new float[12], new float[8]);
                    assertEquals(
                            "the gradient of the output has length 11, expected is 10",
                            refusal(() -> passes.backward(new float[11])));
                    passes.backward(new float[10]);
                }
            });
        }
    }
}
