package org.effigy.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.networks.optim.LearningRateSchedule;

/**
 * config.json of a run directory: all that a resume needs and checks.
 *
 * @param version of the run directory's format
 * @param codeVersion of the program that began the run
 */
public record RunConfig(int version, TrainingConfig training, DataFacts data, String codeVersion) {
    /** The version this code writes and reads. */
    public static final int VERSION = 2;

    /** The oldest version this code reads. */
    private static final int OLDEST = 1;

    /** Settings that a resume may change, because no weight depends on them. */
    private static final Set<String> FREE = Set.of(
            "codeVersion",
            "data.synthetic",
            "training.preset",
            "training.steps",
            "training.cadence",
            "training.threads",
            "training.devices",
            "training.model.guidance");

    /**
     * Reads config.json of a run directory; empty where there is none.
     *
     * @throws InputException if it is damaged or of an unknown version
     */
    public static Optional<RunConfig> read(Path runDirectory) throws IOException {
        Path file = runDirectory.resolve(RunDirectory.CONFIG);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode tree = Json.tree(Files.readString(file), RunDirectory.CONFIG);
        int found = tree.path("version").asInt(-1);
        if (found < OLDEST || found > VERSION) {
            throw new InputException("run directory: config.json has version " + found + ", this program knows "
                    + OLDEST + " and " + VERSION + "; use the program that made it");
        }
        return Optional.of(Json.parse(complete(tree), RunConfig.class, RunDirectory.CONFIG));
    }

    /**
     * Returns the text with what earlier programs did not write, the number of devices and that nothing was watched, and what the
     * family does not use.
     */
    private static String complete(JsonNode tree) {
        if (tree instanceof ObjectNode config && tree.path("training") instanceof ObjectNode training) {
            config.put("version", VERSION);
            if (!training.has("devices")) {
                training.put("devices", 0);
            }
            if (training.path("cadence") instanceof ObjectNode cadence && !cadence.has("watchImages")) {
                cadence.put("watchImages", 0);
            }
            UnusedSettings.complete(training);
        }
        return Json.line(tree);
    }

    /** Returns what config.json holds. */
    JsonNode toJson() {
        JsonNode tree = Json.tree(Json.line(this), RunDirectory.CONFIG);
        UnusedSettings.without(tree.path("training"), training.model());
        return tree;
    }

    /**
     * Checks that a run with these settings may continue one with the others.
     *
     * @throws InputException naming the first setting that differs
     */
    void checkContinues(RunConfig earlier) {
        JsonNode before = earlier.toJson();
        JsonNode now = toJson();
        // Another family records other settings: the model is what there is to say.
        compare("training.model", before.at("/training/model"), now.at("/training/model"));
        compare("", before, now);
        if (training.optimisation().schedule() != LearningRateSchedule.CONSTANT
                && training.steps() != earlier.training.steps()) {
            throw new InputException("the run directory was begun with training.steps = " + earlier.training.steps()
                    + ", this command says " + training.steps()
                    + ", and the learning rate falls by the share of them that"
                    + " is done; use the same setting or another run directory");
        }
    }

    private static void compare(String path, JsonNode before, JsonNode now) {
        if (FREE.contains(path) || before.equals(now)) {
            return;
        }
        if (!before.isObject() || !now.isObject()) {
            throw new InputException("the run directory was begun with " + path + " = " + text(before)
                    + ", this command says " + text(now) + "; use the same setting or another run directory");
        }
        Set<String> names = new TreeSet<>();
        addNames(before, names);
        addNames(now, names);
        for (String name : names) {
            compare(path.isEmpty() ? name : path + "." + name, before.path(name), now.path(name));
        }
    }

    private static void addNames(JsonNode node, Set<String> names) {
        for (Iterator<String> fields = node.fieldNames(); fields.hasNext(); ) {
            names.add(fields.next());
        }
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "nothing" : node.toString();
    }
}
