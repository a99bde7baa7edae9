package org.effigy.networks;

import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * A network of the DCGAN on Deeplearning4j: a chain of layers, run forth and back
 * by hand, because Deeplearning4j's own loop leaves every activation outside the workspaces when the loss is not its own.
 */
final class DcganLayers implements GanLayers {
    private static final String WORKSPACE = "DCGAN";
    private static final WorkspaceConfiguration MEMORY = WorkspaceConfiguration.builder()
            .initialSize(0)
            .overallocationLimit(0.1)
            .build();

    private final MultiLayerNetwork network;
    private final LayerWorkspaceMgr workspaces =
            LayerWorkspaceMgr.builder().defaultWorkspace(WORKSPACE, MEMORY).build();

    private final int channels;
    private final int side;
    private boolean inputWanted;
    private long[] outputShape = {};

    /** From input of this many channels and this side. */
    private DcganLayers(NeuralNetConfiguration.ListBuilder layers, int channels, int side) {
        this.channels = channels;
        this.side = side;
        network = new MultiLayerNetwork(layers.build());
    }

    @Override
    public Memory open() {
        MemoryWorkspace workspace = Nd4j.getWorkspaceManager().getAndActivateWorkspace(MEMORY, WORKSPACE);
        return workspace::close;
    }

    /** From z (and the class, one-hot), (N, latent + classes, 1, 1), to the image before its tanh. */
    static DcganLayers generator(DcganConfig config, BatchSync sync, int shard) {
        NeuralNetConfiguration.ListBuilder layers = builder();
        int doublings = DcganLayout.doublings(config);
        int in = config.latentSize() + config.classes();
        for (int i = 0; i <= doublings; i++) {
            boolean first = i == 0;
            boolean last = i == doublings;
            int out = last ? 1 : DcganLayout.channels(config, doublings - 1 - i);
            layers.layer(TransposedConvLayer.of(in, out, DcganLayout.KERNEL, first ? 1 : 2, first ? 0 : 1));
            if (!last) {
                layers.layer(BatchNormLayer.relu(out, sync, shard));
            }
            in = out;
        }
        return new DcganLayers(layers, config.latentSize() + config.classes(), 1);
    }

    /** From images (and the class as constant planes), (N, 1 + classes, H, W), to logits, (N, 1, 1, 1). */
    static DcganLayers discriminator(DcganConfig config, BatchSync sync, int shard) {
        NeuralNetConfiguration.ListBuilder layers = builder();
        int halvings = DcganLayout.doublings(config);
        int in = 1 + config.classes();
        for (int i = 0; i <= halvings; i++) {
            boolean last = i == halvings;
            int out = last ? 1 : DcganLayout.channels(config, i);
            layers.layer(ConvLayer.of(in, out, DcganLayout.KERNEL, last ? 1 : 2, last ? 0 : 1, false));
            if (i == 0) {
                layers.layer(new ActivationLayer(new ActivationLReLU(0.2)));
            } else if (!last) {
                layers.layer(BatchNormLayer.leaky(out, 0.2, sync, shard));
            }
            in = out;
        }
        return new DcganLayers(layers, 1 + config.classes(), config.size());
    }

    private static NeuralNetConfiguration.ListBuilder builder() {
        return new NeuralNetConfiguration.Builder()
                .dataType(DataType.FLOAT)
                .updater(new NoOp())
                .trainingWorkspaceMode(WorkspaceMode.NONE)
                .inferenceWorkspaceMode(WorkspaceMode.NONE)
                .list();
    }

    /** Makes the parameters. */
    DcganLayers init() {
        network.init();
        network.initGradientsView();
        return this;
    }

    /** Uses the parameters of another replica on the same device. */
    DcganLayers init(FlatVector parameters) {
        network.init(ArrayVector.array(parameters), false);
        network.initGradientsView();
        return this;
    }

    @Override
    public float[] forward(float[] input, Wanted wanted) {
        boolean training = wanted != Wanted.NOTHING;
        inputWanted = wanted == Wanted.INPUT;
        int n = input.length / (channels * side * side);
        INDArray x = Nd4j.createFromArray(input).reshape(n, channels, side, side);
        for (Layer layer : network.getLayers()) {
            layer.setInput(x, workspaces);
            x = layer.activate(training, workspaces);
        }
        outputShape = x.shape();
        return Heap.values(Heap.dense(x));
    }

    @Override
    public float[] backward(float[] slope) {
        INDArray gradient = Nd4j.createFromArray(slope).reshape(outputShape);
        Layer[] layers = network.getLayers();
        for (int i = layers.length - 1; i >= 0; i--) {
            Pair<Gradient, INDArray> result = layers[i].backpropGradient(gradient, workspaces);
            gradient = result.getSecond();
        }
        return inputWanted ? Heap.values(Heap.dense(gradient)) : new float[0];
    }

    @Override
    public void close() {}

    /** Returns all parameters, laid out as {@link DcganLayout} says; a view. */
    FlatVector parameters() {
        return new ArrayVector(network.params());
    }

    @Override
    public FlatVector gradient() {
        return new ArrayVector(network.getFlattenedGradients());
    }

    /** Returns the parameters under Deeplearning4j's keys; views. */
    Map<String, INDArray> table() {
        return network.paramTable();
    }
}
