package org.effigy.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.effigy.base.Json;

/**
 * One line of judgements.jsonl: what a model says of images that it does not learn from.
 *
 * @param step of the checkpoint
 * @param figures by name, as the family tells them; of CT, {@code absoluteErrorHounsfield} beside {@code absoluteError}
 */
public record Judgement(long step, Map<String, Double> figures) {
    /** An error of values in [-1, 1]. */
    private static final String ERROR = "absoluteError";

    public Judgement {
        figures = new TreeMap<>(figures);
    }

    /** Returns the figures with errors in Hounsfield units beside those of scaled values, where the recipe has a window of these. */
    static Map<String, Double> inHounsfield(Map<String, Double> figures, JsonNode preprocessing) {
        Map<String, Double> all = new TreeMap<>(figures);
        JsonNode range = preprocessing.path("range");
        if (figures.containsKey(ERROR) && range.path("kind").asText().equals("hounsfield")) {
            double width = range.path("high").asDouble() - range.path("low").asDouble();
            all.put(ERROR + "Hounsfield", figures.get(ERROR) * width / 2);
        }
        return all;
    }

    void append(Path file) throws IOException {
        byte[] line = (Json.line(this) + "\n").getBytes(StandardCharsets.UTF_8);
        Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
