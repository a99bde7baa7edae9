package org.effigy.networks;

import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Group normalisation (Wu and He 2018), optionally followed by SiLU, on (N, C, H, W).
 *
 * <p>One group of one image lies dense in memory and fits the processor's cache, so each is copied to the heap once,
 * normalised and activated there, and copied out: one pass over memory where separate operations take six.
 *
 * <p>Public for Deeplearning4j, which makes layers by reflection.
 */
public final class NormLayer extends FeedForwardLayer {
    private static final long serialVersionUID = 1L;

    private static final String GAMMA = ChannelParameters.GAMMA;
    private static final String BETA = ChannelParameters.BETA;

    private final int groups;
    private final boolean silu;

    private NormLayer(Builder builder, int groups, boolean silu) {
        super(builder);
        this.groups = groups;
        this.silu = silu;
    }

    /** Returns a layer for this many channels, a multiple of the groups. */
    static NormLayer of(int channels, int groups, boolean silu) {
        return new NormLayer(new Builder().nIn(channels).nOut(channels), groups, silu);
    }

    private static final class Builder extends FeedForwardLayer.Builder<Builder> {
        @Override
        @SuppressWarnings("unchecked")
        public <E extends Layer> E build() {
            throw new UnsupportedOperationException("made by NormLayer.of");
        }
    }

    @Override
    public org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        Impl layer = new Impl(conf, type, GroupNormKernel.of(groups, silu));
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(conf, parameters, initialize));
        layer.setConf(conf);
        return layer;
    }

    @Override
    public ParamInitializer initializer() {
        return new ChannelParameters(List.of(GAMMA, BETA));
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return inputType;
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {}

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return null;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        throw new UnsupportedOperationException();
    }

    private static final class Impl extends BaseLayer<NormLayer> {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        private final GroupNormKernel norm;

        Impl(NeuralNetConfiguration conf, DataType type, GroupNormKernel norm) {
            super(conf, type);
            this.norm = norm;
        }

        @Override
        public boolean isPretrainLayer() {
            return false;
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
            INDArray y = workspaces.createUninitialized(ArrayType.ACTIVATIONS, input.dataType(), input.shape(), 'c');
            norm.forward(Heap.dense(input), y, getParam(GAMMA), getParam(BETA));
            return y;
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            INDArray dx =
                    workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
            INDArray dGamma = gradientViews.get(GAMMA);
            INDArray dBeta = gradientViews.get(BETA);
            norm.backward(Heap.dense(input), Heap.dense(epsilon), dx, dGamma, dBeta);
            Gradient gradient = new DefaultGradient();
            gradient.setGradientFor(GAMMA, dGamma);
            gradient.setGradientFor(BETA, dBeta);
            return new Pair<>(gradient, dx);
        }
    }
}
