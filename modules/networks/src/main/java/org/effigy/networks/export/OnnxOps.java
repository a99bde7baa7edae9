package org.effigy.networks.export;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.effigy.base.Check;
import org.effigy.networks.export.OnnxGraph.Attributes;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Op;

/** Each operation as operators of ONNX. Vectors are maps of one position. */
final class OnnxOps {
    /** Adds what an operation computes of named inputs, and returns the name of the result. */
    private interface Writer {
        String write(OnnxGraph graph, Node node, List<String> x);
    }

    private static final Map<Class<? extends Op>, Writer> TABLE = Map.ofEntries(
            entry(Op.Conv.class, (graph, node, x) -> {
                Op.Conv op = (Op.Conv) node.op();
                String weight = weight(graph, node);
                Attributes window = window(op.kernel(), op.stride(), op.padding());
                return op.bias()
                        ? graph.add("Conv", window, x.get(0), weight, vector(graph, node, "bias"))
                        : graph.add("Conv", window, x.get(0), weight);
            }),
            entry(Op.Transposed.class, (graph, node, x) -> {
                Op.Transposed op = (Op.Transposed) node.op();
                Attributes window = window(op.kernel(), op.stride(), op.padding());
                return graph.add("ConvTranspose", window, x.get(0), weight(graph, node));
            }),
            entry(Op.Dense.class, OnnxOps::dense),
            entry(Op.GroupNorm.class, OnnxOps::groupNorm),
            entry(Op.BatchNorm.class, OnnxOps::batchNorm),
            entry(Op.Activate.class, (graph, node, x) -> activation(graph, ((Op.Activate) node.op()).kind(), x.get(0))),
            entry(Op.Attention.class, OnnxOps::attention),
            entry(Op.Shift.class, (graph, node, x) -> graph.add("Add", x.get(0), x.get(1))),
            entry(Op.Scale.class, (graph, node, x) -> graph.add("Mul", x.get(0), x.get(1))),
            entry(Op.Sum.class, (graph, node, x) -> graph.add("Add", x.get(0), x.get(1))),
            entry(
                    Op.Join.class,
                    (graph, node, x) -> graph.add("Concat", Attributes.none().with("axis", 1), x.get(0), x.get(1))),
            entry(Op.Nearest.class, OnnxOps::nearest),
            entry(Op.Pool.class, (graph, node, x) -> {
                Op.Pool op = (Op.Pool) node.op();
                Attributes blocks = Attributes.none()
                        .with("kernel_shape", op.height(), op.width())
                        .with("strides", op.height(), op.width());
                return graph.add("AveragePool", blocks, x.get(0));
            }),
            entry(Op.Flatten.class, (graph, node, x) -> graph.maps(x.get(0), node)));

    private OnnxOps() {}

    /** Returns the kinds of operations that can be written; inputs are none. */
    static Set<Class<? extends Op>> kinds() {
        return TABLE.keySet();
    }

    /**
     * Adds an operation that is no input and returns the name of its result.
     *
     * @throws IllegalArgumentException if it has no operators
     */
    static String write(OnnxGraph graph, Node node, List<String> inputs) {
        Writer writer = TABLE.get(node.op().getClass());
        Check.argument(writer != null, () -> node.name() + ": ONNX is not told of the operation " + node.op());
        return writer.write(graph, node, inputs);
    }

    private static String weight(OnnxGraph graph, Node node) {
        return node.parameters().stream()
                .filter(parameter -> parameter.name().endsWith(".weight"))
                .map(parameter -> graph.parameter(parameter.name(), parameter.shape()))
                .findFirst()
                .orElseThrow();
    }

    /** Returns a parameter of an operation as one number for each channel, for maps where sides are given. */
    private static String vector(OnnxGraph graph, Node node, String what, long... sides) {
        long[] shape = sides.length == 0 ? new long[] {-1} : sides;
        return graph.parameter(node.name() + "." + what, shape);
    }

    private static String perChannel(OnnxGraph graph, Node node, String what) {
        return vector(graph, node, what, 1, -1, 1, 1);
    }

    private static Attributes window(int kernel, int stride, int padding) {
        return Attributes.none()
                .with("kernel_shape", kernel, kernel)
                .with("strides", stride, stride)
                .with("pads", padding, padding, padding, padding);
    }

    private static String dense(OnnxGraph graph, Node node, List<String> x) {
        String rows = graph.reshape(x.get(0), 0, node.input().shape().channels());
        Attributes transposed = Attributes.none().with("transB", 1);
        String y = ((Op.Dense) node.op()).bias()
                ? graph.add("Gemm", transposed, rows, weight(graph, node), vector(graph, node, "bias"))
                : graph.add("Gemm", transposed, rows, weight(graph, node));
        return graph.maps(y, node);
    }

    /** The operator set has none for groups: each is an instance with one channel. */
    private static String groupNorm(OnnxGraph graph, Node node, List<String> x) {
        int groups = ((Op.GroupNorm) node.op()).groups();
        float[] ones = new float[groups];
        java.util.Arrays.fill(ones, 1);
        String scale = graph.floats(node.name() + ".ones", new long[] {groups}, ones);
        String shift = graph.floats(node.name() + ".zeros", new long[] {groups}, new float[groups]);
        Attributes epsilon = Attributes.none().with("epsilon", (float) Op.GroupNorm.EPSILON);
        String grouped = graph.reshape(x.get(0), 0, groups, -1);
        String normal = graph.maps(graph.add("InstanceNormalization", epsilon, grouped, scale, shift), node);
        String scaled = graph.add("Mul", normal, perChannel(graph, node, "gamma"));
        return graph.add("Add", scaled, perChannel(graph, node, "beta"));
    }

    private static String batchNorm(OnnxGraph graph, Node node, List<String> x) {
        if (((Op.BatchNorm) node.op()).tracked()) {
            return graph.add(
                    "BatchNormalization",
                    Attributes.none().with("epsilon", (float) Op.BatchNorm.EPSILON),
                    x.get(0),
                    vector(graph, node, "gamma"),
                    vector(graph, node, "beta"),
                    vector(graph, node, "mean"),
                    vector(graph, node, "variance"));
        }
        // By the batch's own statistics.
        Attributes axes = Attributes.none().with("axes", 0, 2, 3);
        String centred = graph.add("Sub", x.get(0), graph.add("ReduceMean", axes, x.get(0)));
        String variance = graph.add("ReduceMean", axes, graph.add("Mul", centred, centred));
        String deviation = graph.add("Sqrt", graph.add("Add", variance, graph.scalar(Op.BatchNorm.EPSILON)));
        String normal = graph.add("Div", centred, deviation);
        String scaled = graph.add("Mul", normal, perChannel(graph, node, "gamma"));
        return graph.add("Add", scaled, perChannel(graph, node, "beta"));
    }

    private static String activation(OnnxGraph graph, Activation kind, String x) {
        return switch (kind) {
            case SILU -> graph.add("Mul", x, graph.add("Sigmoid", x));
            case RELU -> graph.add("Relu", x);
            case LEAKY_RELU -> graph.add("LeakyRelu", Attributes.none().with("alpha", kind.leak()), x);
            case TANH -> graph.add("Tanh", x);
        };
    }

    private static String attention(OnnxGraph graph, Node node, List<String> x) {
        int channels = node.shape().channels();
        boolean together = node.inputs().size() == 1;
        String others = together ? x.get(0) : x.get(1);
        int first = together ? channels : 0;
        String q = together ? part(graph, x.get(0), 0, channels) : x.get(0);
        String k = part(graph, others, first, channels);
        String v = part(graph, others, first + channels, channels);
        String rows = graph.transpose(graph.reshape(q, 0, channels, -1), 0, 2, 1);
        String products = graph.add("MatMul", rows, graph.reshape(k, 0, channels, -1));
        String scaled = graph.add("Mul", products, graph.scalar(1 / Math.sqrt(channels)));
        String weights = graph.add("Softmax", Attributes.none().with("axis", -1), scaled);
        String values = graph.transpose(graph.reshape(v, 0, channels, -1), 0, 2, 1);
        return graph.maps(graph.transpose(graph.add("MatMul", weights, values), 0, 2, 1), node);
    }

    /** Returns some of the channels. */
    private static String part(OnnxGraph graph, String x, int from, int channels) {
        return graph.add("Slice", x, graph.integers(from), graph.integers(from + channels), graph.integers(1));
    }

    private static String nearest(OnnxGraph graph, Node node, List<String> x) {
        Attributes blocks = Attributes.none()
                .with("mode", "nearest")
                .with("coordinate_transformation_mode", "asymmetric")
                .with("nearest_mode", "floor");
        String scales = graph.floats(node.name() + ".scales", new long[] {4}, 1, 1, 2, 2);
        return graph.add("Resize", blocks, x.get(0), "", scales);
    }
}
