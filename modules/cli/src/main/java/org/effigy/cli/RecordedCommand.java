package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.effigy.base.Json;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The words of a command line, to run it again; {@code command.json} beside what it wrote. It names folders of data, so it stays on
 * the machine that holds them, as an index does.
 *
 * @param version {@link #VERSION}
 * @param words behind the program's name; every path is absolute
 */
record RecordedCommand(int version, List<String> words) {
    static final int VERSION = 1;
    static final String FILE = "command.json";

    RecordedCommand {
        words = List.copyOf(words);
    }

    /** Returns the command line that is running, without one of its options. */
    static RecordedCommand of(CommandSpec spec, String without) {
        ParseResult parsed = spec.commandLine().getParseResult();
        List<String> words = new ArrayList<>(List.of(spec.name()));
        for (ArgSpec argument : parsed.matchedArgs()) {
            boolean left = argument instanceof OptionSpec option
                    && Arrays.asList(option.names()).contains(without);
            if (!left) {
                add(words, argument);
            }
        }
        return new RecordedCommand(VERSION, words);
    }

    private static void add(List<String> words, ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            words.add(text(argument.getValue()));
        } else if (option.arity().max() == 0) {
            words.add(option.longestName());
        } else {
            words.add(option.longestName());
            words.add(text(argument.getValue()));
        }
    }

    private static String text(Object value) {
        if (value instanceof Path path) {
            return path.toAbsolutePath().normalize().toString();
        }
        if (value instanceof Collection<?> all) {
            return String.join(",", all.stream().map(RecordedCommand::text).toList());
        }
        return String.valueOf(value);
    }

    /** Writes it to a folder. */
    void write(Path folder) throws IOException {
        Json.write(folder.resolve(FILE), this);
    }

    /** Reads that of a folder; empty where there is none, or one of another version. */
    static Optional<RecordedCommand> read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)
                || Json.tree(Files.readString(file), FILE).path("version").asInt(-1) != VERSION) {
            return Optional.empty();
        }
        return Optional.of(Json.read(file, RecordedCommand.class));
    }
}
