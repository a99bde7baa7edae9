package org.effigy.networks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.FloatPointer;
import org.effigy.base.InputException;
import org.effigy.networks.onednn.FlatParameters;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The parameters of a graph by name, in PyTorch's layouts: convolution (out, in, height, width), dense (out, in). The
 * names are the layer's followed by {@code .weight}, {@code .bias}, {@code .gamma} or {@code .beta}.
 */
final class Parameters {
    private Parameters() {}

    /** Returns the parameters, or anything else with a value for each (their gradient, their moving average); copies. */
    static List<NamedTensor> read(Map<String, INDArray> table) {
        List<NamedTensor> tensors = new ArrayList<>();
        table.forEach((key, view) -> {
            INDArray value = layout(key, view);
            tensors.add(new NamedTensor(name(key), value.shape(), Heap.values(value.dup('c'))));
        });
        return tensors;
    }

    /** Writes the values of the tensors into the views. */
    static void write(List<NamedTensor> tensors, Map<String, INDArray> table) {
        Map<String, NamedTensor> named = named(tensors, table.size());
        table.forEach((key, view) -> {
            INDArray value = layout(key, view);
            NamedTensor tensor = find(named, name(key), value.shape());
            value.assign(Nd4j.createFromArray(tensor.values()).reshape(tensor.shape()));
        });
    }

    /** Returns as many tensors as the network has parameters, by name. */
    private static Map<String, NamedTensor> named(List<NamedTensor> tensors, int parameters) {
        Map<String, NamedTensor> named = tensors.stream().collect(Collectors.toMap(NamedTensor::name, t -> t));
        if (named.size() != parameters) {
            throw new InputException("weights: " + named.size() + " tensors, the network has " + parameters
                    + "; the weights belong to another network");
        }
        return named;
    }

    private static NamedTensor find(Map<String, NamedTensor> named, String name, long[] shape) {
        NamedTensor tensor = named.get(name);
        if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
            throw new InputException("weights: " + name + " "
                    + (tensor == null ? "is missing" : "has shape " + Arrays.toString(tensor.shape()))
                    + ", expected is " + Arrays.toString(shape)
                    + "; the weights belong to another network");
        }
        return tensor;
    }

    /**
     * Copies tensors one after the other into memory and returns them by name.
     *
     * @param shapes what the network has
     * @param memory with room for all
     * @throws InputException if names or shapes are another network's
     */
    static FlatParameters flat(List<NamedTensor> tensors, Map<String, long[]> shapes, FloatPointer memory) {
        Map<String, NamedTensor> named = named(tensors, shapes.size());
        Map<String, FlatParameters.Place> places = new HashMap<>();
        long offset = 0;
        for (Map.Entry<String, long[]> parameter : shapes.entrySet()) {
            float[] values =
                    find(named, parameter.getKey(), parameter.getValue()).values();
            memory.getPointer(offset).put(values, 0, values.length);
            places.put(parameter.getKey(), new FlatParameters.Place(offset, values.length));
            offset += values.length;
        }
        return new FlatParameters(memory, places);
    }

    /**
     * Returns a flat vector by the names that {@link #read} gives: the parameters themselves, or what is laid out as they are.
     *
     * @param table the parameters' views, which tell the places
     */
    static FlatParameters flat(Map<String, INDArray> table, INDArray vector) {
        Map<String, FlatParameters.Place> places = new HashMap<>();
        table.forEach((key, view) ->
                places.put(name(key), new FlatParameters.Place(view.offset(), Math.toIntExact(view.length()))));
        return new FlatParameters(new FloatPointer(vector.data().addressPointer()), places);
    }

    /**
     * Returns views of a flat vector by the parameters' keys.
     *
     * @param table the parameters' views, which tell the places
     * @param vector laid out as the parameters
     */
    static Map<String, INDArray> views(Map<String, INDArray> table, INDArray vector) {
        INDArray flat = vector.reshape(vector.length());
        Map<String, INDArray> views = new LinkedHashMap<>();
        table.forEach((key, view) -> {
            INDArray part = flat.get(NDArrayIndex.interval(view.offset(), view.offset() + view.length()));
            views.put(key, part.reshape(view.ordering(), view.shape()));
        });
        return views;
    }

    /** Returns a parameter's name for Deeplearning4j's key. */
    static String name(String key) {
        int cut = key.lastIndexOf('_');
        String kind = key.substring(cut + 1);
        return key.substring(0, cut) + "." + (kind.equals("W") ? "weight" : kind.equals("b") ? "bias" : kind);
    }

    /** Returns a view in PyTorch's layout. */
    private static INDArray layout(String key, INDArray view) {
        if (!key.endsWith("_W")) {
            return view.reshape(view.length());
        }
        return view.rank() == 2 ? view.transpose() : view;
    }
}
