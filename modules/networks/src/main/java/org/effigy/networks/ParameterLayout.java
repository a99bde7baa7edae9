package org.effigy.networks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.effigy.base.InputException;
import org.effigy.networks.onednn.FlatParameters;

/**
 * Where the parameters of a network lie in its flat vector, by name, in PyTorch's layouts: convolution (out, in, height,
 * width), dense (out, in). The names are the layer's followed by {@code .weight}, {@code .bias}, {@code .gamma}, {@code
 * .beta}, {@code .mean} or {@code .variance}.
 *
 * <p>The names come in the order in which checkpoints have them, the places in that of Deeplearning4j's networks, which the
 * optimiser's state in checkpoints has.
 */
final class ParameterLayout {
    /** A parameter and where it begins. */
    @SuppressWarnings("ArrayRecordComponent")
    record Parameter(String name, long[] shape, int offset) {
        int length() {
            return ParameterLayout.length(shape);
        }
    }

    private final List<Parameter> parameters = new ArrayList<>();
    private final int length;

    /**
     * Makes the layout.
     *
     * @param shapes by name, in the order of names
     * @param places the names in the order of places
     */
    ParameterLayout(Map<String, long[]> shapes, List<String> places) {
        Map<String, Integer> offsets = new HashMap<>();
        int end = 0;
        for (String name : places) {
            offsets.put(name, end);
            end = Math.addExact(end, length(shapes.get(name)));
        }
        length = end;
        shapes.forEach((name, shape) -> parameters.add(new Parameter(name, shape, offsets.get(name))));
    }

    private static int length(long[] shape) {
        return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    }

    /** Returns the length of the vector. */
    int length() {
        return length;
    }

    List<Parameter> parameters() {
        return List.copyOf(parameters);
    }

    /** Returns the parameters, or anything else with a value for each (their gradient, their moving average); copies. */
    List<NamedTensor> tensors(FlatVector vector) {
        return parameters.stream()
                .map(p -> new NamedTensor(p.name, p.shape.clone(), vector.values(p.offset, p.length())))
                .toList();
    }

    /**
     * Writes the values of the tensors into a vector.
     *
     * @throws InputException if names or shapes are another network's; nothing is written then
     */
    void write(List<NamedTensor> tensors, FlatVector vector) {
        check(tensors);
        Map<String, NamedTensor> named = named(tensors);
        fill(vector, parameter -> named.get(parameter.name).values());
    }

    /** Writes values, parameter by parameter, into a vector. */
    void fill(FlatVector vector, Function<Parameter, float[]> values) {
        parameters.forEach(parameter -> vector.put(parameter.offset, values.apply(parameter)));
    }

    /**
     * Checks that tensors are this network's.
     *
     * @throws InputException if names or shapes are another's
     */
    void check(List<NamedTensor> tensors) {
        Map<String, NamedTensor> named = named(tensors);
        if (named.size() != parameters.size()) {
            throw new InputException("weights: " + named.size() + " tensors, the network has " + parameters.size()
                    + "; the weights belong to another network");
        }
        for (Parameter parameter : parameters) {
            NamedTensor tensor = named.get(parameter.name);
            if (tensor == null || !Arrays.equals(tensor.shape(), parameter.shape)) {
                throw new InputException("weights: " + parameter.name + " "
                        + (tensor == null ? "is missing" : "has shape " + Arrays.toString(tensor.shape()))
                        + ", expected is " + Arrays.toString(parameter.shape)
                        + "; the weights belong to another network");
            }
        }
    }

    private static Map<String, NamedTensor> named(List<NamedTensor> tensors) {
        return tensors.stream().collect(Collectors.toMap(NamedTensor::name, t -> t));
    }

    /** Returns a vector by name; a view. */
    FlatParameters in(HostVector vector) {
        Map<String, FlatParameters.Place> places = new HashMap<>();
        parameters.forEach(p -> places.put(p.name, new FlatParameters.Place(p.offset, p.length())));
        return new FlatParameters(vector.pointer(), places);
    }
}
