package org.effigy.networks;

import java.nio.FloatBuffer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Adds one number per image and channel, (N, C), to feature maps, (N, C, H, W): how the time embedding enters.
 *
 * <p>Public for Deeplearning4j, which makes vertices by reflection.
 */
public final class AddVertex extends GraphVertex {
    private static final long serialVersionUID = 1L;

    @Override
    public GraphVertex clone() {
        return new AddVertex();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddVertex;
    }

    @Override
    public int hashCode() {
        return AddVertex.class.hashCode();
    }

    @Override
    public long numParams(boolean backprop) {
        return 0;
    }

    @Override
    public int minVertexInputs() {
        return 2;
    }

    @Override
    public int maxVertexInputs() {
        return 2;
    }

    @Override
    public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
            ComputationGraph graph, String name, int index, INDArray parameters, boolean initialize, DataType type) {
        return new Impl(graph, name, index, type);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... inputs) {
        return inputs[0];
    }

    @Override
    public MemoryReport getMemoryReport(InputType... inputs) {
        throw new UnsupportedOperationException();
    }

    private static final class Impl extends BaseGraphVertex {
        private static final long serialVersionUID = 1L;

        Impl(ComputationGraph graph, String name, int index, DataType type) {
            super(graph, name, index, null, null, type);
        }

        @Override
        public boolean hasLayer() {
            return false;
        }

        @Override
        public Layer getLayer() {
            return null;
        }

        @Override
        public void setBackpropGradientsViewArray(INDArray gradient) {}

        @Override
        public String toString() {
            return "AddVertex";
        }

        @Override
        public Pair<INDArray, MaskState> feedForwardMaskArrays(INDArray[] masks, MaskState state, int batch) {
            return null;
        }

        @Override
        public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
            INDArray maps = Heap.dense(inputs[0]);
            INDArray y = workspaces.createUninitialized(ArrayType.ACTIVATIONS, maps.dataType(), maps.shape(), 'c');
            if (!Backend.computesOnHost()) {
                return Elementwise.add(maps, inputs[1].reshape(maps.size(0), maps.size(1), 1, 1), y);
            }
            float[] bias = Heap.values(Heap.dense(inputs[1]));
            FloatBuffer in = Heap.memory(maps);
            FloatBuffer out = Heap.memory(y);
            float[] plane = new float[Math.toIntExact(maps.size(2) * maps.size(3))];
            for (int i = 0; i < bias.length; i++) {
                in.get(i * plane.length, plane);
                for (int j = 0; j < plane.length; j++) {
                    plane[j] += bias[i];
                }
                out.put(i * plane.length, plane);
            }
            return y;
        }

        @Override
        public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
            try (MemoryWorkspace workspace = workspaces.notifyScopeBorrowed(ArrayType.ACTIVATION_GRAD)) {
                INDArray dy = epsilon.dup('c');
                if (!Backend.computesOnHost()) {
                    return new Pair<>(null, new INDArray[] {dy, dy.sum(2, 3)});
                }
                INDArray bias = Nd4j.createUninitialized(dy.dataType(), dy.size(0), dy.size(1));
                FloatBuffer in = Heap.memory(dy);
                FloatBuffer out = Heap.memory(bias);
                float[] plane = new float[Math.toIntExact(dy.size(2) * dy.size(3))];
                for (int i = 0; i < bias.length(); i++) {
                    in.get(i * plane.length, plane);
                    out.put(i, (float) Sums.of(plane, 0, plane.length));
                }
                return new Pair<>(null, new INDArray[] {dy, bias});
            }
        }
    }
}
