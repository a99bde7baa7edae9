package org.effigy.networks.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Init;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Net.Recorder;
import org.effigy.networks.net.Net.Window;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Op;
import org.effigy.networks.net.Shape;

/** Small nets with the operations that a fusion takes together, and some that look like it. */
final class FusionCases {
    /** The name of the fusion that is no member of the enumeration. */
    static final String DENSE_GROUPS = "DENSE_GROUPS";

    /**
     * A net and what becomes of it.
     *
     * @param fusion its name
     * @param expected kinds of the operations afterwards, in their order, without inputs; those of before where nothing happens
     */
    record Case(String fusion, String name, Net net, String expected) {
        UnaryOperator<Net> apply() {
            return fusion.equals(DENSE_GROUPS) ? Fusion::denseGroups : Fusion.valueOf(fusion)::apply;
        }

        @Override
        public String toString() {
            return fusion + ": " + name;
        }
    }

    private static final Shape MAPS = new Shape(4, 6, 5);
    private static final Window SAME = Window.same(3);

    private FusionCases() {}

    /** Returns the kinds of operations in their order, without inputs. */
    static String kinds(Net net) {
        return net.nodes().stream()
                .filter(node -> !(node.op() instanceof Op.Input))
                .map(node -> node.op().getClass().getSimpleName())
                .collect(Collectors.joining(" "));
    }

    private static Case of(
            Object fusion, String name, Shape x, String expected, BiFunction<Recorder, Node, Node> body) {
        Recorder net = new Recorder();
        Node input = net.input("x", x);
        return new Case(fusion.toString(), name, net.done(body.apply(net, input)), expected);
    }

    private static Node conv(Recorder net, String name, Node x, int out) {
        return net.conv(name, x, out, SAME, true, Init.ZERO);
    }

    private static Node vector(Recorder net, int length) {
        return net.input("vector", Shape.vector(length));
    }

    /** Returns nets in which the fusion happens. */
    static List<Case> fitting() {
        List<Case> cases = new ArrayList<>(norms());
        cases.addAll(convolutions());
        cases.addAll(sums());
        cases.addAll(denses());
        return cases;
    }

    private static List<Case> norms() {
        return List.of(
                of(
                        Fusion.SHIFT_BEFORE_NORM,
                        "shifted maps",
                        MAPS,
                        "Conv Norm",
                        (net, x) -> net.groupNorm("n", net.shift("s", conv(net, "c", x, 6), vector(net, 6)), 2)),
                of(Fusion.SHIFT_BEFORE_NORM, "shifted twice", MAPS, "Shift Norm", (net, x) -> {
                    Node vector = vector(net, 4);
                    return net.groupNorm("n", net.shift("t", net.shift("s", x, vector), vector), 2);
                }),
                of(
                        Fusion.NORM_ACTIVATION,
                        "SiLU of groups",
                        MAPS,
                        "Norm",
                        (net, x) -> net.activate("a", net.groupNorm("n", x, 2), Activation.SILU)),
                of(
                        Fusion.NORM_ACTIVATION,
                        "rectified batch",
                        MAPS,
                        "Batch",
                        (net, x) -> net.activate("a", net.batchNorm("n", x, true), Activation.RELU)),
                of(
                        Fusion.NORM_ACTIVATION,
                        "leaky batch",
                        MAPS,
                        "Batch Conv",
                        (net, x) -> conv(
                                net, "c", net.activate("a", net.batchNorm("n", x, true), Activation.LEAKY_RELU), 2)),
                of(Fusion.JOIN_BEFORE_NORM, "groups across parts", MAPS, "Norm", (net, x) -> {
                    Node y = net.input("y", MAPS.withChannels(3));
                    Node z = net.input("z", MAPS.withChannels(1));
                    return net.groupNorm("n", net.join("k", net.join("j", z, y), x), 2);
                }),
                of(Fusion.JOIN_BEFORE_NORM, "joined with itself", MAPS, "Conv Norm", (net, x) -> {
                    Node y = conv(net, "c", x, 3);
                    return net.groupNorm("n", net.join("j", y, y), 2);
                }),
                of(Fusion.JOIN_BEFORE_NORM, "joined maps used elsewhere", MAPS, "Conv Join Norm Sum", (net, x) -> {
                    Node joined = net.join("j", x, conv(net, "c", x, 2));
                    return net.sum("s", net.groupNorm("n", joined, 3), joined);
                }));
    }

    private static List<Case> convolutions() {
        Window step = new Window(4, 2, 1);
        return List.of(
                of(
                        Fusion.CONV_ACTIVATION,
                        "rectified",
                        MAPS,
                        "Convolutions",
                        (net, x) -> net.activate("a", conv(net, "c", x, 3), Activation.RELU)),
                of(Fusion.CONV_ACTIVATION, "leaky in steps", MAPS, "Convolutions Conv", (net, x) -> {
                    Node y = net.conv("c", x, 3, step, false, Init.ZERO);
                    return conv(net, "d", net.activate("a", y, Activation.LEAKY_RELU), 2);
                }),
                of(
                        Fusion.CONV_ACTIVATION,
                        "leaky transposed",
                        MAPS,
                        "Convolutions",
                        (net, x) ->
                                net.activate("a", net.transposed("c", x, 3, step, Init.ZERO), Activation.LEAKY_RELU)),
                of(
                        Fusion.NEAREST_BEFORE_CONV,
                        "doubled",
                        MAPS,
                        "Convolutions",
                        (net, x) -> conv(net, "c", net.nearest("d", x), 3)),
                of(
                        Fusion.NEAREST_BEFORE_CONV,
                        "without bias",
                        MAPS,
                        "Conv Convolutions",
                        (net, x) -> net.conv("c", net.nearest("d", conv(net, "b", x, 2)), 3, SAME, false, Init.ZERO)),
                of(
                        Fusion.NEAREST_BEFORE_CONV,
                        "doubled maps used elsewhere",
                        MAPS,
                        "Nearest Convolutions Sum",
                        (net, x) -> {
                            Node doubled = net.nearest("d", x);
                            return net.sum("s", conv(net, "c", doubled, 4), doubled);
                        }),
                of(
                        Fusion.JOIN_BEFORE_CONV,
                        "joined",
                        MAPS,
                        "Convolutions",
                        (net, x) -> conv(net, "c", net.join("j", x, net.input("y", MAPS.withChannels(3))), 5)),
                of(Fusion.JOIN_BEFORE_CONV, "three in steps", MAPS, "Convolutions", (net, x) -> {
                    Node y = net.input("y", MAPS.withChannels(1));
                    Node all = net.join("k", y, net.join("j", x, y));
                    return net.conv("c", all, 2, Window.same(3, 2), false, Init.ZERO);
                }),
                of(
                        Fusion.JOIN_BEFORE_CONV,
                        "joined maps used elsewhere",
                        MAPS,
                        "Conv Join Convolutions Sum",
                        (net, x) -> {
                            Node joined = net.join("j", x, conv(net, "b", x, 2));
                            return net.sum("s", conv(net, "c", joined, 6), joined);
                        }));
    }

    private static List<Case> sums() {
        Shape even = new Shape(3, 6, 4);
        return List.of(
                of(
                        Fusion.CONV_SUM,
                        "of two",
                        MAPS,
                        "Convolutions",
                        (net, x) -> net.sum(
                                "s", conv(net, "a", x, 3), net.conv("b", x, 3, Window.same(1), false, Init.ZERO))),
                of(
                        Fusion.CONV_SUM,
                        "in steps",
                        even,
                        "Convolutions",
                        (net, x) -> net.sum(
                                "s",
                                net.conv("a", x, 3, Window.same(3, 2), true, Init.ZERO),
                                net.conv("b", x, 3, new Window(1, 2, 0), true, Init.ZERO))),
                of(
                        Fusion.CONV_SUM,
                        "and its input",
                        MAPS,
                        "Convolutions",
                        (net, x) -> net.sum("s", conv(net, "a", x, 4), x)),
                of(
                        Fusion.CONV_SUM,
                        "behind something",
                        MAPS,
                        "Activate Convolutions",
                        (net, x) -> net.sum("s", net.activate("t", x, Activation.TANH), conv(net, "a", x, 4))),
                of(
                        Fusion.CONV_SUM,
                        "of three",
                        MAPS,
                        "Convolutions",
                        (net, x) -> net.sum(
                                "t", net.sum("s", conv(net, "a", x, 3), conv(net, "b", x, 3)), conv(net, "c", x, 3))),
                of(Fusion.CONV_SUM, "one after the other", MAPS, "Convolutions Convolutions", (net, x) -> {
                    Node y = net.sum("s", x, conv(net, "a", x, 4));
                    return net.sum("t", y, conv(net, "b", y, 4));
                }),
                of(Fusion.CONV_SUM, "with a convolution used elsewhere", MAPS, "Conv Convolutions Join", (net, x) -> {
                    Node used = conv(net, "a", x, 3);
                    return net.join("j", used, net.sum("s", used, conv(net, "b", x, 3)));
                }));
    }

    private static List<Case> denses() {
        return List.of(
                of(
                        DENSE_GROUPS,
                        "three of one",
                        Shape.vector(5),
                        "Activate Denses Slice Slice Sum Slice Join",
                        (net, x) -> {
                            Node t = net.activate("t", x, Activation.SILU);
                            Node a = net.dense("a", t, 3, true, Init.ZERO);
                            Node b = net.dense("b", t, 3, true, Init.ZERO);
                            Node sum = net.sum("s", a, b);
                            return net.join("j", sum, net.dense("c", t, 2, true, Init.ZERO));
                        }),
                of(
                        DENSE_GROUPS,
                        "of an input",
                        Shape.vector(5),
                        "Denses Slice Slice Sum",
                        (net, x) -> net.sum(
                                "s", net.dense("a", x, 2, true, Init.ZERO), net.dense("b", x, 2, true, Init.ZERO))),
                of(DENSE_GROUPS, "one used twice", Shape.vector(5), "Denses Slice Slice Sum Sum", (net, x) -> {
                    Node a = net.dense("a", x, 2, true, Init.ZERO);
                    return net.sum("t", net.sum("s", a, net.dense("b", x, 2, true, Init.ZERO)), a);
                }));
    }

    /** Returns nets in which the fusion must not happen. */
    static List<Case> unfitting() {
        List<Case> cases = new ArrayList<>(unfittingNorms());
        cases.addAll(unfittingConvolutions());
        cases.addAll(unfittingDenses());
        return cases;
    }

    private static List<Case> unfittingNorms() {
        List<Case> cases = new ArrayList<>(List.of(
                of(Fusion.SHIFT_BEFORE_NORM, "shifted maps used elsewhere", MAPS, "Shift GroupNorm Sum", (net, x) -> {
                    Node shifted = net.shift("s", x, vector(net, 4));
                    return net.sum("t", net.groupNorm("n", shifted, 2), shifted);
                }),
                of(
                        Fusion.SHIFT_BEFORE_NORM,
                        "before the batch's norm",
                        MAPS,
                        "Shift BatchNorm",
                        (net, x) -> net.batchNorm("n", net.shift("s", x, vector(net, 4)), true)),
                of(Fusion.NORM_ACTIVATION, "norm used elsewhere", MAPS, "GroupNorm Activate Sum", (net, x) -> {
                    Node norm = net.groupNorm("n", x, 2);
                    return net.sum("t", net.activate("a", norm, Activation.SILU), norm);
                }),
                of(Fusion.NORM_ACTIVATION, "batch norm used elsewhere", MAPS, "BatchNorm Activate Sum", (net, x) -> {
                    Node norm = net.batchNorm("n", x, true);
                    return net.sum("t", net.activate("a", norm, Activation.RELU), norm);
                }),
                of(
                        Fusion.JOIN_BEFORE_NORM,
                        "the batch's norm",
                        MAPS,
                        "Join BatchNorm",
                        (net, x) -> net.batchNorm("n", net.join("j", x, net.input("y", MAPS)), true))));
        for (Activation kind : List.of(Activation.RELU, Activation.LEAKY_RELU, Activation.TANH)) {
            cases.add(of(
                    Fusion.NORM_ACTIVATION,
                    "groups, " + kind,
                    MAPS,
                    "GroupNorm Activate",
                    (net, x) -> net.activate("a", net.groupNorm("n", x, 2), kind)));
        }
        for (Activation kind : List.of(Activation.SILU, Activation.TANH)) {
            cases.add(of(
                    Fusion.NORM_ACTIVATION,
                    "batch, " + kind,
                    MAPS,
                    "BatchNorm Activate",
                    (net, x) -> net.activate("a", net.batchNorm("n", x, true), kind)));
        }
        return cases;
    }

    private static List<Case> unfittingConvolutions() {
        List<Case> cases = new ArrayList<>(List.of(
                of(Fusion.CONV_ACTIVATION, "convolution used elsewhere", MAPS, "Conv Activate Sum", (net, x) -> {
                    Node conv = conv(net, "c", x, 3);
                    return net.sum("s", net.activate("a", conv, Activation.RELU), conv);
                }),
                of(
                        Fusion.JOIN_BEFORE_CONV,
                        "transposed",
                        MAPS,
                        "Join Transposed",
                        (net, x) -> net.transposed("c", net.join("j", x, x), 2, new Window(4, 2, 1), Init.ZERO)),
                of(Fusion.CONV_SUM, "of a thing with itself", MAPS, "Conv Sum", (net, x) -> {
                    Node conv = conv(net, "c", x, 3);
                    return net.sum("s", conv, conv);
                }),
                of(Fusion.CONV_SUM, "of convolutions used elsewhere", MAPS, "Conv Conv Join Sum Join", (net, x) -> {
                    Node a = conv(net, "a", x, 3);
                    Node b = conv(net, "b", x, 3);
                    return net.join("k", net.join("j", a, b), net.sum("s", a, b));
                }),
                of(
                        Fusion.CONV_SUM,
                        "without one",
                        MAPS,
                        "Activate Sum",
                        (net, x) -> net.sum("s", x, net.activate("a", x, Activation.TANH)))));
        for (Activation kind : List.of(Activation.SILU, Activation.TANH)) {
            cases.add(of(
                    Fusion.CONV_ACTIVATION,
                    kind.toString(),
                    MAPS,
                    "Conv Activate",
                    (net, x) -> net.activate("a", conv(net, "c", x, 3), kind)));
        }
        for (Window window :
                List.of(Window.same(1), Window.same(5), Window.same(3, 2), new Window(3, 1, 0), new Window(3, 1, 2))) {
            cases.add(of(
                    Fusion.NEAREST_BEFORE_CONV,
                    window.toString(),
                    MAPS,
                    "Nearest Conv",
                    (net, x) -> net.conv("c", net.nearest("d", x), 3, window, true, Init.ZERO)));
        }
        cases.add(of(
                Fusion.NEAREST_BEFORE_CONV,
                "transposed",
                MAPS,
                "Nearest Transposed",
                (net, x) -> net.transposed("c", net.nearest("d", x), 3, SAME, Init.ZERO)));
        return cases;
    }

    private static List<Case> unfittingDenses() {
        return List.of(
                of(
                        DENSE_GROUPS,
                        "of two vectors",
                        Shape.vector(5),
                        "Activate Dense Dense Sum",
                        (net, x) -> net.sum(
                                "s",
                                net.dense("a", net.activate("t", x, Activation.TANH), 2, true, Init.ZERO),
                                net.dense("b", x, 2, true, Init.ZERO))),
                of(
                        DENSE_GROUPS,
                        "without bias",
                        Shape.vector(5),
                        "Dense Dense Sum",
                        (net, x) -> net.sum(
                                "s", net.dense("a", x, 2, true, Init.ZERO), net.dense("b", x, 2, false, Init.ZERO))));
    }
}
