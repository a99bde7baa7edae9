package org.effigy.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.families.Family;

/** The settings that a family does not use: what a run and its checkpoints record of the training is without them. */
final class UnusedSettings {
    /** What stands in memory for a setting that a file leaves out; no weight depends on it. */
    private static final Map<String, Double> STANDARD = Map.of("labelDropout", 0.0, "optimisation.clipNorm", 1.0);

    private UnusedSettings() {}

    /** Returns a training's settings, as JSON, without those that its model's family does not use; changes them. */
    static JsonNode without(JsonNode training, ModelConfig model) {
        for (String setting : Family.of(model).unusedSettings()) {
            if (holder(training, setting) instanceof ObjectNode object) {
                object.remove(name(setting));
            }
        }
        return training;
    }

    /** Puts in what a file has left out. */
    static void complete(ObjectNode training) {
        String family = training.path("model").path("family").asText();
        Family.all().stream()
                .filter(known -> known.name().equals(family))
                .flatMap(known -> known.unusedSettings().stream())
                .forEach(setting -> {
                    if (holder(training, setting) instanceof ObjectNode object && !object.has(name(setting))) {
                        object.put(name(setting), STANDARD.get(setting));
                    }
                });
    }

    private static JsonNode holder(JsonNode training, String setting) {
        return setting.contains(".") ? training.path(setting.substring(0, setting.indexOf('.'))) : training;
    }

    private static String name(String setting) {
        return setting.substring(setting.indexOf('.') + 1);
    }
}
