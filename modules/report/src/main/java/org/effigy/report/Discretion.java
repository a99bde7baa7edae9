package org.effigy.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.effigy.evaluation.Evaluation;
import org.effigy.evaluation.ImageSetFacts;

/**
 * What of an evaluation may stand in a page that is handed on: the name of a folder or of a file may be a person's, so no path
 * does, and no name that this program did not give.
 */
public final class Discretion {
    private static final String WITHHELD = "(a path, not shown)";
    private static final String OURS =
            "(index|train|holdout|synthetic|real) \\d+( frame \\d+)?|synthetic-\\d{6,9}\\.(dcm|png|tif)";

    /** Names of settings that are, or may be, a path. */
    private static final Pattern PATHS = Pattern.compile(
            "(?i)data|real|holdout|synthetic|train|model|run|extractor|label|subgroup|table|index|folder|dir|file|path|out|cache|key");

    private Discretion() {}

    /** Returns the evaluation without paths and without names of others. */
    public static Evaluation shown(Evaluation evaluation) {
        Map<String, String> settings = new TreeMap<>();
        evaluation.settings().forEach((name, value) -> settings.put(name, setting(name, value)));
        return new Evaluation(
                evaluation.format(),
                evaluation.version(),
                evaluation.codeVersion(),
                evaluation.seed(),
                settings,
                shown(evaluation.train()),
                shown(evaluation.holdout()),
                shown(evaluation.synthetic()),
                evaluation.figures(),
                evaluation.curves(),
                evaluation.pairs(),
                evaluation.verdicts(),
                evaluation.assumptions(),
                evaluation.warnings());
    }

    /** Returns a setting, or that it is not shown: numbers and plain words are, but never where a path is asked for. */
    static String setting(String name, String value) {
        boolean number = value.matches("true|false|[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?(, ?[0-9.]+)*");
        boolean words = value.matches("[\\p{Alnum} ,:+%_-]{0,60}")
                && !PATHS.matcher(name).find();
        return number || words || value.isEmpty() ? value : WITHHELD;
    }

    private static ImageSetFacts shown(ImageSetFacts set) {
        List<String> files = new ArrayList<>();
        for (int i = 0; i < set.files().size(); i++) {
            files.add(name(set, i));
        }
        return new ImageSetFacts(set.role(), set.images(), set.patients(), set.classes(), set.sha256(), files);
    }

    /** Returns how an image of a set may be called, by its row. */
    static String name(ImageSetFacts set, int row) {
        String name = row < set.files().size() ? set.files().get(row) : "";
        return name.matches(OURS) ? name : set.role() + " " + row;
    }
}
