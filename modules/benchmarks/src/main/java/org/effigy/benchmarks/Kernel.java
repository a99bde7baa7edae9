package org.effigy.benchmarks;

import java.util.Random;
import java.util.function.BiFunction;
import org.effigy.base.Seeds;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.compute.Passes;
import org.effigy.networks.compute.Wanted;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Shape;

/** A net of a single layer over random numbers, in one thread of an engine. */
final class Kernel implements AutoCloseable {
    private static final int IMAGES = 8;
    private static final Wanted BOTH = new Wanted(true, true);

    private final Workers workers;
    private final Network network;
    private final float[] x;
    private float[] slope = {};

    /**
     * Takes a layer of 8 square feature maps.
     *
     * @param layer adds the operations behind the input and returns the last
     */
    Kernel(EngineName engine, int channels, int side, BiFunction<Net.Recorder, Node, Node> layer) {
        Net.Recorder net = new Net.Recorder();
        Node input = net.input("x", new Shape(channels, side, side));
        Compute compute = Compute.of(engine).withThreads(1);
        workers = Engines.workers(compute);
        network = new Network(net.done(layer.apply(net, input)), compute, workers).init(1);
        network.refresh();
        Random random = Seeds.of(1, "kernel", 0);
        x = Seeds.fillNormal(random, new float[IMAGES * channels * side * side]);
        slope = Seeds.fillNormal(random, pass(false));
    }

    /** Runs the forward pass of a training step. */
    float[] forward() {
        return pass(false);
    }

    /** Runs the forward pass and the backward pass, to the gradients of input and parameters. */
    float[] step() {
        return pass(true);
    }

    private float[] pass(boolean backward) {
        float[][] y = new float[1][];
        workers.run(1, thread -> {
            Passes passes = network.shard(0);
            try (Passes.Memory memory = passes.open()) {
                y[0] = passes.forward(BOTH, x);
                if (backward) {
                    passes.backward(slope);
                }
            }
        });
        return y[0];
    }

    @Override
    public void close() {
        network.close();
        workers.close();
    }
}
