package org.effigy.networks;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.Deconvolution2DLayer;
import org.deeplearning4j.nn.params.DeconvolutionParamInitializer;
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
 * A transposed convolution with explicit padding, no bias and no activation; as {@link ConvLayer}, without the second
 * forward pass of the stock layer.
 *
 * <p>Public for Deeplearning4j, which makes layers by reflection.
 */
public final class TransposedConvLayer extends Deconvolution2D {
    private static final long serialVersionUID = 1L;

    private TransposedConvLayer(Builder builder) {
        super(builder);
    }

    /** Returns a transposed convolution of a square kernel; the output's side is (side - 1) stride - 2 padding + kernel. */
    static TransposedConvLayer of(int in, int out, int kernel, int stride, int padding) {
        Builder builder = new Builder(kernel, kernel);
        builder.nIn(in)
                .nOut(out)
                .stride(stride, stride)
                .padding(padding, padding)
                .hasBias(false);
        builder.convolutionMode(ConvolutionMode.Truncate).activation(Activation.IDENTITY);
        return new TransposedConvLayer(builder);
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

    private static final class Impl extends Deconvolution2DLayer {
        private static final long serialVersionUID = 1L;
        private static final String WEIGHT = DeconvolutionParamInitializer.WEIGHT_KEY;

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
            Nd4j.exec(DynamicCustomOp.builder("deconv2d")
                    .addInputs(Heap.dense(input), getParam(WEIGHT))
                    .addOutputs(y)
                    .addIntegerArguments(arguments())
                    .build());
            return y;
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            INDArray dx =
                    workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
            INDArray dw = gradientViews.get(WEIGHT);
            Nd4j.exec(DynamicCustomOp.builder("deconv2d_bp")
                    .addInputs(Heap.dense(input), getParam(WEIGHT), Heap.dense(epsilon))
                    .addOutputs(dx, dw)
                    .addIntegerArguments(arguments())
                    .build());
            Gradient gradient = new DefaultGradient();
            gradient.setGradientFor(WEIGHT, dw, 'c');
            return new Pair<>(gradient, dx);
        }

        private long outputSide(long side) {
            ConvolutionLayer c = layerConf();
            return (side - 1) * c.getStride()[0] - 2L * c.getPadding()[0] + c.getKernelSize()[0];
        }

        /** Kernel, stride, padding, dilation, then: not SAME, NCHW, weights (in, out, height, width). */
        private int[] arguments() {
            ConvolutionLayer c = layerConf();
            int k = c.getKernelSize()[0];
            int s = c.getStride()[0];
            int p = c.getPadding()[0];
            return new int[] {k, k, s, s, p, p, 1, 1, 0, 0, 1};
        }
    }
}
