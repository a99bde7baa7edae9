package org.effigy.networks.net;

import java.util.List;

/**
 * An operation in its place in a net.
 *
 * @param name unique in the net; its parameters' names begin with it
 * @param inputs whose results it takes, in the order that the operation says
 * @param shape of its result
 * @param parameters in the order in which checkpoints have them
 */
public record Node(String name, Op op, List<Node> inputs, Shape shape, List<Parameter> parameters) {
    public Node {
        inputs = List.copyOf(inputs);
        parameters = List.copyOf(parameters);
    }

    /** Returns the only or first input. */
    public Node input() {
        return inputs.get(0);
    }

    /** Two nodes are one only where they are the same. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return name + " " + op + " " + shape;
    }
}
