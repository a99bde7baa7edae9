package org.effigy.networks.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Op;
import org.effigy.networks.net.Parameter;
import org.effigy.networks.net.Shape;

/** A pass over a net that makes one operation of several, for the same result with less traffic in memory or less arithmetic. */
enum Fusion {
    /** A shift before a group normalisation. */
    SHIFT_BEFORE_NORM {
        @Override
        Optional<Node> fused(Node node, List<Node> inputs, Uses uses) {
            Node before = inputs.get(0);
            if (!(node.op() instanceof Op.GroupNorm norm) || !(before.op() instanceof Op.Shift) || !uses.once(node)) {
                return Optional.empty();
            }
            return Optional.of(with(node, new Fused.Norm(node.name(), norm.groups(), false, true), before.inputs()));
        }
    },
    /** SiLU behind a group normalisation, a rectifier behind a batch normalisation. */
    NORM_ACTIVATION {
        @Override
        Optional<Node> fused(Node node, List<Node> inputs, Uses uses) {
            if (!(node.op() instanceof Op.Activate activate) || !uses.once(node)) {
                return Optional.empty();
            }
            Node norm = inputs.get(0);
            if (activate.kind() == Activation.SILU && isNorm(norm)) {
                Fused.Norm plain = norm(norm);
                Op op = new Fused.Norm(plain.name(), plain.groups(), true, plain.shifted());
                return Optional.of(with(node, op, norm.inputs(), norm));
            }
            if (activate.kind().isRectifier() && norm.op() instanceof Op.BatchNorm batch) {
                Op op = new Fused.Batch(norm.name(), batch.tracked(), activate.kind());
                return Optional.of(with(node, op, norm.inputs(), norm));
            }
            return Optional.empty();
        }
    },
    /** A group normalisation of maps side by side, which need not be copied side by side for it. */
    JOIN_BEFORE_NORM {
        @Override
        Optional<Node> fused(Node node, List<Node> inputs, Uses uses) {
            if (!isNorm(node) || !(inputs.get(0).op() instanceof Op.Join)) {
                return Optional.empty();
            }
            List<Node> all = new ArrayList<>(parts(inputs.get(0)));
            all.addAll(inputs.subList(1, inputs.size()));
            return Optional.of(with(node, norm(node), all));
        }
    },
    /** A rectifier behind a convolution. */
    CONV_ACTIVATION {
        @Override
        Optional<Node> fused(Node node, List<Node> inputs, Uses uses) {
            if (!(node.op() instanceof Op.Activate activate) || !activate.kind().isRectifier() || !uses.once(node)) {
                return Optional.empty();
            }
            Node conv = inputs.get(0);
            if (!isConv(conv)) {
                return Optional.empty();
            }
            Op op = new Fused.Convolutions(List.of(part(conv)), false, Optional.of(activate.kind()));
            return Optional.of(with(node, op, conv.inputs(), conv));
        }
    },
    /** Doubling before a 3x3 convolution: one transposed convolution, see {@link ConvShape.Kind#DOUBLED}. */
    NEAREST_BEFORE_CONV {
        @Override
        Optional<Node> fused(Node node, List<Node> inputs, Uses uses) {
            boolean fits = node.op() instanceof Op.Conv conv
                    && conv.kernel() == 3
                    && conv.stride() == 1
                    && conv.padding() == 1
                    && inputs.get(0).op() instanceof Op.Nearest;
            if (!fits) {
                return Optional.empty();
            }
            Fused.Part part = part(node);
            Op op = convolutions(
                    List.of(new Fused.Part(part.name(), ConvShape.Kernel.DOUBLED, part.bias(), 0, part.allInputs())));
            return Optional.of(with(node, op, inputs.get(0).inputs()));
        }
    },
    /** A convolution of maps side by side: the sum of one of each, with its part of the weights. */
    JOIN_BEFORE_CONV {
        @Override
        Optional<Node> fused(Node node, List<Node> inputs, Uses uses) {
            if (!(node.op() instanceof Op.Conv) || !(inputs.get(0).op() instanceof Op.Join)) {
                return Optional.empty();
            }
            Fused.Part whole = part(node);
            List<Fused.Part> parts = new ArrayList<>();
            List<Node> sources = parts(inputs.get(0));
            int first = 0;
            for (Node source : sources) {
                boolean bias = whole.bias() && first == 0;
                parts.add(new Fused.Part(whole.name(), whole.kernel(), bias, first, whole.allInputs()));
                first += source.shape().channels();
            }
            return Optional.of(with(node, convolutions(parts), sources));
        }
    },
    /** A sum of convolutions, or of a convolution and anything: added while the result is in the processor's registers. */
    CONV_SUM {
        @Override
        Optional<Node> fused(Node node, List<Node> inputs, Uses uses) {
            if (!(node.op() instanceof Op.Sum) || inputs.get(0).equals(inputs.get(1))) {
                return Optional.empty();
            }
            Node first = inputs.get(0);
            Node second = inputs.get(1);
            boolean firstFits = isOpenConv(first) && uses.once(node, 0);
            boolean secondFits = isOpenConv(second) && uses.once(node, 1);
            if (firstFits && secondFits) {
                List<Fused.Part> parts = new ArrayList<>(parts(second.op(), second));
                parts.addAll(parts(first.op(), first));
                List<Node> sources = new ArrayList<>(second.inputs());
                sources.addAll(first.inputs());
                return Optional.of(with(node, convolutions(parts), sources, first, second));
            }
            if (!firstFits && !secondFits) {
                return Optional.empty();
            }
            Node conv = firstFits ? first : second;
            List<Node> sources = new ArrayList<>(conv.inputs());
            sources.add(firstFits ? second : first);
            Op op = new Fused.Convolutions(parts(conv.op(), conv), true, Optional.empty());
            return Optional.of(with(node, op, sources, conv));
        }
    };

    /** How often results are taken in the net before a pass. */
    record Uses(Map<Node, Integer> counts) {
        /** Returns whether nothing but a node takes its first input. */
        boolean once(Node node) {
            return once(node, 0);
        }

        boolean once(Node node, int input) {
            return counts.get(node.inputs().get(input)) == 1;
        }
    }

    /**
     * Returns what a node of the net and its inputs become together, if this fusion is for it.
     *
     * @param node as it stands in the net
     * @param inputs what has become of its inputs
     */
    abstract Optional<Node> fused(Node node, List<Node> inputs, Uses uses);

    /** Returns a net after all fusions. */
    static Net all(Net net) {
        Net result = net;
        for (Fusion fusion : values()) {
            result = fusion.apply(result);
        }
        return DenseGroups.apply(result);
    }

    /** Returns a net after this fusion. */
    Net apply(Net net) {
        Uses uses = new Uses(net.uses());
        return rewritten(net, (node, inputs) -> fused(node, inputs, uses));
    }

    /** What becomes of a node, if not itself. */
    interface Rule {
        Optional<Node> becomes(Node node, List<Node> inputs);
    }

    /** Returns a net of what becomes of all nodes, without those that nothing needs any more. */
    static Net rewritten(Net net, Rule rule) {
        Map<Node, Node> became = new HashMap<>();
        List<Node> nodes = new ArrayList<>();
        for (Node node : net.nodes()) {
            List<Node> inputs = node.inputs().stream().map(became::get).toList();
            boolean same = inputs.equals(node.inputs());
            Node next = (inputs.isEmpty() ? Optional.<Node>empty() : rule.becomes(node, inputs))
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
        return new Net(
                nodes.stream()
                        .filter(node -> needed.contains(node) || node.op() instanceof Op.Input)
                        .toList(),
                output);
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

    /** Returns a group normalisation in its general form. */
    static Fused.Norm norm(Node node) {
        return node.op() instanceof Op.GroupNorm plain
                ? new Fused.Norm(node.name(), plain.groups(), false, false)
                : (Fused.Norm) node.op();
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

    private static Fused.Convolutions convolutions(List<Fused.Part> parts) {
        return new Fused.Convolutions(parts, false, Optional.empty());
    }

    private static List<Fused.Part> parts(Op op, Node node) {
        return op instanceof Fused.Convolutions fused ? fused.parts() : List.of(part(node));
    }

    /** Returns a convolution in its general form. */
    static Fused.Part part(Node node) {
        int inputs = node.input().shape().channels();
        if (node.op() instanceof Op.Transposed t) {
            ConvShape.Kernel kernel =
                    new ConvShape.Kernel(ConvShape.Kind.TRANSPOSED, t.kernel(), t.stride(), t.padding());
            return new Fused.Part(node.name(), kernel, false, 0, inputs);
        }
        Op.Conv c = (Op.Conv) node.op();
        ConvShape.Kernel kernel = new ConvShape.Kernel(ConvShape.Kind.PLAIN, c.kernel(), c.stride(), c.padding());
        return new Fused.Part(node.name(), kernel, c.bias(), 0, inputs);
    }

    /** Returns the maps that are joined, those of joined ones too. */
    private static List<Node> parts(Node join) {
        List<Node> parts = new ArrayList<>();
        for (Node input : join.inputs()) {
            if (input.op() instanceof Op.Join) {
                parts.addAll(parts(input));
            } else {
                parts.add(input);
            }
        }
        return parts;
    }

    /** Linear maps of one vector become one, of which the results are slices. */
    static final class DenseGroups {
        private DenseGroups() {}

        static Net apply(Net net) {
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
                int first = 0;
                for (Node layer : layers.subList(0, layers.indexOf(node))) {
                    first += layer.shape().channels();
                }
                return Optional.of(
                        new Node(node.name(), new Fused.Slice(first), List.of(group), node.shape(), List.of()));
            });
        }

        private static Node group(List<Node> layers, Node input) {
            List<Linear.Layer> parts = layers.stream()
                    .map(layer -> new Linear.Layer(layer.name(), layer.shape().channels()))
                    .toList();
            int all = parts.stream().mapToInt(Linear.Layer::outputs).sum();
            List<Parameter> parameters = layers.stream()
                    .flatMap(layer -> layer.parameters().stream())
                    .toList();
            Op op = new Fused.Denses(parts, true);
            return new Node(input.name() + ".denses", op, List.of(input), Shape.vector(all), parameters);
        }
    }
}
