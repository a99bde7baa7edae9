package org.effigy.networks;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.params.EmptyParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The core of single-head self-attention over the pixels: from queries, keys and values stacked along the channels,
 * (N, 3C, H, W), to v softmax(q k / sqrt(C)), (N, C, H, W).
 *
 * <p>Public for Deeplearning4j, which makes layers by reflection.
 */
public final class AttentionLayer extends NoParamLayer {
    private static final long serialVersionUID = 1L;

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
        layer.setConf(conf);
        layer.setParamTable(EmptyParamInitializer.getInstance().init(conf, parameters, initialize));
        return layer;
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        InputType.InputTypeConvolutional t = (InputType.InputTypeConvolutional) inputType;
        return InputType.convolutional(t.getHeight(), t.getWidth(), t.getChannels() / 3);
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

    private static final class Impl extends AbstractLayer<AttentionLayer> {
        private static final long serialVersionUID = 1L;

        Impl(NeuralNetConfiguration conf, DataType type) {
            super(conf, type);
        }

        @Override
        public boolean isPretrainLayer() {
            return false;
        }

        @Override
        public void clearNoiseWeightParams() {}

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
            INDArray q = part(0);
            INDArray k = part(1);
            INDArray v = part(2);
            INDArray y = workspaces.createUninitialized(
                    ArrayType.ACTIVATIONS,
                    input.dataType(),
                    new long[] {input.size(0), input.size(1) / 3, input.size(2), input.size(3)},
                    'c');
            multiply(v, attention(q, k), false, true, y.reshape(v.shape()));
            return y;
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            INDArray q = part(0);
            INDArray k = part(1);
            INDArray v = part(2);
            INDArray a = attention(q, k);
            INDArray dy = Heap.dense(epsilon).reshape(v.shape());
            INDArray ds = multiply(dy, v, true, false, Nd4j.createUninitialized(DataType.FLOAT, a.shape()));
            // Softmax: dS = A * (dA - rowsum(dA * A)).
            INDArray rows = ds.mul(a).sum(true, 2);
            Nd4j.exec(DynamicCustomOp.builder("subtract")
                    .addInputs(ds, rows)
                    .addOutputs(ds)
                    .build());
            ds.muli(a).muli(1 / Math.sqrt(q.size(1)));
            INDArray dx =
                    workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
            put(dx, 0, multiply(k, ds, false, true, q.ulike()));
            put(dx, 1, multiply(q, ds, false, false, k.ulike()));
            put(dx, 2, multiply(dy, a, false, false, v.ulike()));
            return new Pair<>(new DefaultGradient(), dx);
        }

        /** Returns softmax over the keys of q k / sqrt(C): (N, pixels, pixels), a row per query. */
        private static INDArray attention(INDArray q, INDArray k) {
            long pixels = q.size(2);
            INDArray scores = Nd4j.createUninitialized(DataType.FLOAT, q.size(0), pixels, pixels);
            multiply(q, k, true, false, scores).muli(1 / Math.sqrt(q.size(1)));
            INDArray a = scores.ulike();
            Nd4j.exec(DynamicCustomOp.builder("softmax")
                    .addInputs(scores)
                    .addOutputs(a)
                    .build());
            return a;
        }

        /** Returns the queries (0), keys (1) or values (2) of the input as (N, C, pixels); a copy. */
        private INDArray part(int index) {
            return parts(Heap.dense(input), index).dup('c');
        }

        private static void put(INDArray all, int index, INDArray part) {
            parts(all, index).assign(part);
        }

        /** Returns one third of the channels; a view. */
        private static INDArray parts(INDArray all, int index) {
            return all.reshape(all.size(0), 3, all.size(1) / 3, all.size(2) * all.size(3))
                    .get(NDArrayIndex.all(), NDArrayIndex.point(index), NDArrayIndex.all(), NDArrayIndex.all());
        }

        /** Writes the product of each pair of matrices, transposed where asked, into out and returns it. */
        private static INDArray multiply(INDArray a, INDArray b, boolean transposeA, boolean transposeB, INDArray out) {
            Nd4j.exec(DynamicCustomOp.builder("matmul")
                    .addInputs(a, b)
                    .addOutputs(out)
                    .addIntegerArguments(transposeA ? 1 : 0, transposeB ? 1 : 0, 0)
                    .build());
            return out;
        }
    }
}
