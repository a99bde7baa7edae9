package org.effigy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.effigy.base.Hashes;
import org.effigy.base.Json;

/** What a row of the table of options looks at after a run, as a text. */
@FunctionalInterface
interface Sight {
    /** Returns what is seen, "" for nothing. */
    String look(OptionRun run) throws IOException;

    /** Returns the same of a run that ended well; of another one its exit code and what it printed. */
    default Sight ifDone() {
        return run -> run.result().exitCode() == 0
                ? look(run)
                : "exit " + run.result().exitCode() + ": " + run.printed();
    }

    /** Looks at what was printed, whatever the exit code: the first group of the first match. */
    static Sight printed(String regex) {
        Pattern pattern = Pattern.compile(regex, Pattern.DOTALL);
        return run -> {
            Matcher matcher = pattern.matcher(run.printed());
            return matcher.find() ? matcher.group(1) : "";
        };
    }

    /** Looks at the exit code, and at the first of some words on the error stream. */
    static Sight refusal(String... words) {
        return run -> {
            String said = Stream.of(words)
                    .filter(run.result().err()::contains)
                    .findFirst()
                    .orElse("");
            return ("exit " + run.result().exitCode() + " " + said).strip();
        };
    }

    /** Looks at a value in a JSON file below {@code {out}}, or in {@code {out}} itself for "". */
    static Sight json(String file, String pointer) {
        return node(file, pointer, node -> node.isValueNode() ? node.asText() : node.toString());
    }

    /** Looks at the number of things in a list of a JSON file. */
    static Sight jsonSize(String file, String pointer) {
        return node(file, pointer, node -> String.valueOf(node.size()));
    }

    /** Looks at the distinct values of a property of a list's objects in a JSON file. */
    static Sight jsonValues(String file, String pointer, String property) {
        return node(file, pointer, list -> StreamSupport.stream(list.spliterator(), false)
                .map(item -> item.at(property).asText())
                .collect(Collectors.collectingAndThen(
                        Collectors.toCollection(TreeSet::new), set -> String.join(" ", set))));
    }

    private static Sight node(String file, String pointer, java.util.function.Function<JsonNode, String> text) {
        Sight sight = run -> {
            Path path = file.isEmpty() ? run.out() : run.out().resolve(file);
            return text.apply(Json.tree(Files.readString(path), file).at(pointer));
        };
        return sight.ifDone();
    }

    /** Looks at the names in the run's folder: what was written beside {@code {out}}. */
    static Sight beside() {
        Sight sight = run -> names(run.folder());
        return sight.ifDone();
    }

    /** Looks at the names of the files in a folder below {@code {out}}. */
    static Sight files(String below) {
        Sight sight = run -> names(run.out().resolve(below));
        return sight.ifDone();
    }

    /** Looks at the number of lines of a file below {@code {out}}. */
    static Sight lines(String file) {
        Sight sight = run ->
                String.valueOf(Files.readAllLines(run.out().resolve(file)).size());
        return sight.ifDone();
    }

    /** Looks at the bytes of a file, or of the first file of {@code {out}} with this ending. */
    static Sight hash(String ending) {
        Sight sight = run -> Hashes.sha256(first(run, ending));
        return sight.ifDone();
    }

    /** Returns {@code {out}} if it is a file, else its first file with an ending. */
    static Path first(OptionRun run, String ending) throws IOException {
        if (Files.isRegularFile(run.out())) {
            return run.out();
        }
        try (Stream<Path> files = Files.walk(run.out())) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no file ends in " + ending));
        }
    }

    private static String names(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return "";
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).sorted().toList();
            return String.join(" ", names);
        }
    }
}
