package org.effigy.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.effigy.base.AtomicFiles;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.evaluation.Evaluation;
import org.effigy.report.document.Document;
import org.effigy.report.document.Points.Point;

/**
 * A report as it is written: an HTML file, and beside it the same as Markdown and as JSON.
 *
 * @param format {@link #FORMAT}
 * @param version {@link #VERSION}
 * @param codeVersion of the program
 * @param document what the HTML and the Markdown show
 * @param evaluation without paths and without names of others; empty for a run alone
 * @param run the settings of the run; empty for an evaluation alone
 * @param scorecard empty for a run alone
 * @param comparison with another evaluation, where one was given
 */
public record Report(
        String format,
        int version,
        String codeVersion,
        Document document,
        Optional<Evaluation> evaluation,
        Optional<JsonNode> run,
        List<Point> scorecard,
        Optional<Comparison> comparison) {
    public static final String FORMAT = "effigy-report";
    public static final int VERSION = 1;

    private static final String HTML = ".html";

    public Report {
        scorecard = List.copyOf(scorecard);
    }

    /**
     * Writes the three files.
     *
     * @param html the HTML file; the twins have the same name with {@code .md} and {@code .json}
     */
    public void write(Path html) throws IOException {
        AtomicFiles.write(html, document.html());
        AtomicFiles.write(twin(html, ".md"), document.markdown());
        Json.write(twin(html, ".json"), this);
    }

    /** Returns the file of the same name with another ending. */
    public static Path twin(Path html, String ending) {
        String name = html.getFileName().toString();
        return html.resolveSibling(
                (name.endsWith(HTML) ? name.substring(0, name.length() - HTML.length()) : name) + ending);
    }

    /**
     * Reads the evaluation in a folder, in an {@code evaluation.json}, or in the JSON twin of a report.
     *
     * @throws InputException if there is none, or one of an unknown version
     */
    public static Evaluation evaluationIn(Path place) throws IOException {
        if (Files.isDirectory(place)) {
            return Evaluation.read(place);
        }
        Map<String, String> head = Json.head(place, Set.of("format", "version"), "the JSON file to compare with");
        String format = head.getOrDefault("format", "");
        if (format.equals(Evaluation.FORMAT)) {
            return Json.read(place, Evaluation.class, Evaluation.FILE);
        }
        if (!format.equals(FORMAT) || !String.valueOf(VERSION).equals(head.get("version"))) {
            throw new InputException("the file to compare with: format is '" + format + "', version "
                    + head.get("version") + "; needed is an evaluation, or a report of version " + VERSION);
        }
        JsonNode evaluation = Json.tree(Files.readString(place), "report").path("evaluation");
        if (!evaluation.isObject()) {
            throw new InputException(
                    "the report to compare with is of a run and has no evaluation; name one of an" + " evaluation");
        }
        return Json.parse(evaluation.toString(), Evaluation.class, "report");
    }
}
