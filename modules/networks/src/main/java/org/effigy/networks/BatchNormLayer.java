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
 * Batch normalisation followed by (leaky) ReLU, on (N, C, H, W). In training the statistics are those of the whole batch,
 * over all its shards; otherwise the running ones, where they are tracked.
 *
 * <p>Public for Deeplearning4j, which makes layers by reflection.
 */
public final class BatchNormLayer extends FeedForwardLayer {
    private static final long serialVersionUID = 1L;

    private static final String GAMMA = ChannelParameters.GAMMA;
    private static final String BETA = ChannelParameters.BETA;
    private static final String MEAN = ChannelParameters.MEAN;
    private static final String VARIANCE = ChannelParameters.VARIANCE;

    private final double slope;
    private final boolean tracked;
    private final transient BatchSync sync;
    private final int shard;

    private BatchNormLayer(Builder builder, double slope, boolean tracked, BatchSync sync, int shard) {
        super(builder);
        this.slope = slope;
        this.tracked = tracked;
        this.sync = sync;
        this.shard = shard;
    }

    /** Returns a layer with running statistics, followed by ReLU. */
    static BatchNormLayer relu(int channels, BatchSync sync, int shard) {
        return new BatchNormLayer(builder(channels), 0, true, sync, shard);
    }

    /** Returns a layer without running statistics, for training only, followed by leaky ReLU. */
    static BatchNormLayer leaky(int channels, double slope, BatchSync sync, int shard) {
        return new BatchNormLayer(builder(channels), slope, false, sync, shard);
    }

    private static Builder builder(int channels) {
        return new Builder().nIn(channels).nOut(channels);
    }

    private static final class Builder extends FeedForwardLayer.Builder<Builder> {
        @Override
        @SuppressWarnings("unchecked")
        public <E extends Layer> E build() {
            throw new UnsupportedOperationException("made by relu or leaky");
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
        Impl layer = new Impl(conf, type, new BatchNorm(sync, shard, slope));
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(conf, parameters, initialize));
        layer.setConf(conf);
        return layer;
    }

    @Override
    public ParamInitializer initializer() {
        return new ChannelParameters(tracked ? List.of(GAMMA, BETA, MEAN, VARIANCE) : List.of(GAMMA, BETA));
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

    private static final class Impl extends BaseLayer<BatchNormLayer> {
        private static final long serialVersionUID = 1L;

        private final transient BatchNorm norm;

        Impl(NeuralNetConfiguration conf, DataType type, BatchNorm norm) {
            super(conf, type);
            this.norm = norm;
        }

        @Override
        public boolean isPretrainLayer() {
            return false;
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
            INDArray x = Heap.dense(input);
            INDArray y = workspaces.createUninitialized(ArrayType.ACTIVATIONS, x.dataType(), x.shape(), 'c');
            float[] gamma = Heap.values(getParam(GAMMA));
            float[] beta = Heap.values(getParam(BETA));
            BatchNormLayer conf = layerConf();
            if (training) {
                norm.forward(x, y, gamma, beta);
                // All shards know the statistics of the batch; one keeps them.
                if (conf.tracked && conf.shard == 0) {
                    Heap.put(getParam(MEAN), norm.runningMean(Heap.values(getParam(MEAN))));
                    Heap.put(getParam(VARIANCE), norm.runningVariance(Heap.values(getParam(VARIANCE))));
                }
            } else {
                norm.forward(
                        x, y, gamma, beta, new float[][] {Heap.values(getParam(MEAN)), Heap.values(getParam(VARIANCE))
                        });
            }
            return y;
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            INDArray dx =
                    workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
            float[] dGamma = new float[Math.toIntExact(input.size(1))];
            float[] dBeta = new float[dGamma.length];
            norm.backward(Heap.dense(input), Heap.dense(epsilon), dx, dGamma, dBeta);
            Heap.put(gradientViews.get(GAMMA), dGamma);
            Heap.put(gradientViews.get(BETA), dBeta);
            Gradient gradient = new DefaultGradient();
            gradientViews.forEach(gradient::setGradientFor);
            return new Pair<>(gradient, dx);
        }
    }
}
