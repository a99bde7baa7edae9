package org.effigy.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Figure;
import org.effigy.report.document.Findings.Standing;
import org.effigy.report.document.Numbers;

/**
 * What a figure is called and what it says, in words that a radiologist reads. {@code figure-words.tsv} has a line for each kind of
 * figure: the start of its id, its name, and what it asks. A figure without a line is shown by its id.
 */
public final class FigureWords {
    private static final Map<String, String[]> KINDS = kinds();

    private FigureWords() {}

    private static Map<String, String[]> kinds() {
        Map<String, String[]> kinds = new HashMap<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                FigureWords.class.getResourceAsStream("figure-words.tsv"), StandardCharsets.UTF_8))) {
            in.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                String[] cells = line.split("\t", -1);
                kinds.put(cells[0], cells);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return kinds;
    }

    /** Returns the line of the longest start of the id that has one. */
    private static Optional<String[]> kind(String id) {
        for (String start = id; !start.isEmpty(); ) {
            if (KINDS.containsKey(start)) {
                return Optional.of(KINDS.get(start));
            }
            int dot = start.lastIndexOf('.');
            start = dot < 0 ? "" : start.substring(0, dot);
        }
        return Optional.empty();
    }

    /** Returns what the figure is called. */
    public static String name(String id) {
        return kind(id).map(cells -> id.equals(cells[0]) ? cells[1] : cells[1] + rest(id, cells[0]))
                .orElse(id);
    }

    private static String rest(String id, String start) {
        return ", " + id.substring(start.length() + 1).replace('.', ' ').replace('-', ' ');
    }

    /** Returns what it asks, a sentence; "" where that is not known. */
    static String question(String id) {
        return kind(id).map(cells -> cells[2]).orElse("");
    }

    /** Returns what the figure's value is, with its unit. */
    static String value(Figure figure) {
        return figure.measured()
                .map(estimate -> Numbers.text(estimate.value()) + unit(figure))
                .orElse("not measurable");
    }

    private static String unit(Figure figure) {
        return figure.unit().isEmpty() ? "" : " " + figure.unit();
    }

    /** Returns the interval in words. */
    static String interval(Estimate estimate) {
        return "95 % interval " + range(estimate);
    }

    static String range(Estimate estimate) {
        return Numbers.text(estimate.low()) + " to " + Numbers.text(estimate.high());
    }

    /** Returns what real images give among themselves, in words; "" where there is no such figure. */
    static String floor(Figure figure) {
        return figure.floor()
                .map(floor ->
                        "Real against real: " + Numbers.text(floor.value()) + unit(figure) + " (" + range(floor) + ")")
                .orElse("");
    }

    /** Returns how the figure stands beside its floor: unlike real images only where the intervals do not meet on the worse side. */
    static Standing standing(Figure figure) {
        if (figure.measured().isEmpty()) {
            return Standing.NOT_MEASURED;
        }
        if (figure.floor().isEmpty()) {
            return Standing.WITHOUT_FLOOR;
        }
        Estimate measured = figure.measured().get();
        Estimate floor = figure.floor().get();
        boolean above = measured.low() > floor.high();
        boolean below = measured.high() < floor.low();
        boolean worse =
                switch (figure.better()) {
                    case "lower" -> above;
                    case "higher" -> below;
                    default -> above || below;
                };
        return worse ? Standing.UNLIKE_REAL : Standing.LIKE_REAL;
    }

    /** Returns a sentence or two on what came out. */
    static String words(Figure figure) {
        StringBuilder words = new StringBuilder();
        add(words, result(figure));
        add(words, figure.note());
        return words.toString();
    }

    private static String result(Figure figure) {
        return switch (standing(figure)) {
            case NOT_MEASURED -> "";
            case WITHOUT_FLOOR ->
                figure.better().startsWith("near")
                        ? "There is no figure of real images to hold beside it."
                        : "The " + figure.better() + ", the better.";
            case LIKE_REAL ->
                isBetter(figure)
                        ? "Real images among themselves do no better."
                        : "Real images among themselves give as much: at this number of images no difference can be"
                                + " told.";
            case UNLIKE_REAL ->
                "Real images among themselves give "
                        + (figure.measured().get().value()
                                        > figure.floor().get().value()
                                ? "less"
                                : "more")
                        + ": the difference is larger than chance explains.";
        };
    }

    private static boolean isBetter(Figure figure) {
        Estimate measured = figure.measured().orElseThrow();
        Estimate floor = figure.floor().orElseThrow();
        return figure.better().equals("lower") && measured.high() < floor.low()
                || figure.better().equals("higher") && measured.low() > floor.high();
    }

    private static void add(StringBuilder words, String sentence) {
        if (!sentence.isEmpty()) {
            words.append(words.isEmpty() ? "" : " ").append(sentence);
            if (!sentence.endsWith(".")) {
                words.append('.');
            }
        }
    }
}
