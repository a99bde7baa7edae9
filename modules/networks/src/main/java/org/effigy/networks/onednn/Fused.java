package org.effigy.networks.onednn;

import java.util.List;
import java.util.Optional;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Op;

/** Operations that {@link Fusion} makes of several; each names the parameters that it takes. */
final class Fused {
    private Fused() {}

    /**
     * A convolution, of an input's channels that may be a part of the parameter's.
     *
     * @param name of the parameters
     * @param kernel what is computed
     * @param bias whether it is added
     * @param firstInput the first of the parameter's input channels
     * @param allInputs how many it has
     */
    record Part(String name, ConvShape.Kernel kernel, boolean bias, int firstInput, int allInputs) {}

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
    }

    /**
     * A group normalisation of its inputs side by side.
     *
     * @param silu whether SiLU follows
     * @param shifted whether the last input is a vector that is added to the others before
     */
    record Norm(String name, int groups, boolean silu, boolean shifted) implements Op {}

    /** A batch normalisation followed by a rectifier. */
    record Batch(String name, boolean tracked, Activation after) implements Op {}

    /** Linear maps of one vector, their results one after the other. */
    record Denses(List<Linear.Layer> layers, boolean bias) implements Op {
        Denses {
            layers = List.copyOf(layers);
        }
    }

    /** Values of a vector, from this one on. */
    record Slice(int first) implements Op {}
}
