package org.effigy.networks.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.effigy.base.AtomicFiles;
import org.effigy.networks.export.OnnxGraph.Attributes;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Op;
import org.effigy.networks.net.Shape;

/** Writes a model's networks as ONNX graphs. */
public final class OnnxFolder {
    /** Version 7 of the intermediate representation came with operator set 13. */
    private static final int IR_VERSION = 7;

    private static final int OPERATOR_SET = 13;

    /** So many bits of a frequency times a whole number up to 4096 are exact in 24. */
    private static final int EXACT_BITS = 12;

    private OnnxFolder() {}

    /** Returns the name of a network's file. */
    public static String file(PortableNet net) {
        return net.name() + ".onnx";
    }

    /**
     * Writes the files to a folder that exists, and returns them.
     *
     * @param weights of all networks, by name
     * @param codeVersion of this program
     * @throws org.effigy.base.InputException if weights are missing or of another shape
     */
    public static List<Path> write(Path folder, Portable model, List<NamedTensor> weights, String codeVersion)
            throws IOException {
        Weights own = Weights.of(model, weights);
        List<Path> files = new ArrayList<>();
        for (PortableNet net : model.nets()) {
            Path file = folder.resolve(file(net));
            byte[] bytes = model(net, own, codeVersion);
            AtomicFiles.write(file, out -> out.write(bytes));
            files.add(file);
        }
        return files;
    }

    private static byte[] model(PortableNet net, Weights weights, String codeVersion) {
        return new Wire()
                .integer(1, IR_VERSION)
                .text(2, "effigy")
                .text(3, codeVersion)
                .message(7, graph(net, weights))
                .message(8, new Wire().text(1, "").integer(2, OPERATOR_SET))
                .bytes();
    }

    private static Wire graph(PortableNet net, Weights weights) {
        OnnxGraph graph = new OnnxGraph(net.name(), weights);
        Map<Node, String> results = new HashMap<>();
        for (Node node : net.net().nodes()) {
            List<String> inputs = node.inputs().stream().map(results::get).toList();
            results.put(
                    node, node.op() instanceof Op.Input ? taken(graph, net, node) : OnnxOps.write(graph, node, inputs));
        }
        Node last = net.net().output();
        Shape shape = last.shape();
        int[] outside = net.output().outside(shape);
        String result = results.get(last);
        if (net.output() instanceof Form.Folded folded) {
            long p = folded.patch();
            long c = shape.channels() / (p * p);
            String blocks = graph.reshape(result, 0, c, p, p, shape.height(), shape.width());
            result = graph.transpose(blocks, 0, 1, 4, 2, 5, 3);
        }
        long[] sides = new long[1 + outside.length];
        for (int i = 0; i < outside.length; i++) {
            sides[1 + i] = outside[i];
        }
        graph.add("Reshape", "output", Attributes.none(), result, graph.integers(sides));
        graph.output("output", outside);
        return graph.done(net.about());
    }

    /** Declares an input and returns the name of what the network takes. */
    private static String taken(OnnxGraph graph, PortableNet net, Node input) {
        Form form = net.form(input);
        graph.input(input.name(), form.outside(input.shape()));
        if (form instanceof Form.Folded folded) {
            long p = folded.patch();
            Shape images = folded.images(input.shape());
            String blocks = graph.reshape(
                    input.name(),
                    0,
                    images.channels(),
                    input.shape().height(),
                    p,
                    input.shape().width(),
                    p);
            return graph.maps(graph.transpose(blocks, 0, 1, 3, 5, 2, 4), input);
        }
        return form instanceof Form.Embedded ? embedded(graph, input) : graph.maps(input.name(), input);
    }

    /**
     * In 32 bits a product t f with t near 1000 is off by up to 3e-5, so f is the sum of a rough part, whose product is exact, and a
     * small one: sin(a + b) = sin a cos b + cos a sin b.
     */
    private static String embedded(OnnxGraph graph, Node input) {
        double[] frequencies = Form.Embedded.frequencies(input.shape().channels());
        float[] rough = new float[frequencies.length];
        float[] rest = new float[frequencies.length];
        for (int k = 0; k < frequencies.length; k++) {
            double unit = Math.scalb(1.0, Math.getExponent(frequencies[k]) + 1 - EXACT_BITS);
            rough[k] = (float) (Math.rint(frequencies[k] / unit) * unit);
            rest[k] = (float) (frequencies[k] - rough[k]);
        }
        long[] shape = {1, frequencies.length};
        String t = graph.reshape(input.name(), -1, 1);
        String a = graph.add("Mul", t, graph.floats(input.name() + ".rough", shape, rough));
        String b = graph.add("Mul", t, graph.floats(input.name() + ".rest", shape, rest));
        String sinA = graph.add("Sin", a);
        String cosA = graph.add("Cos", a);
        String sinB = graph.add("Sin", b);
        String cosB = graph.add("Cos", b);
        String sines = graph.add("Add", graph.add("Mul", sinA, cosB), graph.add("Mul", cosA, sinB));
        String cosines = graph.add("Sub", graph.add("Mul", cosA, cosB), graph.add("Mul", sinA, sinB));
        String both = graph.add("Concat", Attributes.none().with("axis", 1), sines, cosines);
        return graph.maps(both, input);
    }
}
