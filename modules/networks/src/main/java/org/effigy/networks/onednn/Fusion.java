package org.effigy.networks.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Op;
import org.effigy.networks.net.Parameter;
import org.effigy.networks.net.Shape;

/** A pass over a net that makes one operation of several, for the same result with less traffic in memory or less arithmetic. */
enum Fusion {
    /** A shift before a group normalisation. */
    SHIFT_BEFORE_NORM(Fusion::shiftBeforeNorm),
    /** SiLU behind a group normalisation, a rectifier behind a batch normalisation. */
    NORM_ACTIVATION(Fusion::normActivation),
    /** A group normalisation of maps side by side, which need not be copied side by side for it. */
    JOIN_BEFORE_NORM(Fusion::joinBeforeNorm),
    /** A rectifier behind a convolution. */
    CONV_ACTIVATION(Fusion::convActivation),
    /** Doubling before a 3x3 convolution: one transposed convolution, see {@link ConvShape.Kind#DOUBLED}. */
    NEAREST_BEFORE_CONV(Fusion::nearestBeforeConv),
    /** A convolution of maps side by side: the sum of one of each, with its part of the weights. */
    JOIN_BEFORE_CONV(Fusion::joinBeforeConv),
    /** A sum of convolutions, or of a convolution and anything: added while the result is in the processor's registers. */
    CONV_SUM(Fusion::convSum);

    private final Rule rule;

    Fusion(Rule rule) {
        this.rule = rule;
    }

    /** Tells what a node and its inputs become together, if the fusion is for them. */
    private interface Rule {
        /**
         * @param node as it stands in the net
         * @param inputs what has become of its inputs
         * @param once whether nothing but the node takes its input of this number
         */
        Optional<Node> fused(Node node, List<Node> inputs, Once once);
    }

    private interface Once {
        boolean takes(int input);
    }

    /** Returns a net after all fusions. */
    static Net all(Net net) {
        Net result = net;
        for (Fusion fusion : values()) {
            result = fusion.apply(result);
        }
        return denseGroups(result);
    }

    /** Returns a net after this fusion. */
    Net apply(Net net) {
        Map<Node, Integer> uses = net.uses();
        return rewritten(
                net,
                (node, inputs) ->
                        rule.fused(node, inputs, i -> uses.get(node.inputs().get(i)) == 1));
    }

    private static Optional<Node> shiftBeforeNorm(Node node, List<Node> inputs, Once once) {
        boolean fits = node.op() instanceof Op.GroupNorm && inputs.get(0).op() instanceof Op.Shift && once.takes(0);
        if (!fits) {
            return Optional.empty();
        }
        Op op = new Fused.Norm(node.name(), Fused.Norm.of(node).groups(), false, true);
        return Optional.of(with(node, op, inputs.get(0).inputs()));
    }

    private static Optional<Node> normActivation(Node node, List<Node> inputs, Once once) {
        if (!(node.op() instanceof Op.Activate activate) || !once.takes(0)) {
            return Optional.empty();
        }
        Node norm = inputs.get(0);
        if (activate.kind() == Activation.SILU && isNorm(norm)) {
            Fused.Norm plain = Fused.Norm.of(norm);
            Op op = new Fused.Norm(plain.name(), plain.groups(), true, plain.shifted());
            return Optional.of(with(node, op, norm.inputs(), norm));
        }
        if (activate.kind().isRectifier() && norm.op() instanceof Op.BatchNorm batch) {
            Op op = new Fused.Batch(
                    norm.name(), batch.tracked(), activate.kind().leak());
            return Optional.of(with(node, op, norm.inputs(), norm));
        }
        return Optional.empty();
    }

    private static Optional<Node> joinBeforeNorm(Node node, List<Node> inputs, Once once) {
        if (!isNorm(node) || !(inputs.get(0).op() instanceof Op.Join)) {
            return Optional.empty();
        }
        List<Node> all = new ArrayList<>(joined(inputs.get(0)).toList());
        all.addAll(inputs.subList(1, inputs.size()));
        return Optional.of(with(node, Fused.Norm.of(node), all));
    }

    private static Optional<Node> convActivation(Node node, List<Node> inputs, Once once) {
        Node conv = inputs.get(0);
        if (!(node.op() instanceof Op.Activate activate)
                || !activate.kind().isRectifier()
                || !once.takes(0)
                || !isConv(conv)) {
            return Optional.empty();
        }
        List<Fused.Part> parts = Fused.Convolutions.of(conv).parts();
        Op op = new Fused.Convolutions(parts, false, Optional.of(activate.kind()));
        return Optional.of(with(node, op, conv.inputs(), conv));
    }

    private static Optional<Node> nearestBeforeConv(Node node, List<Node> inputs, Once once) {
        boolean fits = node.op() instanceof Op.Conv conv
                && conv.kernel() == 3
                && conv.stride() == 1
                && conv.padding() == 1
                && inputs.get(0).op() instanceof Op.Nearest;
        if (!fits) {
            return Optional.empty();
        }
        Fused.Part part = Fused.Convolutions.of(node).parts().get(0);
        Fused.Part doubled = new Fused.Part(part.name(), ConvShape.Kernel.DOUBLED, part.bias(), 0, part.allInputs());
        return Optional.of(with(
                node, Fused.Convolutions.sum(List.of(doubled)), inputs.get(0).inputs()));
    }

    private static Optional<Node> joinBeforeConv(Node node, List<Node> inputs, Once once) {
        if (!(node.op() instanceof Op.Conv) || !(inputs.get(0).op() instanceof Op.Join)) {
            return Optional.empty();
        }
        Fused.Part whole = Fused.Convolutions.of(node).parts().get(0);
        List<Fused.Part> parts = new ArrayList<>();
        List<Node> sources = joined(inputs.get(0)).toList();
        int first = 0;
        for (Node source : sources) {
            boolean bias = whole.bias() && first == 0;
            parts.add(new Fused.Part(whole.name(), whole.kernel(), bias, first, whole.allInputs()));
            first += source.shape().channels();
        }
        return Optional.of(with(node, Fused.Convolutions.sum(parts), sources));
    }

    private static Optional<Node> convSum(Node node, List<Node> inputs, Once once) {
        if (!(node.op() instanceof Op.Sum) || inputs.get(0).equals(inputs.get(1))) {
            return Optional.empty();
        }
        List<Node> convs = new ArrayList<>();
        List<Node> others = new ArrayList<>();
        for (int i = 1; i >= 0; i--) {
            (isOpenConv(inputs.get(i)) && once.takes(i) ? convs : others).add(inputs.get(i));
        }
        if (convs.isEmpty()) {
            return Optional.empty();
        }
        List<Fused.Part> parts = convs.stream()
                .flatMap(conv -> Fused.Convolutions.of(conv).parts().stream())
                .toList();
        List<Node> sources = new ArrayList<>();
        convs.forEach(conv -> sources.addAll(conv.inputs()));
        sources.addAll(others);
        Op op = new Fused.Convolutions(parts, !others.isEmpty(), Optional.empty());
        return Optional.of(with(node, op, sources, convs.toArray(Node[]::new)));
    }

    /** Linear maps of one vector become one, of which the results are slices. */
    static Net denseGroups(Net net) {
        Map<Node, List<Node>> siblings = new HashMap<>();
        net.nodes().stream()
                .filter(node -> node.op() instanceof Op.Dense dense && dense.bias())
                .forEach(node -> siblings.computeIfAbsent(node.input(), input -> new ArrayList<>())
                        .add(node));
        Map<Node, Node> groups = new HashMap<>();
        return rewritten(net, (node, inputs) -> {
            List<Node> layers = siblings.getOrDefault(node.input(), List.of());
            if (layers.size() < 2 || !layers.contains(node)) {
                return Optional.empty();
            }
            Node group = groups.computeIfAbsent(node.input(), input -> group(layers, inputs.get(0)));
            int first = layers.subList(0, layers.indexOf(node)).stream()
                    .mapToInt(layer -> layer.shape().channels())
                    .sum();
            return Optional.of(new Node(node.name(), new Fused.Slice(first), List.of(group), node.shape(), List.of()));
        });
    }

    private static Node group(List<Node> layers, Node input) {
        List<Linear.Layer> parts = layers.stream().map(Linear.Layer::of).toList();
        Shape all = Shape.vector(parts.stream().mapToInt(Linear.Layer::outputs).sum());
        List<Parameter> parameters =
                layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
        return new Node(input.name() + ".denses", new Fused.Denses(parts, true), List.of(input), all, parameters);
    }

    /**
     * Returns a net of what becomes of all nodes, without those that nothing needs any more.
     *
     * @param rule what becomes of a node whose inputs have become these, if not itself
     */
    private static Net rewritten(Net net, BiFunction<Node, List<Node>, Optional<Node>> rule) {
        Map<Node, Node> became = new HashMap<>();
        List<Node> nodes = new ArrayList<>();
        for (Node node : net.nodes()) {
            List<Node> inputs = node.inputs().stream().map(became::get).toList();
            boolean same = inputs.equals(node.inputs());
            Node next = (inputs.isEmpty() ? Optional.<Node>empty() : rule.apply(node, inputs))
                    .orElseGet(() ->
                            same ? node : new Node(node.name(), node.op(), inputs, node.shape(), node.parameters()));
            became.put(node, next);
            // A node may stand for several old ones.
            next.inputs().stream().filter(input -> !nodes.contains(input)).forEach(nodes::add);
            if (!nodes.contains(next)) {
                nodes.add(next);
            }
        }
        Node output = became.get(net.output());
        Set<Node> needed = new HashSet<>();
        need(output, needed);
        nodes.removeIf(node -> !needed.contains(node) && !(node.op() instanceof Op.Input));
        return new Net(nodes, output);
    }

    private static void need(Node node, Set<Node> needed) {
        if (needed.add(node)) {
            node.inputs().forEach(input -> need(input, needed));
        }
    }

    private static Node with(Node node, Op op, List<Node> inputs, Node... swallowed) {
        List<Parameter> parameters = new ArrayList<>();
        for (Node other : swallowed) {
            parameters.addAll(other.parameters());
        }
        parameters.addAll(node.parameters());
        return new Node(node.name(), op, inputs, node.shape(), parameters);
    }

    private static boolean isNorm(Node node) {
        return node.op() instanceof Op.GroupNorm || node.op() instanceof Fused.Norm;
    }

    private static boolean isConv(Node node) {
        return node.op() instanceof Op.Conv || node.op() instanceof Op.Transposed;
    }

    /** Returns whether a node only adds up convolutions. */
    private static boolean isOpenConv(Node node) {
        return isConv(node)
                || node.op() instanceof Fused.Convolutions fused
                        && !fused.plus()
                        && fused.after().isEmpty();
    }

    /** Returns the maps that are joined, those of joined ones too. */
    private static Stream<Node> joined(Node node) {
        return node.op() instanceof Op.Join ? node.inputs().stream().flatMap(Fusion::joined) : Stream.of(node);
    }
}
