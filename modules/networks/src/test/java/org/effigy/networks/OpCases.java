package org.effigy.networks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Init;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Net.Recorder;
import org.effigy.networks.net.Net.Window;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Shape;

/** Small nets, each with the inputs of one kind of operation, and some of several. */
public final class OpCases {
    /** A net under a name. */
    public record Case(String name, Net net) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final Shape MAPS = new Shape(4, 6, 4);

    private OpCases() {}

    /** Nets of one operation. */
    static List<Case> single() {
        List<Case> cases = new ArrayList<>(convolutions());
        cases.addAll(norms());
        cases.addAll(attentions());
        cases.add(of("dense", Shape.vector(5), (net, x) -> net.dense("op", x, 3, true, Init.ZERO)));
        cases.add(of("dense without bias", Shape.vector(5), (net, x) -> net.dense("op", x, 3, false, Init.ZERO)));
        for (Activation kind : Activation.values()) {
            cases.add(of(kind.toString(), MAPS, (net, x) -> net.activate("op", x, kind)));
        }
        cases.add(of("shift", MAPS, (net, x) -> net.shift("op", x, net.input("vector", Shape.vector(4)))));
        cases.add(of("scale", MAPS, (net, x) -> net.scale("op", x, net.input("vector", Shape.vector(4)))));
        cases.add(of("scale by its own means", MAPS, (net, x) -> net.scale("op", x, net.globalPool("means", x))));
        cases.add(of("sum", MAPS, (net, x) -> net.sum("op", x, net.input("other", MAPS))));
        cases.add(of("join with itself", MAPS, (net, x) -> net.join("op", x, x)));
        cases.add(of("sum with itself", MAPS, (net, x) -> net.sum("op", x, x)));
        cases.add(of("join", MAPS, (net, x) -> net.join("op", x, net.input("other", MAPS.withChannels(3)))));
        cases.add(of("nearest", new Shape(3, 2, 5), (net, x) -> net.nearest("op", x)));
        cases.add(of("pool", MAPS, (net, x) -> net.pool("op", x, 3, 2)));
        cases.add(of("pool of rows", new Shape(3, 2, 6), (net, x) -> net.pool("op", x, 1, 3)));
        cases.add(of("pool over all", MAPS, (net, x) -> net.globalPool("op", x)));
        cases.add(of("flatten", new Shape(2, 3, 2), (net, x) -> net.flatten("op", x)));
        return cases;
    }

    private static List<Case> norms() {
        return List.of(
                of("group norm", MAPS, (net, x) -> net.groupNorm("op", x, 2)),
                of("group norm of each channel", MAPS, (net, x) -> net.groupNorm("op", x, 4)),
                of("group norm of all channels", MAPS, (net, x) -> net.groupNorm("op", x, 1)),
                of("group norm of vectors", Shape.vector(6), (net, x) -> net.groupNorm("op", x, 2)),
                of("batch norm", MAPS, (net, x) -> net.batchNorm("op", x, true)),
                of("batch norm of vectors", Shape.vector(3), (net, x) -> net.batchNorm("op", x, true)));
    }

    private static List<Case> attentions() {
        return List.of(
                of("attention", new Shape(9, 2, 3), (net, x) -> net.attention("op", x)),
                of("attention of one position", new Shape(6, 1, 1), (net, x) -> net.attention("op", x)),
                of(
                        "attention to others",
                        new Shape(3, 2, 3),
                        (net, x) -> net.attention("op", x, net.input("kv", new Shape(6, 5, 1)))));
    }

    private static List<Case> convolutions() {
        Shape maps = new Shape(3, 5, 6);
        return List.of(
                of("conv", maps, (net, x) -> net.conv("op", x, 2, Window.same(3), true, Init.ZERO)),
                of("conv without bias", maps, (net, x) -> net.conv("op", x, 2, Window.same(1), false, Init.ZERO)),
                of(
                        "conv of a row",
                        new Shape(2, 1, 7),
                        (net, x) -> net.conv("op", x, 3, Window.same(3), true, Init.ZERO)),
                of(
                        "conv in steps of three",
                        maps,
                        (net, x) -> net.conv("op", x, 2, Window.same(3, 2), true, Init.ZERO)),
                of(
                        "conv of blocks",
                        new Shape(2, 4, 6),
                        (net, x) -> net.conv("op", x, 5, new Window(2, 2, 0), false, Init.ZERO)),
                of("conv in steps", maps, (net, x) -> net.conv("op", x, 2, new Window(4, 2, 1), true, Init.ZERO)),
                of(
                        "conv of one position",
                        Shape.vector(3),
                        (net, x) -> net.conv("op", x, 2, Window.same(1), true, Init.ZERO)),
                of(
                        "transposed",
                        new Shape(3, 2, 3),
                        (net, x) -> net.transposed("op", x, 2, new Window(4, 2, 1), Init.ZERO)),
                of(
                        "transposed without steps",
                        new Shape(3, 4, 3),
                        (net, x) -> net.transposed("op", x, 2, Window.same(3), Init.ZERO)),
                of(
                        "transposed of one position",
                        Shape.vector(3),
                        (net, x) -> net.transposed("op", x, 2, new Window(4, 1, 0), Init.ZERO)));
    }

    /** Nets of several operations, in which results have several users and inputs enter late. */
    static List<Case> mixed() {
        return List.of(
                of("block", new Shape(2, 4, 4), OpCases::block),
                of("batch norms", new Shape(1, 8, 8), OpCases::batchNorms),
                of("inputs beside results", new Shape(2, 3, 2), OpCases::besides),
                of("users", new Shape(2, 3, 3), (net, x) -> {
                    Node y = net.conv("a", x, 2, Window.same(3), true, Init.ZERO);
                    Node left = net.activate("b", y, Activation.TANH);
                    Node right = net.sum("c", y, left);
                    return net.join("e", net.sum("d", net.sum("f", y, right), left), y);
                }));
    }

    private static Node block(Recorder net, Node x) {
        Node time = net.input("time", Shape.vector(5));
        Node h = net.conv("in", x, 4, Window.same(3), true, Init.ZERO);
        Node t = net.activate("time.silu", net.dense("time.dense", time, 4, true, Init.ZERO), Activation.SILU);
        Node y = net.activate("norm.silu", net.groupNorm("norm", h, 2), Activation.SILU);
        y = net.sum("residual", net.shift("shift", net.conv("conv", y, 4, Window.same(3), true, Init.ZERO), t), h);
        Node down = net.conv("down", y, 6, Window.same(3, 2), true, Init.ZERO);
        Node a = net.attention("core", net.conv("qkv", down, 18, Window.same(1), true, Init.ZERO));
        Node up = net.nearest("up", net.sum("attended", a, down));
        return net.conv("out", net.join("skip", up, y), 1, Window.same(3), true, Init.ZERO);
    }

    /** Where only weights are wanted, these have inputs with and without a gradient. */
    private static Node besides(Recorder net, Node x) {
        Node vector = net.dense("dense", net.input("vector", Shape.vector(3)), 2, true, Init.ZERO);
        Node y = net.sum("sum", x, net.shift("shift", x, vector));
        y = net.join("left", x, net.join("right", y, x));
        Node kv = net.conv("kv", y, 4, Window.same(1), true, Init.ZERO);
        Node fromInput = net.attention("from input", x, kv);
        return net.join("both", fromInput, net.attention("to input", y, net.input("others", new Shape(12, 2, 2))));
    }

    private static Node batchNorms(Recorder net, Node x) {
        Node y = net.activate(
                "leaky", net.conv("a", x, 3, new Window(4, 2, 1), false, Init.ZERO), Activation.LEAKY_RELU);
        y = net.batchNorm("b", net.conv("c", y, 4, new Window(4, 2, 1), false, Init.ZERO), true);
        y = net.batchNorm(
                "e",
                net.transposed("d", net.activate("silu", y, Activation.SILU), 2, new Window(4, 2, 1), Init.ZERO),
                true);
        return net.dense("f", net.flatten("flat", net.pool("pool", y, 2, 2)), 2, true, Init.ZERO);
    }

    public static List<Case> all() {
        List<Case> cases = new ArrayList<>(single());
        cases.addAll(mixed());
        return cases;
    }

    private static Case of(String name, Shape input, BiFunction<Recorder, Node, Node> body) {
        Recorder net = new Recorder();
        Node x = net.input("x", input);
        return new Case(name, net.done(body.apply(net, x)));
    }
}
