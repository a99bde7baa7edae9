package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Json;
import org.effigy.base.Size;
import org.effigy.networks.checkpoint.CheckpointConfig;
import org.effigy.networks.checkpoint.RecordedModel;
import org.effigy.networks.families.Family;

/**
 * CARD.md of a model's folder: for people, and for the list of models, which takes three things from it.
 *
 * @param summary the paragraph below the heading
 * @param dataLicence the row {@code data licence} of its table, "not stated" where there is none
 * @param use the paragraph that begins with {@code **Use**:}, "not stated" where there is none
 */
record ModelCard(String summary, String dataLicence, String use) {
    static final String FILE = "CARD.md";
    static final String NOT_STATED = "not stated";

    private static final Pattern SUMMARY = Pattern.compile("(?s)\\A# [^\n]*\n+([^!|].*?)(?:\n\n|\\z)");
    private static final Pattern LICENCE = Pattern.compile("(?m)^\\| data licence \\|([^|\n]*)\\|");
    private static final Pattern USE = Pattern.compile("(?s)\\*\\*Use\\*\\*:(.*?)(?:\n\n|\\z)");

    /** Reads that of a folder. */
    static ModelCard read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        String text = Files.isRegularFile(file) ? Files.readString(file) : "";
        return new ModelCard(found(SUMMARY, text), found(LICENCE, text), found(USE, text));
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        String plain = matcher.find() ? matcher.group(1).replace("*", "").replaceAll("\\s+", " ") : "";
        return plain.isBlank() ? NOT_STATED : plain.strip();
    }

    /** Writes a card with what a model says of itself, where a folder has none. */
    static void writeIfMissing(Path folder, RecordedModel model, String dataLicence) throws IOException {
        if (!Files.exists(folder.resolve(FILE))) {
            String name = folder.toAbsolutePath().normalize().getFileName().toString();
            AtomicFiles.write(folder.resolve(FILE), text(name, model, dataLicence));
        }
    }

    private static String data(CheckpointConfig config) {
        return Family.of(config.model())
                .teacher(config.model())
                .map(teacher -> "0 real images; learnt from model " + teacher + " alone")
                .orElseGet(() -> config.training().path("images").asText("an unknown number of") + " training images");
    }

    private static String text(String name, RecordedModel recorded, String dataLicence) {
        CheckpointConfig config = recorded.model().config();
        Size size = config.model().imageSize();
        String classes = config.classNames().isEmpty() ? "without classes" : String.join(", ", config.classNames());
        return String.join(
                        "\n",
                        List.of(
                                "# " + name,
                                "",
                                "A " + config.family() + ", " + size.rows() + "x" + size.columns() + " pixels, "
                                        + classes + ".",
                                "",
                                "| | |",
                                "|---|---|",
                                "| data | " + data(config) + " |",
                                "| data licence | " + (dataLicence.isEmpty() ? NOT_STATED : dataLicence) + " |",
                                "| preprocessing | " + Json.line(config.preprocessing()) + " |",
                                "| network | " + Json.line(config.model()) + "; " + recorded.parameters()
                                        + " parameters |",
                                "| training | " + config.step() + " steps; " + Json.line(config.training()) + " |",
                                "| weights | moving average, "
                                        + recorded.model().stored() + ", from checkpoint "
                                        + config.lineage().get(config.lineage().size() - 1) + " |",
                                "",
                                "**Use**: to try the tool, to teach. **Not for** diagnosis, and not a stand-in for patients."))
                + "\n";
    }
}
