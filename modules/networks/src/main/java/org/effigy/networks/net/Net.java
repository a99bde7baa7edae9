package org.effigy.networks.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.effigy.base.Check;

/**
 * A network as a recorded list of operations, each behind those whose results it takes. A {@link Recorder} writes it down:
 *
 * <pre>{@code
 * Net.Recorder net = new Net.Recorder();
 * Node x = net.input("image", new Shape(1, 64, 64));
 * x = net.activate("in.relu", net.conv("in", x, 16, Window.same(3), true, Init.HE), Activation.RELU);
 * Net done = net.done(x);
 * }</pre>
 *
 * @param nodes each behind its inputs, no two of one name
 * @param output whose result is the network's
 */
public record Net(List<Node> nodes, Node output) {
    public Net {
        nodes = List.copyOf(nodes);
        Set<Node> seen = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (Node node : nodes) {
            Check.argument(seen.containsAll(node.inputs()), () -> node.name() + " comes before one of its inputs");
            Check.argument(names.add(node.name()), () -> "two operations have the name " + node.name());
            seen.add(node);
        }
        Check.argument(seen.contains(output), () -> "the output is none of the operations");
    }

    /** Returns the inputs in the order in which they were declared. */
    public List<Node> inputs() {
        return nodes.stream().filter(node -> node.op() instanceof Op.Input).toList();
    }

    /**
     * Returns how many images these inputs hold, each flattened (N, C, H, W).
     *
     * @throws IllegalArgumentException if there are other inputs than the net has, of other lengths, or none
     */
    public int images(float[]... values) {
        List<Node> inputs = inputs();
        Check.argument(
                values.length == inputs.size(), () -> "the net has " + inputs.size() + " inputs, not " + values.length);
        int n = values[0].length / inputs.get(0).shape().length();
        Check.argument(n > 0, () -> "the batch is empty");
        for (int i = 0; i < values.length; i++) {
            Node input = inputs.get(i);
            int length = values[i].length;
            Check.argument(
                    length == n * input.shape().length(),
                    () -> input.name() + " has " + length + " values, " + n + " times " + input.shape()
                            + " are expected");
        }
        return n;
    }

    /** Returns all parameters, in the order of the operations. */
    public List<Parameter> parameters() {
        return nodes.stream().flatMap(node -> node.parameters().stream()).toList();
    }

    /** Returns how many operations take the result of each, the network's output counted as one. */
    public Map<Node, Integer> uses() {
        Map<Node, Integer> uses = new HashMap<>();
        nodes.forEach(node -> node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum)));
        uses.merge(output, 1, Integer::sum);
        return uses;
    }

    /** How a square kernel moves: its side, its stride, and the padding on each side. */
    public record Window(int kernel, int stride, int padding) {
        /** Returns a window that is padded by half of it and moves by 1. */
        public static Window same(int kernel) {
            return new Window(kernel, 1, kernel / 2);
        }

        /** Returns a window that is padded by half of it. */
        public static Window same(int kernel, int stride) {
            return new Window(kernel, stride, kernel / 2);
        }
    }

    /** Writes a net down; each method adds one operation and returns it. */
    public static final class Recorder {
        private final List<Node> nodes = new ArrayList<>();

        private Node add(String name, Op op, Shape shape, List<Node> inputs, Parameter... parameters) {
            Node node = new Node(name, op, inputs, shape, List.of(parameters));
            nodes.add(node);
            return node;
        }

        /** Declares an input. */
        public Node input(String name, Shape shape) {
            return add(name, new Op.Input(), shape, List.of());
        }

        /** Adds a convolution; the bias begins at 0. */
        public Node conv(String name, Node x, int out, Window window, boolean bias, Init init) {
            int k = window.kernel();
            Op op = new Op.Conv(k, window.stride(), window.padding(), bias);
            Shape s = x.shape();
            Shape shape = new Shape(out, moves(s.height(), window), moves(s.width(), window));
            Parameter weight = new Parameter(name + ".weight", new long[] {out, s.channels(), k, k}, init);
            // The bias comes first, for Deeplearning4j has it so, and checkpoints keep that order.
            return bias
                    ? add(name, op, shape, List.of(x), vector(name + ".bias", out, Init.ZERO), weight)
                    : add(name, op, shape, List.of(x), weight);
        }

        private static int moves(int side, Window window) {
            return (side + 2 * window.padding() - window.kernel()) / window.stride() + 1;
        }

        /** Adds a transposed convolution: sides become (side - 1) stride - 2 padding + kernel. */
        public Node transposed(String name, Node x, int out, Window window, Init init) {
            int k = window.kernel();
            int stride = window.stride();
            int rest = k - 2 * window.padding();
            Shape s = x.shape();
            Shape shape = new Shape(out, (s.height() - 1) * stride + rest, (s.width() - 1) * stride + rest);
            Parameter weight = new Parameter(name + ".weight", new long[] {s.channels(), out, k, k}, init);
            return add(name, new Op.Transposed(k, stride, window.padding()), shape, List.of(x), weight);
        }

        /** Adds a linear map of a vector; the bias begins at 0. */
        public Node dense(String name, Node x, int out, boolean bias, Init init) {
            Check.argument(x.shape().area() == 1, () -> name + " takes a vector, not " + x.shape());
            Parameter weight =
                    new Parameter(name + ".weight", new long[] {out, x.shape().channels()}, init);
            Op op = new Op.Dense(bias);
            return bias
                    ? add(name, op, Shape.vector(out), List.of(x), weight, vector(name + ".bias", out, Init.ZERO))
                    : add(name, op, Shape.vector(out), List.of(x), weight);
        }

        /** Adds a group normalisation; gamma begins at 1, beta at 0. */
        public Node groupNorm(String name, Node x, int groups) {
            int channels = x.shape().channels();
            Check.argument(
                    channels % groups == 0, () -> name + " has " + channels + " channels, not a multiple of " + groups);
            Parameter gamma = vector(name + ".gamma", channels, Init.ONE);
            Parameter beta = vector(name + ".beta", channels, Init.ZERO);
            return add(name, new Op.GroupNorm(groups), x.shape(), List.of(x), gamma, beta);
        }

        /** Adds a batch normalisation; gamma and the running variance begin at 1, beta and the running mean at 0. */
        public Node batchNorm(String name, Node x, boolean tracked) {
            int channels = x.shape().channels();
            Parameter[] parameters = {
                vector(name + ".gamma", channels, Init.ONE),
                vector(name + ".beta", channels, Init.ZERO),
                vector(name + ".mean", channels, Init.ZERO),
                vector(name + ".variance", channels, Init.ONE)
            };
            Op op = new Op.BatchNorm(tracked);
            return add(name, op, x.shape(), List.of(x), Arrays.copyOf(parameters, tracked ? 4 : 2));
        }

        private static Parameter vector(String name, int length, Init init) {
            return new Parameter(name, new long[] {length}, init);
        }

        /** Adds a function of each value. */
        public Node activate(String name, Node x, Activation kind) {
            return add(name, new Op.Activate(kind), x.shape(), List.of(x));
        }

        /** Adds self-attention of maps that hold q, k and v, each a third of the channels. */
        public Node attention(String name, Node qkv) {
            int channels = qkv.shape().channels();
            Check.argument(channels % 3 == 0, () -> name + " takes 3 C channels, not " + channels);
            return add(name, new Op.Attention(), qkv.shape().withChannels(channels / 3), List.of(qkv));
        }

        /** Adds attention of q to maps that hold k and v, each as many channels as q. */
        public Node attention(String name, Node q, Node kv) {
            int channels = q.shape().channels();
            Check.argument(
                    kv.shape().channels() == 2 * channels,
                    () -> name + ": k and v have " + kv.shape().channels() + " channels, q has " + channels);
            return add(name, new Op.Attention(), q.shape(), List.of(q, kv));
        }

        /** Adds one number per image and channel to maps. */
        public Node shift(String name, Node x, Node vector) {
            Check.argument(
                    vector.shape().equals(Shape.vector(x.shape().channels())),
                    () -> name + ": " + vector.shape() + " cannot shift " + x.shape());
            return add(name, new Op.Shift(), x.shape(), List.of(x, vector));
        }

        /** Multiplies maps by one number per image and channel. */
        public Node scale(String name, Node x, Node vector) {
            Check.argument(
                    vector.shape().equals(Shape.vector(x.shape().channels())),
                    () -> name + ": " + vector.shape() + " cannot scale " + x.shape());
            return add(name, new Op.Scale(), x.shape(), List.of(x, vector));
        }

        /** Adds two results. */
        public Node sum(String name, Node x, Node y) {
            Check.argument(x.shape().equals(y.shape()), () -> name + ": " + x.shape() + " plus " + y.shape());
            return add(name, new Op.Sum(), x.shape(), List.of(x, y));
        }

        /** Puts the channels of y behind those of x. */
        public Node join(String name, Node x, Node y) {
            Shape joined =
                    x.shape().withChannels(x.shape().channels() + y.shape().channels());
            Check.argument(
                    y.shape().withChannels(1).equals(x.shape().withChannels(1)),
                    () -> name + ": " + x.shape() + " beside " + y.shape());
            return add(name, new Op.Join(), joined, List.of(x, y));
        }

        /** Doubles height and width. */
        public Node nearest(String name, Node x) {
            Shape s = x.shape();
            return add(name, new Op.Nearest(), new Shape(s.channels(), 2 * s.height(), 2 * s.width()), List.of(x));
        }

        /** Means over blocks of height x width, which divide the maps. */
        public Node pool(String name, Node x, int height, int width) {
            Shape s = x.shape();
            Check.argument(
                    s.height() % height == 0 && s.width() % width == 0,
                    () -> name + ": blocks of " + height + "x" + width + " do not divide " + s);
            Shape pooled = new Shape(s.channels(), s.height() / height, s.width() / width);
            return add(name, new Op.Pool(height, width), pooled, List.of(x));
        }

        /** Means over all positions. */
        public Node globalPool(String name, Node x) {
            return pool(name, x, x.shape().height(), x.shape().width());
        }

        /** Makes a vector of maps. */
        public Node flatten(String name, Node x) {
            return add(name, new Op.Flatten(), Shape.vector(x.shape().length()), List.of(x));
        }

        /** Returns the net with this result. */
        public Net done(Node output) {
            return new Net(nodes, output);
        }
    }
}
