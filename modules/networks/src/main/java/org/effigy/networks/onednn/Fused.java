package org.effigy.networks.onednn;

import java.util.List;
import java.util.Optional;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Op;

/** Operations that {@link Fusion} makes of several, each the general form of a plain one; they name the parameters they take. */
final class Fused {
    private Fused() {}

    /**
     * A convolution, of an input's channels that may be a part of the parameter's.
     *
     * @param name of the parameters, without {@code .weight} and {@code .bias}
     * @param bias whether it is added
     * @param firstInput the first of the parameter's input channels
     * @param allInputs how many it has
     */
    record Part(String name, ConvShape.Kernel kernel, boolean bias, int firstInput, int allInputs) {
        private static Part of(Node node) {
            int inputs = node.input().shape().channels();
            if (node.op() instanceof Op.Transposed t) {
                ConvShape.Kind kind = ConvShape.Kind.TRANSPOSED;
                ConvShape.Kernel kernel = new ConvShape.Kernel(kind, t.kernel(), t.stride(), t.padding());
                return new Part(node.name(), kernel, false, 0, inputs);
            }
            Op.Conv c = (Op.Conv) node.op();
            ConvShape.Kernel kernel = new ConvShape.Kernel(ConvShape.Kind.PLAIN, c.kernel(), c.stride(), c.padding());
            return new Part(node.name(), kernel, c.bias(), 0, inputs);
        }
    }

    /**
     * Convolutions, one of each input, added up.
     *
     * @param plus whether one more input is added to their sum
     * @param after a rectifier that follows
     */
    record Convolutions(List<Part> parts, boolean plus, Optional<Activation> after) implements Op {
        Convolutions {
            parts = List.copyOf(parts);
        }

        /** Returns a plain sum. */
        static Convolutions sum(List<Part> parts) {
            return new Convolutions(parts, false, Optional.empty());
        }

        static Convolutions of(Node node) {
            return node.op() instanceof Convolutions fused ? fused : sum(List.of(Part.of(node)));
        }
    }

    /**
     * A group normalisation of its inputs side by side.
     *
     * @param silu whether SiLU follows
     * @param shifted whether the last input is a vector that is added to the others before
     */
    record Norm(String name, int groups, boolean silu, boolean shifted) implements Op {
        static Norm of(Node node) {
            return node.op() instanceof Op.GroupNorm plain
                    ? new Norm(node.name(), plain.groups(), false, false)
                    : (Norm) node.op();
        }
    }

    /**
     * A batch normalisation followed by a rectifier.
     *
     * @param leak the factor of negative values: 1 for no rectifier
     */
    record Batch(String name, boolean tracked, float leak) implements Op {
        static Batch of(Node node) {
            return node.op() instanceof Op.BatchNorm plain
                    ? new Batch(node.name(), plain.tracked(), 1)
                    : (Batch) node.op();
        }
    }

    /** Linear maps of one vector, their results one after the other. */
    record Denses(List<Linear.Layer> layers, boolean bias) implements Op {
        Denses {
            layers = List.copyOf(layers);
        }

        static Denses of(Node node) {
            return node.op() instanceof Op.Dense plain
                    ? new Denses(List.of(Linear.Layer.of(node)), plain.bias())
                    : (Denses) node.op();
        }
    }

    /** Values of a vector, from this one on. */
    record Slice(int first) implements Op {}
}
