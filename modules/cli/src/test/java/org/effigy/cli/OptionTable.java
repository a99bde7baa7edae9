package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A part of the table of options: rows for some commands, each tried. {@link OptionTablesTest} knows all parts and fails where an
 * option of any command has no row.
 *
 * <p>To add a row for a new option: {@code option("--name value").in(LINE).shows(sight, before, after)} in the table of its
 * command, where the value is not the default and the sight looks at what the option leads to.
 */
abstract class OptionTable {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z0-9.-]+)\\}");

    @TempDir
    private Path folder;

    private final Map<String, Path> made = new HashMap<>();
    private final Map<List<String>, OptionRun> runs = new HashMap<>();
    private int number;

    /** Makes a file or folder that command lines name. */
    @FunctionalInterface
    interface Maker {
        /** Writes to a path where nothing is yet. */
        void make(Path path) throws IOException;
    }

    /** Returns the rows. */
    abstract List<OptionRow> rows();

    /** Returns what command lines can name in braces: made when first named, once for the table. */
    Map<String, Maker> places() {
        return Map.of();
    }

    /** As {@link #places}, but made anew for every run. */
    Map<String, Maker> freshPlaces() {
        return Map.of();
    }

    /** Returns other words in braces that a run's number decides. */
    String word(String name, int run) {
        throw new AssertionError("no place is called " + name);
    }

    @TestFactory
    Stream<DynamicTest> whatIsWrittenShowsTheOption() {
        return rows().stream().map(row -> DynamicTest.dynamicTest(row.toString(), () -> check(row)));
    }

    private void check(OptionRow row) throws IOException {
        OptionSpec spec = row.spec();
        boolean given = row.wordsBefore().stream().anyMatch(List.of(spec.names())::contains);
        String standard = String.valueOf((Object) spec.getValue());
        assertTrue(given || !row.value().equals(standard), () -> row + ": this is the default");
        assertNotEquals(row.wordsBefore(), row.wordsAfter(), row.toString());
        String before = row.sight().look(run(row.wordsBefore()));
        OptionRun changed = run(row.wordsAfter());
        String after = row.sight().look(changed);
        if (row.before().equals(OptionRow.DIFFERS)) {
            assertFalse(before.isEmpty() || after.isEmpty(), row + ": nothing is to be seen");
            assertNotEquals(before, after, row.toString());
            return;
        }
        assertNotEquals(row.before(), row.after(), row.toString());
        assertEquals(row.before(), before, () -> "without " + row);
        assertEquals(row.after(), after, () -> "with " + row + ", which printed\n" + changed.printed());
    }

    /** Runs a command line, once for all rows that name it. */
    private OptionRun run(List<String> words) throws IOException {
        OptionRun known = runs.get(words);
        if (known != null) {
            return known;
        }
        int run = ++number;
        Path own = Files.createDirectories(folder.resolve("run-" + run));
        Object[] filled = new Object[words.size()];
        for (int i = 0; i < filled.length; i++) {
            filled[i] = filled(words.get(i), run, own);
        }
        OptionRun done = new OptionRun(run, own, alone(filled));
        runs.put(words, done);
        return done;
    }

    /** Runs a command line; what it tells the libraries does not outlive it. */
    private static CommandRun alone(Object... words) {
        Properties before = settings();
        try {
            return CommandRun.of(words);
        } finally {
            settings().keySet().forEach(key -> System.clearProperty((String) key));
            before.forEach((key, value) -> System.setProperty((String) key, (String) value));
        }
    }

    private static Properties settings() {
        Properties own = new Properties();
        System.getProperties().forEach((key, value) -> {
            if (key.toString().startsWith("effigy.")) {
                own.put(key, value);
            }
        });
        return own;
    }

    private String filled(String word, int run, Path own) throws IOException {
        Matcher matcher = PLACE.matcher(word);
        Map<String, String> values = new TreeMap<>();
        for (MatchResult found : matcher.results().toList()) {
            values.put(found.group(), place(found.group(1), run, own));
        }
        String filled = word;
        for (Map.Entry<String, String> value : values.entrySet()) {
            filled = filled.replace(value.getKey(), value.getValue());
        }
        return filled;
    }

    private String place(String name, int run, Path own) throws IOException {
        if (name.equals(OptionRun.OUT)) {
            return own.resolve(name).toString();
        }
        if (freshPlaces().containsKey(name)) {
            Path path = own.resolve(name);
            freshPlaces().get(name).make(path);
            return path.toString();
        }
        return places().containsKey(name) ? place(name).toString() : word(name, run);
    }

    /** Returns the path of one of {@link #places}, made if it is not there yet. */
    final Path place(String name) throws IOException {
        Path path = made.get(name);
        if (path == null) {
            path = folder.resolve(name);
            places().get(name).make(path);
            made.put(name, path);
        }
        return path;
    }

    /** Runs a command that makes a place; it must succeed. */
    static void effigy(Object... words) {
        alone(words).succeeded();
    }
}
