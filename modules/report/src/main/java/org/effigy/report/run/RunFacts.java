package org.effigy.report.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.base.Json;

/**
 * What a run's folder, or that of one checkpoint, says of itself.
 *
 * @param training {@code config.json} of the run; missing for a checkpoint alone
 * @param environment {@code environment.json}; missing where it is not there
 * @param checkpoint {@code config.json} of the newest checkpoint; missing where there is none yet
 * @param checksums of the newest checkpoint's files by name; missing where there is none yet
 * @param steps of {@code metrics.jsonl}
 * @param log lines of {@code log.txt}
 * @param warnings lines of {@code warnings.json}; none where it is missing or of an unknown version
 * @param previews pictures of samples, the oldest first
 */
public record RunFacts(
        JsonNode training,
        JsonNode environment,
        JsonNode checkpoint,
        JsonNode checksums,
        List<MetricsTail.Step> steps,
        List<String> log,
        List<String> warnings,
        List<Path> previews) {
    private static final String CONFIG = "config.json";
    private static final int RUN_VERSION = 2;
    private static final int CHECKPOINT_VERSION = 1;
    private static final int WARNINGS_VERSION = 1;
    private static final JsonNode NOTHING = MissingNode.getInstance();

    public RunFacts {
        steps = List.copyOf(steps);
        log = List.copyOf(log);
        warnings = List.copyOf(warnings);
        previews = List.copyOf(previews);
    }

    /** Returns whether a folder holds a run or a checkpoint. */
    public static boolean isRun(Path folder) {
        try {
            JsonNode config = json(folder.resolve(CONFIG)).orElse(NOTHING);
            return config.has("training") && (config.has("data") || config.has("model"));
        } catch (IOException | InputException e) {
            return false;
        }
    }

    /**
     * Reads the folder of a run or of one checkpoint.
     *
     * @throws InputException if it is neither, or of an unknown version
     */
    public static RunFacts read(Path folder) throws IOException {
        return read(folder, new MetricsTail(folder));
    }

    /** Reads the folder of a run whose metrics were read before. */
    public static RunFacts read(Path folder, MetricsTail metrics) throws IOException {
        JsonNode config = json(folder.resolve(CONFIG))
                .orElseThrow(() -> new InputException(
                        "no run and no checkpoint: " + CONFIG + " is missing;" + " name a folder that training wrote"));
        int version = config.path("version").asInt(-1);
        int known = config.has("model") ? CHECKPOINT_VERSION : RUN_VERSION;
        if (version < 1 || version > known) {
            throw new InputException(CONFIG + ": version is " + version + ", this program knows 1 to " + known
                    + "; use the program that made it");
        }
        if (config.has("model")) {
            JsonNode sums = json(folder.resolve("checksums.json")).orElse(NOTHING);
            return new RunFacts(
                    NOTHING, NOTHING, config, sums.path("sha256"), List.of(), List.of(), List.of(), List.of());
        }
        if (!config.has("training")) {
            throw new InputException(
                    CONFIG + ": neither of a run nor of a checkpoint; name a folder that training" + " wrote");
        }
        Optional<Path> newest = newestCheckpoint(folder.resolve("checkpoints"));
        return new RunFacts(
                config,
                json(folder.resolve("environment.json")).orElse(NOTHING),
                newest.isPresent() ? json(newest.get().resolve(CONFIG)).orElse(NOTHING) : NOTHING,
                newest.isPresent()
                        ? json(newest.get().resolve("checksums.json"))
                                .orElse(NOTHING)
                                .path("sha256")
                        : NOTHING,
                metrics.update(),
                lines(folder.resolve("log.txt")),
                warnings(folder.resolve("warnings.json")),
                sorted(folder.resolve("previews"), "step-\\d+\\.png"));
    }

    private static Optional<Path> newestCheckpoint(Path folder) throws IOException {
        List<Path> all = new ArrayList<>(sorted(folder, "\\d{8,}"));
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** Returns what a folder holds by this pattern, in the order of the numbers in the names; nothing where it is missing. */
    private static List<Path> sorted(Path folder, String pattern) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .sorted(Comparator.comparingLong(RunFacts::number))
                    .toList();
        }
    }

    private static long number(Path file) {
        String digits = file.getFileName().toString().replaceAll("\\D", "");
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    /** Reads a file that may be missing, or be missing again by now. */
    private static Optional<JsonNode> json(Path file) throws IOException {
        try {
            return Optional.of(
                    Json.tree(Files.readString(file), file.getFileName().toString()));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        }
    }

    private static List<String> warnings(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        JsonNode read = json(file).orElse(NOTHING);
        if (read.path("version").asInt() == WARNINGS_VERSION) {
            for (JsonNode warning : read.path("warnings")) {
                long step = warning.path("step").asLong();
                lines.add((step == 0 ? "" : "Step " + step + ": ")
                        + warning.path("found").asText() + "; "
                        + warning.path("advice").asText());
            }
        }
        return lines;
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** Returns the network's configuration; missing where nothing says it. */
    public JsonNode model() {
        return training.path("training").path("model").isMissingNode()
                ? checkpoint.path("model")
                : training.path("training").path("model");
    }

    /** Returns what is known of the data: preprocessing, classes and their counts, fingerprint. */
    public JsonNode data() {
        return training.path("data");
    }

    /** Returns the settings of the training; missing where nothing says them. */
    public JsonNode settings() {
        return training.isMissingNode() ? checkpoint.path("training") : training.path("training");
    }

    /** Returns the last step that is known, 0 for none. */
    public long step() {
        return steps.isEmpty()
                ? checkpoint.path("step").asLong(0)
                : steps.get(steps.size() - 1).step();
    }
}
