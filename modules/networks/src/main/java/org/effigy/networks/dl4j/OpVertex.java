package org.effigy.networks.dl4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Parameter;
import org.effigy.networks.net.Shape;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A node of a net as a vertex of Deeplearning4j's graph, whatever its operation. */
final class OpVertex extends GraphVertex {
    private static final long serialVersionUID = 1L;

    private final transient Node node;
    private final transient Binding.Shard shard;

    OpVertex(Node node, Binding.Shard shard) {
        this.node = node;
        this.shard = shard;
    }

    @Override
    public GraphVertex clone() {
        return new OpVertex(node, shard);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OpVertex vertex && vertex.node.equals(node) && vertex.shard.equals(shard);
    }

    @Override
    public int hashCode() {
        return node.hashCode();
    }

    @Override
    public long numParams(boolean backprop) {
        return node.parameters().stream().mapToLong(Parameter::length).sum();
    }

    @Override
    public int minVertexInputs() {
        return node.inputs().size();
    }

    @Override
    public int maxVertexInputs() {
        return node.inputs().size();
    }

    @Override
    public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
            ComputationGraph graph, String name, int index, INDArray parameters, boolean initialize, DataType type) {
        return new Impl(graph, index, node, shard, parameters);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... inputs) {
        Shape s = node.shape();
        return InputType.convolutional(s.height(), s.width(), s.channels());
    }

    @Override
    public MemoryReport getMemoryReport(InputType... inputs) {
        throw new UnsupportedOperationException();
    }

    /** The vertex at work. */
    static final class Impl extends BaseGraphVertex {
        private static final long serialVersionUID = 1L;
        private static final INDArray NONE = Nd4j.empty(DataType.FLOAT);

        private final transient Node node;
        private final transient Binding.Shard shard;
        private final transient INDArray flat;
        private final transient List<INDArray> parameters;
        private transient ArrayOp op;
        private transient INDArray result = NONE;
        private transient boolean[] wanted = {};

        private Impl(ComputationGraph graph, int index, Node node, Binding.Shard shard, INDArray parameters) {
            super(graph, node.name(), index, null, null, DataType.FLOAT);
            this.node = node;
            this.shard = shard;
            flat = node.parameters().isEmpty() ? NONE : parameters;
            this.parameters = views(flat);
            op = ArrayOps.of(new Binding(node, this.parameters, List.of(), shard));
        }

        /** Returns one view per parameter. */
        private List<INDArray> views(INDArray vector) {
            List<INDArray> views = new ArrayList<>();
            long from = 0;
            for (Parameter p : node.parameters()) {
                INDArray values = vector.reshape(vector.length());
                views.add(values.get(NDArrayIndex.interval(from, from + p.length()))
                        .reshape('c', p.shape()));
                from += p.length();
            }
            return views;
        }

        Node node() {
            return node;
        }

        /** Says of which inputs the next backward pass computes the gradient. */
        void want(boolean... inputsWanted) {
            wanted = inputsWanted;
        }

        @Override
        public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
            Shape s = node.shape();
            result = Nd4j.createUninitialized(
                    DataType.FLOAT, new long[] {inputs[0].size(0), s.channels(), s.height(), s.width()}, 'c');
            try (MemoryWorkspace scratch = StepMemory.scratch()) {
                op.forward().run(inputs, result, training);
            }
            return result;
        }

        @Override
        public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
            INDArray[] gradients = new INDArray[inputs.length];
            for (int i = 0; i < inputs.length; i++) {
                gradients[i] = wanted[i] ? inputs[i].ulike() : NONE;
            }
            try (MemoryWorkspace scratch = StepMemory.scratch()) {
                op.backward().run(inputs, result, epsilon, gradients);
            }
            return new Pair<>(new DefaultGradient(), gradients);
        }

        @Override
        public void setBackpropGradientsViewArray(INDArray gradient) {
            op = ArrayOps.of(new Binding(node, parameters, views(gradient), shard));
        }

        @Override
        public Map<String, INDArray> paramTable(boolean backprop) {
            Map<String, INDArray> table = new LinkedHashMap<>();
            for (int i = 0; i < parameters.size(); i++) {
                table.put(node.parameters().get(i).name(), parameters.get(i));
            }
            return table;
        }

        @Override
        public long numParams() {
            return flat.length();
        }

        @Override
        public INDArray params() {
            return flat;
        }

        @Override
        public boolean hasLayer() {
            return false;
        }

        @Override
        public Layer getLayer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Pair<INDArray, MaskState> feedForwardMaskArrays(INDArray[] masks, MaskState state, int batch) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String toString() {
            return node.toString();
        }
    }
}
