package org.effigy.evaluation.utility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.networks.checkpoint.Safetensors;
import org.effigy.networks.net.NamedTensor;

/** The scores of finished trainings in a folder, complete after each of them. Safe for use by several threads. */
final class ScoreStore {
    static final String HEAD_FILE = "scores-utility.json";
    static final String SCORES_FILE = "scores-utility.safetensors";

    private final Path file;
    private final Map<String, NamedTensor> tensors = new LinkedHashMap<>();

    /** Goes on with the scores of the same key in a folder, or begins anew. */
    ScoreStore(Path folder, ScoreHead head) throws IOException {
        file = folder.resolve(SCORES_FILE);
        if (sameKey(folder.resolve(HEAD_FILE), head.key()) && Files.isRegularFile(file)) {
            Safetensors.read(file).forEach(tensor -> tensors.put(tensor.name(), tensor));
        } else {
            Files.deleteIfExists(file);
        }
        Json.write(folder.resolve(HEAD_FILE), head);
    }

    private static boolean sameKey(Path head, String key) throws IOException {
        try {
            return Files.isRegularFile(head)
                    && Json.read(head, ScoreHead.class).key().equals(key);
        } catch (InputException e) {
            // Of another version: its scores are not these.
            return false;
        }
    }

    /** Returns the scores of this name, if that training is done. */
    synchronized Optional<float[]> get(String name) {
        return Optional.ofNullable(tensors.get(name)).map(NamedTensor::values);
    }

    /** Adds the scores of a training, (images, classes), and writes the file. */
    synchronized void put(String name, int classes, float[] scores) throws IOException {
        tensors.put(name, new NamedTensor(name, new long[] {scores.length / classes, classes}, scores));
        Safetensors.write(file, List.copyOf(tensors.values()));
    }
}
