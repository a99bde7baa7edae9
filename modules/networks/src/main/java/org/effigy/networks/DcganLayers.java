package org.effigy.networks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
    static final float LEAKY_SLOPE = 0.2f;
    static final int KERNEL = 4;
    /** Channels grow towards the coarse end up to this multiple of the features, as in the paper's 64-pixel network. */
    private static final int LARGEST_MULTIPLE = 8;

    private static final String WORKSPACE = "DCGAN";
    private static final WorkspaceConfiguration MEMORY = WorkspaceConfiguration.builder()
            .initialSize(0)
            .overallocationLimit(0.1)
            .build();

    private final MultiLayerNetwork network;
    private final List<String> names;
    private final LayerWorkspaceMgr workspaces =
            LayerWorkspaceMgr.builder().defaultWorkspace(WORKSPACE, MEMORY).build();

    private final int channels;
    private final int side;
    private boolean inputWanted;
    private long[] outputShape = {};

    /** From input of this many channels and this side. */
    private DcganLayers(NeuralNetConfiguration.ListBuilder layers, List<String> names, int channels, int side) {
        this.names = names;
        this.channels = channels;
        this.side = side;
        network = new MultiLayerNetwork(layers.build());
    }

    /** Opens the memory that everything between lives in. */
    static MemoryWorkspace open() {
        return Nd4j.getWorkspaceManager().getAndActivateWorkspace(MEMORY, WORKSPACE);
    }

    /** From z (and the class, one-hot), (N, latent + classes, 1, 1), to the image before its tanh. */
    static DcganLayers generator(DcganConfig config, BatchSync sync, int shard) {
        NeuralNetConfiguration.ListBuilder layers = builder();
        List<String> names = new ArrayList<>();
        int doublings = doublings(config);
        int in = config.latentSize() + config.classes();
        for (int i = 0; i <= doublings; i++) {
            boolean first = i == 0;
            boolean last = i == doublings;
            int out = last ? 1 : channels(config, doublings - 1 - i);
            layers.layer(TransposedConvLayer.of(in, out, KERNEL, first ? 1 : 2, first ? 0 : 1));
            names.add("generator.conv" + i);
            if (!last) {
                layers.layer(BatchNormLayer.relu(out, sync, shard));
                names.add("generator.norm" + i);
            }
            in = out;
        }
        return new DcganLayers(layers, names, config.latentSize() + config.classes(), 1);
    }

    /** From images (and the class as constant planes), (N, 1 + classes, H, W), to logits, (N, 1, 1, 1). */
    static DcganLayers discriminator(DcganConfig config, BatchSync sync, int shard) {
        NeuralNetConfiguration.ListBuilder layers = builder();
        List<String> names = new ArrayList<>();
        int halvings = doublings(config);
        int in = 1 + config.classes();
        for (int i = 0; i <= halvings; i++) {
            boolean last = i == halvings;
            int out = last ? 1 : channels(config, i);
            layers.layer(ConvLayer.of(in, out, KERNEL, last ? 1 : 2, last ? 0 : 1, false));
            names.add("discriminator.conv" + i);
            if (i == 0) {
                layers.layer(new ActivationLayer(new ActivationLReLU(0.2)));
                names.add("discriminator.leaky" + i);
            } else if (!last) {
                layers.layer(BatchNormLayer.leaky(out, 0.2, sync, shard));
                names.add("discriminator.norm" + i);
            }
            in = out;
        }
        return new DcganLayers(layers, names, 1 + config.classes(), config.size());
    }

    /** How often a map of 4x4 doubles until it has the image's size. */
    static int doublings(DcganConfig config) {
        return Integer.numberOfTrailingZeros(config.size() / KERNEL);
    }

    static int channels(DcganConfig config, int level) {
        return config.features() * Math.min(LARGEST_MULTIPLE, 1 << level);
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
    DcganLayers init(INDArray parameters) {
        network.init(parameters, false);
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

    @Override
    public INDArray parameters() {
        return network.params();
    }

    @Override
    public INDArray gradient() {
        return network.getFlattenedGradients();
    }

    @Override
    public Map<String, INDArray> table() {
        Map<String, INDArray> table = new LinkedHashMap<>();
        network.paramTable().forEach((key, view) -> table.put(rename(key), view));
        return table;
    }

    /** Turns 3_W into generator.conv1_W. */
    private String rename(String key) {
        int cut = key.indexOf('_');
        return names.get(Integer.parseInt(key.substring(0, cut))) + key.substring(cut);
    }
}
