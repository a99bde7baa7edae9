package org.effigy.networks.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.effigy.networks.net.Net.Recorder;
import org.effigy.networks.net.Net.Window;
import org.junit.jupiter.api.Test;

class NetTest {
    @Test
    void shapesFollowFromTheOperations() {
        Recorder net = new Recorder();
        Node x = net.input("x", new Shape(3, 7, 12));
        assertEquals(
                new Shape(5, 7, 12),
                net.conv("a", x, 5, Window.same(3), true, Init.ZERO).shape());
        assertEquals(
                new Shape(5, 4, 6),
                net.conv("b", x, 5, Window.same(3, 2), true, Init.ZERO).shape());
        assertEquals(
                new Shape(5, 3, 6),
                net.conv("c", x, 5, new Window(4, 2, 1), true, Init.ZERO).shape());
        assertEquals(
                new Shape(2, 14, 24),
                net.transposed("d", x, 2, new Window(4, 2, 1), Init.ZERO).shape());
        assertEquals(new Shape(3, 14, 24), net.nearest("e", x).shape());
        assertEquals(new Shape(3, 1, 4), net.pool("f", x, 7, 3).shape());
        assertEquals(Shape.vector(3), net.globalPool("g", x).shape());
        assertEquals(Shape.vector(252), net.flatten("h", x).shape());
        assertEquals(new Shape(1, 7, 12), net.attention("i", x).shape());
        assertEquals(new Shape(6, 7, 12), net.join("j", x, x).shape());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Recorder net = new Recorder();
        Node x = net.input("x", new Shape(4, 6, 8));
        Node narrow = net.input("narrow", new Shape(4, 8, 6));
        Node vector = net.input("vector", Shape.vector(3));
        assertThrows(IllegalArgumentException.class, () -> net.dense("a", x, 2, true, Init.ZERO));
        assertThrows(IllegalArgumentException.class, () -> net.groupNorm("b", x, 3));
        assertThrows(IllegalArgumentException.class, () -> net.attention("c", x));
        assertThrows(IllegalArgumentException.class, () -> net.attention("d", x, narrow));
        assertThrows(IllegalArgumentException.class, () -> net.shift("e", x, vector));
        assertThrows(IllegalArgumentException.class, () -> net.scale("e", x, vector));
        assertThrows(IllegalArgumentException.class, () -> net.sum("f", x, narrow));
        assertThrows(IllegalArgumentException.class, () -> net.join("g", x, narrow));
        assertThrows(IllegalArgumentException.class, () -> net.pool("h", x, 4, 4));
    }

    @Test
    void operationsComeBehindTheirInputsAndHaveNamesOfTheirOwn() {
        Recorder net = new Recorder();
        Node x = net.input("x", new Shape(1, 2, 2));
        Node y = net.activate("y", x, Activation.TANH);
        assertThrows(IllegalArgumentException.class, () -> new Net(List.of(y, x), y));
        assertThrows(IllegalArgumentException.class, () -> new Net(List.of(x), y));
        net.activate("y", x, Activation.RELU);
        assertThrows(IllegalArgumentException.class, () -> net.done(y));
    }

    @Test
    void theOutputCountsAsAUse() {
        Recorder recorder = new Recorder();
        Node x = recorder.input("x", new Shape(1, 2, 2));
        Node y = recorder.sum("y", x, x);
        Node z = recorder.activate("z", y, Activation.TANH);
        Net net = recorder.done(y);
        assertEquals(2, net.uses().get(x));
        assertEquals(2, net.uses().get(y));
        assertFalse(net.uses().containsKey(z));
    }
}
