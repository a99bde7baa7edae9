package org.effigy.networks.net;

import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.effigy.base.InputException;

/**
 * Where the parameters of a net lie in one flat vector, by name, in PyTorch's layouts.
 *
 * <p>The names come in the order in which they were recorded. The places come in the order in which Deeplearning4j's
 * ComputationGraph sorts a graph, for the optimiser's state in checkpoints has it: Kahn's algorithm, in which the successors of
 * a vertex come in the order of a hash set of their numbers. An activation behind a normalisation counts as one vertex with it.
 */
public final class Layout {
    /** A parameter and where it begins. */
    public record Place(Parameter parameter, int offset) {
        /** Returns the parameter's name. */
        public String name() {
            return parameter.name();
        }

        /** Returns the number of values. */
        public int length() {
            return parameter.length();
        }
    }

    private final Map<String, Place> places = new LinkedHashMap<>();
    private final int length;

    /** Lays out the parameters of a net. */
    public Layout(Net net) {
        Map<String, Integer> offsets = new HashMap<>();
        int end = 0;
        for (Node node : sorted(net)) {
            for (Parameter parameter : node.parameters()) {
                offsets.put(parameter.name(), end);
                end = Math.addExact(end, parameter.length());
            }
        }
        length = end;
        net.parameters().forEach(p -> places.put(p.name(), new Place(p, offsets.get(p.name()))));
    }

    private static List<Node> sorted(Net net) {
        Map<Node, Integer> numbers = new HashMap<>();
        List<Node> vertices = new ArrayList<>();
        List<Set<Integer>> successors = new ArrayList<>();
        List<Integer> waitsFor = new ArrayList<>();
        for (Node node : net.nodes()) {
            if (node.op() instanceof Op.Activate && isNorm(node.input().op())) {
                numbers.put(node, numbers.get(node.input()));
                continue;
            }
            int number = vertices.size();
            numbers.put(node, number);
            vertices.add(node);
            successors.add(new HashSet<>());
            Set<Integer> from = new HashSet<>();
            node.inputs().forEach(input -> from.add(numbers.get(input)));
            from.forEach(source -> successors.get(source).add(number));
            waitsFor.add(from.size());
        }
        Deque<Integer> free = new ArrayDeque<>();
        for (int number = 0; number < vertices.size(); number++) {
            if (waitsFor.get(number) == 0) {
                free.add(number);
            }
        }
        List<Node> sorted = new ArrayList<>();
        while (!free.isEmpty()) {
            int next = free.removeFirst();
            sorted.add(vertices.get(next));
            for (int successor : successors.get(next)) {
                waitsFor.set(successor, waitsFor.get(successor) - 1);
                if (waitsFor.get(successor) == 0) {
                    free.add(successor);
                }
            }
        }
        return sorted;
    }

    private static boolean isNorm(Op op) {
        return op instanceof Op.GroupNorm || op instanceof Op.BatchNorm;
    }

    /** Returns the length of the vector. */
    public int length() {
        return length;
    }

    /** Returns the parameters in the order of names. */
    public List<Place> places() {
        return List.copyOf(places.values());
    }

    /**
     * Returns where a parameter lies.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public Place place(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException("there is no parameter " + name);
        }
        return place;
    }

    /** Returns the parameters, or anything else with a value for each (their gradient, their moving average); copies. */
    public List<NamedTensor> tensors(FloatBuffer vector) {
        return places.values().stream()
                .map(place -> {
                    float[] values = new float[place.length()];
                    vector.get(place.offset(), values);
                    long[] shape = place.parameter().shape().clone();
                    return new NamedTensor(place.name(), shape, values);
                })
                .toList();
    }

    /** Writes the first values of every parameter into a vector, each from its own random stream. */
    public void init(FloatBuffer vector, long seed) {
        for (Place place : places.values()) {
            Parameter p = place.parameter();
            vector.put(place.offset(), p.init().values(p.shape(), Init.stream(seed, p.name())));
        }
    }

    /**
     * Writes the values of the tensors into a vector.
     *
     * @throws InputException if names or shapes are another network's; nothing is written then
     */
    public void write(List<NamedTensor> tensors, FloatBuffer vector) {
        check(tensors);
        tensors.forEach(tensor -> vector.put(place(tensor.name()).offset(), tensor.values()));
    }

    /**
     * Checks that tensors are this network's.
     *
     * @throws InputException if names or shapes are another's
     */
    public void check(List<NamedTensor> tensors) {
        Map<String, NamedTensor> named =
                tensors.stream().collect(Collectors.toMap(NamedTensor::name, tensor -> tensor));
        if (named.size() != places.size()) {
            throw new InputException("weights: " + named.size() + " tensors, the network has " + places.size()
                    + "; the weights belong to another network");
        }
        for (Place place : places.values()) {
            NamedTensor tensor = named.get(place.name());
            long[] shape = place.parameter().shape();
            if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
                throw new InputException("weights: " + place.name() + " "
                        + (tensor == null ? "is missing" : "has shape " + Arrays.toString(tensor.shape()))
                        + ", expected is " + Arrays.toString(shape) + "; the weights belong to another network");
            }
        }
    }
}
