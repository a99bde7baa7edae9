package org.effigy.networks.dl4j;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.effigy.base.Check;
import org.effigy.networks.compute.HostVector;
import org.effigy.networks.compute.Passes;
import org.effigy.networks.compute.Wanted;
import org.effigy.networks.net.Layout;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Op;
import org.effigy.networks.net.Parameter;
import org.effigy.networks.net.Shape;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The passes of one shard: the vertices of a graph run by hand, because Deeplearning4j's own loop takes no gradient of the
 * output from outside, and returns none of the inputs.
 */
final class GraphPasses implements Passes {
    private static final LayerWorkspaceMgr NONE = LayerWorkspaceMgr.noWorkspaces();

    private final Net net;
    private final Layout layout;
    private final ComputationGraph graph;
    private final HostVector gradient;

    /** In the order of the graph, without the inputs. */
    private final List<OpVertex.Impl> vertices = new ArrayList<>();

    /** Of the latest forward pass. */
    private final Map<Node, INDArray> results = new HashMap<>();

    private Wanted wanted = Wanted.NOTHING;

    /** Takes a graph whose parameters and gradients are there. */
    GraphPasses(Net net, Layout layout, ComputationGraph graph) {
        this.net = net;
        this.layout = layout;
        this.graph = graph;
        gradient = new HostVector(layout.length());
        GraphVertex[] all = graph.getVertices();
        for (int index : graph.topologicalSortOrder()) {
            if (all[index] instanceof OpVertex.Impl vertex) {
                vertices.add(vertex);
            }
        }
    }

    /** Returns the parameters of the device by name; views. */
    Map<String, INDArray> parameters() {
        Map<String, INDArray> table = new HashMap<>();
        vertices.forEach(vertex -> table.putAll(vertex.paramTable(false)));
        return table;
    }

    @Override
    public Memory open() {
        MemoryWorkspace workspace = StepMemory.step();
        return workspace::close;
    }

    @Override
    public float[] forward(Wanted what, float[]... inputs) {
        wanted = Wanted.NOTHING;
        results.clear();
        takeInputs(inputs);
        for (OpVertex.Impl vertex : vertices) {
            List<Node> sources = vertex.node().inputs();
            for (int i = 0; i < sources.size(); i++) {
                vertex.setInput(i, results.get(sources.get(i)), NONE);
            }
            results.put(vertex.node(), vertex.doForward(what.training(), NONE));
        }
        wanted = what;
        return HostCopies.values(results.get(net.output()));
    }

    private void takeInputs(float[]... inputs) {
        List<Node> nodes = net.inputs();
        int n = net.images(inputs);
        for (int i = 0; i < inputs.length; i++) {
            Shape s = nodes.get(i).shape();
            results.put(nodes.get(i), HostCopies.array(inputs[i], n, s.channels(), s.height(), s.width()));
        }
    }

    @Override
    public float[][] backward(float[] outputGradient) {
        if (!wanted.training()) {
            throw Passes.neverForward();
        }
        int length = Math.toIntExact(results.get(net.output()).length());
        Check.sameLength("the gradient of the output", outputGradient.length, length);
        Map<Node, INDArray> gradients = propagate(outputGradient);
        if (wanted.weights()) {
            copyGradient();
        }
        List<Node> inputs = wanted.inputs() ? net.inputs() : List.of();
        return inputs.stream()
                .map(input -> gradients.containsKey(input)
                        ? HostCopies.values(gradients.get(input))
                        : new float[Math.toIntExact(results.get(input).length())])
                .toArray(float[][]::new);
    }

    /** Returns the gradients of the inputs that are wanted and have one. */
    private Map<Node, INDArray> propagate(float[] outputGradient) {
        Set<Node> needed = needed();
        Map<Node, INDArray> gradients = new HashMap<>();
        gradients.put(
                net.output(),
                HostCopies.array(outputGradient, results.get(net.output()).shape()));
        for (int k = vertices.size() - 1; k >= 0; k--) {
            OpVertex.Impl vertex = vertices.get(k);
            List<Node> sources = vertex.node().inputs();
            if (!needed.contains(vertex.node()) || !gradients.containsKey(vertex.node())) {
                continue;
            }
            boolean[] which = new boolean[sources.size()];
            for (int i = 0; i < which.length; i++) {
                which[i] = needed.contains(sources.get(i));
            }
            vertex.want(which);
            vertex.setEpsilon(gradients.remove(vertex.node()));
            INDArray[] parts = vertex.doBackward(false, NONE).getSecond();
            for (int i = 0; i < which.length; i++) {
                if (which[i]) {
                    gradients.merge(sources.get(i), parts[i], INDArray::addi);
                }
            }
        }
        return gradients;
    }

    /** Returns the nodes before whose results something wants a gradient. */
    private Set<Node> needed() {
        Set<Node> needed = new HashSet<>();
        for (Node node : net.nodes()) {
            boolean input = wanted.inputs() && node.op() instanceof Op.Input;
            boolean weights = wanted.weights() && !node.parameters().isEmpty();
            if (input || weights || node.inputs().stream().anyMatch(needed::contains)) {
                needed.add(node);
            }
        }
        return needed;
    }

    /** From the graph's order to the layout's. */
    private void copyGradient() {
        if (layout.length() == 0) {
            return;
        }
        FloatBuffer from = graph.getFlattenedGradients().data().asNioFloat();
        FloatBuffer to = gradient.memory();
        int at = 0;
        for (OpVertex.Impl vertex : vertices) {
            for (Parameter parameter : vertex.node().parameters()) {
                to.put(layout.place(parameter.name()).offset(), from, at, parameter.length());
                at += parameter.length();
            }
        }
    }

    @Override
    public HostVector gradient() {
        return gradient;
    }

    @Override
    public void close() {
        gradient.close();
        if (layout.length() > 0) {
            for (INDArray array : Arrays.asList(graph.params(), graph.getFlattenedGradients())) {
                if (array.closeable()) {
                    array.close();
                }
            }
        }
    }
}
