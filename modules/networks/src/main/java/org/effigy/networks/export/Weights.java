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
                own.put(parameter.name(), tensor);
            }
        }
        return new Weights(own);
    }

    List<NamedTensor> all() {
        return new ArrayList<>(byName.values());
    }

    /** Returns the values of a parameter. */
    float[] values(String name) {
        return byName.get(name).values();
    }
}
