package org.effigy.dataset.index;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.effigy.base.InputException;

/**
 * Labels of several values, such as {@code Effusion|Mass}, and the questions that are learned from them: a value, or not.
 */
public final class LabelValues {
    /** Begins the name of the class of images that lack a value. */
    private static final String NOT = "not ";
    /** What tables put between values. */
    private static final List<String> SEPARATORS = List.of("|", ";", "/", "+", ",");

    private LabelValues() {}

    /** Returns whether images of an index may have several values. */
    public static boolean several(DatasetIndex index) {
        return !index.settings().labelSeparator().isEmpty();
    }

    /** Returns the values of an image in alphabetical order; none without a label. */
    public static List<String> of(DatasetIndex index, IndexEntry entry) {
        return values(entry.label(), index.settings().labelSeparator());
    }

    private static List<String> values(String label, String separator) {
        if (label.isEmpty()) {
            return List.of();
        }
        return separator.isEmpty() ? List.of(label) : List.of(label.split(Pattern.quote(separator), -1));
    }

    /** Returns the name of the class of images that lack a value. */
    public static String without(String value) {
        return NOT + value;
    }

    /**
     * Returns the same images in two classes: those that have a value are of the class of its name, all others of the class {@code
     * not} and the name.
     *
     * @throws InputException if no image has the value, or each has it
     */
    public static DatasetIndex question(DatasetIndex index, String value) {
        long with = index.entries().stream()
                .filter(entry -> of(index, entry).contains(value))
                .count();
        if (with == 0) {
            List<String> classes = index.classes();
            throw new InputException("no image of the index is of the class '" + value + "'; "
                    + (classes.isEmpty() ? "it has no labels" : "classes are " + String.join(", ", classes)));
        }
        if (with == index.entries().size()) {
            throw new InputException(
                    "every image of the index is of the class '" + value + "', so there is nothing to tell it from");
        }
        return with(index, entry -> entry.withLabel(of(index, entry).contains(value) ? value : without(value)));
    }

    /** Returns the same images without labels. */
    public static DatasetIndex unlabelled(DatasetIndex index) {
        return with(index, entry -> entry.withLabel(""));
    }

    /**
     * Returns the index that a model of some classes learned from: where images may have several values and the classes are those of
     * a question, the index of the question; else the index itself.
     */
    public static DatasetIndex forClasses(DatasetIndex index, List<String> classes) {
        if (!several(index)) {
            return index;
        }
        Optional<String> asked = classes.stream()
                .filter(value -> classes.size() == 2 && classes.contains(without(value)))
                .findFirst();
        return asked.isPresent() ? question(index, asked.get()) : index;
    }

    private static DatasetIndex with(DatasetIndex index, UnaryOperator<IndexEntry> change) {
        return new DatasetIndex(
                index.format(),
                index.version(),
                index.root(),
                index.settings().withLabelSeparator(""),
                index.entries().stream().map(change).toList(),
                index.exclusions(),
                index.notes(),
                index.series());
    }

    /**
     * Returns what seems to stand between the values of labels that were taken as one value each: a separator in at least one label
     * all of whose parts, or of a bar one, are values of other labels too. Empty where nothing seems so.
     */
    public static Optional<String> likelySeparator(DatasetIndex index) {
        if (several(index)) {
            return Optional.empty();
        }
        List<String> classes = index.classes();
        return SEPARATORS.stream()
                .filter(separator -> looksJoined(classes, separator))
                .findFirst();
    }

    private static boolean looksJoined(List<String> classes, String separator) {
        for (String label : classes) {
            List<String> parts =
                    values(label, separator).stream().map(String::strip).toList();
            if (parts.size() < 2 || parts.stream().anyMatch(String::isEmpty)) {
                continue;
            }
            Set<String> others = new HashSet<>();
            classes.stream().filter(other -> !other.equals(label)).forEach(other -> Arrays.stream(
                            other.split(Pattern.quote(separator), -1))
                    .map(String::strip)
                    .forEach(others::add));
            // A bar is hardly ever part of a value, so one known part is enough.
            boolean known =
                    separator.equals("|") ? parts.stream().anyMatch(others::contains) : others.containsAll(parts);
            if (known) {
                return true;
            }
        }
        return false;
    }
}
