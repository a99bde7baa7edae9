package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** One run of the command line inside the test's process: its exit code and what it printed. */
record CommandRun(int exitCode, String out, String err) {
    /** Runs {@code effigy} with these words. */
    static CommandRun of(Object... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] arguments = Arrays.stream(words).map(CommandRun::word).toArray(String[]::new);
        int code = Effigy.run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
        return new CommandRun(code, out.toString(), err.toString());
    }

    /** Fails unless the exit code is 0; shows the error stream. */
    CommandRun succeeded() {
        assertEquals(0, exitCode, () -> "exit code; the error stream was:\n" + err);
        return this;
    }

    /**
     * Returns the error line of a run that failed with exit code 1 and printed one line and no stack trace. On a machine with a
     * card there may be lines about it.
     */
    String failure() {
        assertEquals(1, exitCode, () -> "exit code; the error stream was:\n" + err);
        List<String> lines = err.lines()
                .filter(line -> !line.startsWith(DeviceOption.PREFIX))
                .toList();
        assertEquals(1, lines.size(), () -> "lines on the error stream:\n" + err);
        return lines.get(0);
    }

    private static String word(Object word) {
        return word instanceof Path path ? path.toString() : String.valueOf(word);
    }
}
