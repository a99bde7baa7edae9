package org.effigy.networks;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A convolution with explicit padding and no activation. The stock layer runs its forward pass again in every backward
 * pass; this one calls ND4J's conv2d and conv2d_bp directly, which run in oneDNN.
 *
 * <p>Public for Deeplearning4j, which makes layers by reflection.
 */
public final class ConvLayer extends ConvolutionLayer {
    private static final long serialVersionUID = 1L;

    private ConvLayer(Builder builder) {
        super(builder);
    }

    /** Returns a convolution of a square kernel, by default padded by half of it. */
    static ConvLayer of(int in, int out, int kernel, int stride, int padding, boolean bias) {
        return new ConvLayer(new Builder(kernel, kernel)
                .nIn(in)
                .nOut(out)
                .stride(stride, stride)
                .padding(padding, padding)
                .convolutionMode(ConvolutionMode.Truncate)
                .hasBias(bias)
                .activation(Activation.IDENTITY));
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        Impl layer = new Impl(conf, type);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(conf, parameters, initialize));
        layer.setConf(conf);
        return layer;
    }

    private static final class Impl extends org.deeplearning4j.nn.layers.convolution.ConvolutionLayer {
        private static final long serialVersionUID = 1L;
        private static final String WEIGHT = ConvolutionParamInitializer.WEIGHT_KEY;
        private static final String BIAS = ConvolutionParamInitializer.BIAS_KEY;

        Impl(NeuralNetConfiguration conf, DataType type) {
            super(conf, type);
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
            ConvolutionLayer c = layerConf();
            long[] shape = {
                input.size(0), c.getNOut(), outputSide(input.size(2)), outputSide(input.size(3)),
            };
            INDArray y = workspaces.createUninitialized(ArrayType.ACTIVATIONS, input.dataType(), shape, 'c');
            DynamicCustomOp.DynamicCustomOpsBuilder op = DynamicCustomOp.builder("conv2d");
            if (c.hasBias()) {
                op.addInputs(Heap.dense(input), getParam(WEIGHT), getParam(BIAS).reshape(c.getNOut()));
            } else {
                op.addInputs(Heap.dense(input), getParam(WEIGHT));
            }
            Nd4j.exec(op.addOutputs(y).addIntegerArguments(arguments()).build());
            return y;
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            ConvolutionLayer c = layerConf();
            INDArray dx =
                    workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
            INDArray dy = Heap.dense(epsilon);
            INDArray dw = gradientViews.get(WEIGHT);
            Gradient gradient = new DefaultGradient();
            DynamicCustomOp.DynamicCustomOpsBuilder op = DynamicCustomOp.builder("conv2d_bp");
            if (c.hasBias()) {
                INDArray db = gradientViews.get(BIAS);
                op.addInputs(Heap.dense(input), getParam(WEIGHT), getParam(BIAS).reshape(c.getNOut()), dy);
                op.addOutputs(dx, dw, db.reshape(c.getNOut()));
                gradient.setGradientFor(BIAS, db);
            } else {
                op.addInputs(Heap.dense(input), getParam(WEIGHT), dy).addOutputs(dx, dw);
            }
            Nd4j.exec(op.addIntegerArguments(arguments()).build());
            gradient.setGradientFor(WEIGHT, dw, 'c');
            return new Pair<>(gradient, dx);
        }

        private long outputSide(long side) {
            ConvolutionLayer c = layerConf();
            return (side + 2L * c.getPadding()[0] - c.getKernelSize()[0]) / c.getStride()[0] + 1;
        }

        /** Kernel, stride, padding, dilation, then: not SAME, NCHW, weights (out, in, height, width). */
        private int[] arguments() {
            ConvolutionLayer c = layerConf();
            int k = c.getKernelSize()[0];
            int s = c.getStride()[0];
            int p = c.getPadding()[0];
            return new int[] {k, k, s, s, p, p, 1, 1, 0, 0, 1};
        }
    }
}
