package org.effigy.networks.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.effigy.base.InputException;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Parameter;

/** The weights of networks, checked. */
final class Weights {
    private final Map<String, NamedTensor> byName;

    private Weights(Map<String, NamedTensor> byName) {
        this.byName = byName;
    }

    /**
     * Takes the weights of a model's networks out of others.
     *
     * @throws InputException if some are missing or of another shape
     */
    static Weights of(Portable model, List<NamedTensor> given) {
        Map<String, NamedTensor> all =
                given.stream().collect(Collectors.toMap(NamedTensor::name, tensor -> tensor, (first, second) -> first));
        Map<String, NamedTensor> own = new LinkedHashMap<>();
        for (PortableNet net : model.nets()) {
            for (Parameter parameter : net.net().parameters()) {
                NamedTensor tensor = all.get(parameter.name());
                if (tensor == null || !Arrays.equals(tensor.shape(), parameter.shape())) {
                    throw new InputException("weights: " + parameter.name()
                            + (tensor == null ? " is missing" : " has another shape")
                            + "; the weights belong to another network, or only part of them were handed on");
                }
                own.put(parameter.name(), normalised(tensor, all));
            }
        }
        return new Weights(own);
    }

    /** Returns a weight as networks compute with it: divided by its spectral norm |W'u| where there is a u. */
    private static NamedTensor normalised(NamedTensor weight, Map<String, NamedTensor> all) {
        NamedTensor u = all.get(weight.name().replaceFirst("\\.weight$", ".u"));
        if (u == null || u == weight) {
            return weight;
        }
        int columns = weight.values().length / u.values().length;
        double squares = 0;
        for (int column = 0; column < columns; column++) {
            double sum = 0;
            for (int row = 0; row < u.values().length; row++) {
                sum += (double) u.values()[row] * weight.values()[row * columns + column];
            }
            squares += sum * sum;
        }
        float[] values = weight.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] / Math.sqrt(squares));
        }
        return new NamedTensor(weight.name(), weight.shape(), values);
    }

    List<NamedTensor> all() {
        return new ArrayList<>(byName.values());
    }

    /** Returns the values of a parameter. */
    float[] values(String name) {
        return byName.get(name).values();
    }
}
