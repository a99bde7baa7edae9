package org.effigy.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;

/**
 * A command that another one calls and shows, so that a reader sees what to type.
 *
 * @param words behind the program's name
 */
record ShownCommand(List<String> words) {
    ShownCommand {
        words = List.copyOf(words);
    }

    /** Returns the command of these words, each as its text. */
    static ShownCommand of(List<?> words) {
        return new ShownCommand(words.stream().map(String::valueOf).toList());
    }

    /** Prints it as one types it in a shell. */
    void print(PrintWriter out) {
        out.println(words.stream()
                .map(word -> word.contains(" ") ? "'" + word + "'" : word)
                .collect(Collectors.joining(" ", "   effigy ", "")));
        out.flush();
    }

    /** Runs it for the command that calls, which hands {@code --stacktrace} on; returns the exit code. */
    int run(CommandLine caller) {
        List<String> all = new ArrayList<>(words);
        if (caller.getParseResult().expandedArgs().contains(ErrorLines.STACK_TRACE)) {
            all.add(ErrorLines.STACK_TRACE);
        }
        return Effigy.run(all.toArray(String[]::new), caller.getOut(), caller.getErr());
    }
}
