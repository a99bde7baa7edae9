package org.effigy.networks;

import java.util.ArrayDeque;
import java.util.Deque;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** The architecture of {@link DdpmUNet}, top to bottom. */
final class UNetGraph {
    static final String IMAGE = "image";
    static final String TIME = "time";
    static final String LABEL = "label";

    private final DdpmConfig config;
    private final int timeChannels;
    private final GraphBuilder graph;

    private UNetGraph(DdpmConfig config) {
        this.config = config;
        timeChannels = 4 * config.baseChannels();
        graph = new NeuralNetConfiguration.Builder()
                .dataType(DataType.FLOAT)
                .updater(new NoOp())
                .trainingWorkspaceMode(WorkspaceMode.ENABLED)
                .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
                .graphBuilder();
    }

    /** Returns the graph: inputs image, time and, where there are classes, label; one output with an MSE loss. */
    static ComputationGraphConfiguration of(DdpmConfig config) {
        return new UNetGraph(config).build();
    }

    private ComputationGraphConfiguration build() {
        graph.addInputs(IMAGE, TIME);
        String time = dense(
                "time2", silu("time1.silu", dense("time1", TIME, config.baseChannels(), true)), timeChannels, true);
        if (config.classes() > 0) {
            graph.addInputs(LABEL);
            time = add("time.class", time, dense("class", LABEL, config.classes(), false));
        }
        time = silu("time.silu", time);

        int pixelChannels = config.patch() * config.patch();
        int side = config.size() / config.patch();
        int channels = config.baseChannels();
        String x = conv("in", IMAGE, pixelChannels, channels, 3, 1);
        Deque<String> skips = new ArrayDeque<>();
        Deque<Integer> skipChannels = new ArrayDeque<>();
        skips.push(x);
        skipChannels.push(channels);

        int levels = config.multipliers().size();
        for (int level = 0; level < levels; level++) {
            int out = config.baseChannels() * config.multipliers().get(level);
            for (int block = 0; block < config.blocksPerLevel(); block++) {
                String name = "down" + level + ".block" + block;
                x = level(name, x, time, channels, out, side);
                channels = out;
                skips.push(x);
                skipChannels.push(channels);
            }
            if (level < levels - 1) {
                x = conv("down" + level + ".halve", x, channels, channels, 3, 2);
                side /= 2;
                skips.push(x);
                skipChannels.push(channels);
            }
        }

        x = residual("middle.block0", x, time, channels, channels);
        x = attention("middle.attention", x, channels);
        x = residual("middle.block1", x, time, channels, channels);

        for (int level = levels - 1; level >= 0; level--) {
            int out = config.baseChannels() * config.multipliers().get(level);
            for (int block = 0; block <= config.blocksPerLevel(); block++) {
                String name = "up" + level + ".block" + block;
                graph.addVertex(name + ".skip", new MergeVertex(), x, skips.pop());
                x = level(name, name + ".skip", time, channels + skipChannels.pop(), out, side);
                channels = out;
            }
            if (level > 0) {
                String name = "up" + level + ".double";
                graph.addLayer(name + ".nearest", new Upsampling2D.Builder(2).build(), x);
                x = conv(name, name + ".nearest", channels, channels, 3, 1);
                side *= 2;
            }
        }

        x = conv("out", norm("out.norm", x, channels, true), channels, pixelChannels, 3, 1);
        CnnLossLayer loss = new CnnLossLayer.Builder(LossFunctions.LossFunction.MSE)
                .activation(Activation.IDENTITY)
                .build();
        return graph.addLayer("loss", loss, x).setOutputs("loss").build();
    }

    /** A residual block, followed by attention at the resolution that has it. */
    private String level(String name, String x, String time, int in, int out, int side) {
        String y = residual(name, x, time, in, out);
        return side == config.attentionResolution() ? attention(name + ".attention", y, out) : y;
    }

    private String residual(String name, String x, String time, int in, int out) {
        String y = conv(name + ".conv1", norm(name + ".norm1", x, in, true), in, out, 3, 1);
        graph.addVertex(name + ".addTime", new AddVertex(), y, dense(name + ".time", time, timeChannels, out));
        y = norm(name + ".norm2", name + ".addTime", out, true);
        y = conv(name + ".conv2", y, out, out, 3, 1);
        return add(name, y, in == out ? x : conv(name + ".shortcut", x, in, out, 1, 1));
    }

    private String attention(String name, String x, int channels) {
        String qkv = conv(name + ".qkv", norm(name + ".norm", x, channels, false), channels, 3 * channels, 1, 1);
        graph.addLayer(name + ".core", new AttentionLayer(), qkv);
        return add(name, x, conv(name + ".projection", name + ".core", channels, channels, 1, 1));
    }

    private String norm(String name, String x, int channels, boolean silu) {
        graph.addLayer(name, NormLayer.of(channels, config.groups(), silu), x);
        return name;
    }

    private String conv(String name, String x, int in, int out, int kernel, int stride) {
        graph.addLayer(name, ConvLayer.of(in, out, kernel, stride, kernel / 2, true), x);
        return name;
    }

    private String dense(String name, String x, int in, boolean bias) {
        graph.addLayer(name, linear(in, timeChannels, bias), x);
        return name;
    }

    private String dense(String name, String x, int in, int out) {
        graph.addLayer(name, linear(in, out, true), x);
        return name;
    }

    private static DenseLayer linear(int in, int out, boolean bias) {
        return new DenseLayer.Builder()
                .nIn(in)
                .nOut(out)
                .hasBias(bias)
                .activation(Activation.IDENTITY)
                .build();
    }

    private String silu(String name, String x) {
        graph.addLayer(name, new ActivationLayer(Activation.SWISH), x);
        return name;
    }

    private String add(String name, String x, String y) {
        graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), x, y);
        return name;
    }
}
