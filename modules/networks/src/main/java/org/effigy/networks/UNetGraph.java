package org.effigy.networks;

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

/** {@link UNetArchitecture} as a graph of Deeplearning4j. */
final class UNetGraph extends UNetArchitecture {
    private final int groups;
    private final GraphBuilder graph;

    private UNetGraph(DdpmConfig config) {
        super(config);
        groups = config.groups();
        graph = new NeuralNetConfiguration.Builder()
                .dataType(DataType.FLOAT)
                .updater(new NoOp())
                .trainingWorkspaceMode(WorkspaceMode.ENABLED)
                .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
                .graphBuilder();
    }

    /** Returns the graph: inputs image, time and, where there are classes, label; one output with an MSE loss. */
    static ComputationGraphConfiguration of(DdpmConfig config) {
        UNetGraph unet = new UNetGraph(config);
        String out = unet.build();
        CnnLossLayer loss = new CnnLossLayer.Builder(LossFunctions.LossFunction.MSE)
                .activation(Activation.IDENTITY)
                .build();
        return unet.graph.addLayer("loss", loss, out).setOutputs("loss").build();
    }

    @Override
    void inputs(String... names) {
        graph.addInputs(names);
    }

    @Override
    String conv(String name, String x, int in, int out, int kernel, int stride) {
        graph.addLayer(name, ConvLayer.of(in, out, kernel, stride, kernel / 2, true), x);
        return name;
    }

    @Override
    String dense(String name, String x, int in, int out, boolean bias) {
        DenseLayer layer = new DenseLayer.Builder()
                .nIn(in)
                .nOut(out)
                .hasBias(bias)
                .activation(Activation.IDENTITY)
                .build();
        graph.addLayer(name, layer, x);
        return name;
    }

    @Override
    String norm(String name, String x, int channels, boolean silu) {
        graph.addLayer(name, NormLayer.of(channels, groups, silu), x);
        return name;
    }

    @Override
    String silu(String name, String x) {
        graph.addLayer(name, new ActivationLayer(Activation.SWISH), x);
        return name;
    }

    @Override
    String add(String name, String x, String y) {
        graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), x, y);
        return name;
    }

    @Override
    String addTime(String name, String x, String time) {
        graph.addVertex(name, new AddVertex(), x, time);
        return name;
    }

    @Override
    String join(String name, String x, String skip) {
        graph.addVertex(name, new MergeVertex(), x, skip);
        return name;
    }

    @Override
    String nearest(String name, String x) {
        graph.addLayer(name, new Upsampling2D.Builder(2).build(), x);
        return name;
    }

    @Override
    String attentionCore(String name, String qkv) {
        graph.addLayer(name, new AttentionLayer(), qkv);
        return name;
    }
}
