package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import org.effigy.base.InputException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

final class ErrorLinesTest {
    @Test
    void wrongInputIsItsMessageOnOneLine() {
        assertEquals(
                "effigy: index 0007: BitsAllocated is 12; supported are 8 and 16\n",
                failing(new InputException("index 0007: BitsAllocated is 12\n  supported are 8 and 16")));
    }

    @Test
    void anythingElseIsAnInternalErrorWithoutAStackTrace() {
        String line = failing(new IllegalStateException("no such thing"));
        assertTrue(line.startsWith("effigy: internal error: IllegalStateException: no such thing ("), line);
        assertEquals(1, line.lines().count());
    }

    @Test
    void theStackTraceFollowsWhenAskedFor() {
        String text = failing(new IllegalStateException("no such thing"), "--stacktrace");
        assertTrue(text.contains("\tat org.effigy.cli.ErrorLinesTest"), text);
    }

    @Test
    void aPathIsNamedAsTheUserWroteItAndOnlyUpToThere() {
        String line = failing(new AccessDeniedException("out/deep/1.2.3.dcm"), "--out", "out");
        assertEquals(
                "effigy: out: no permission to read or write here; choose another path or change the permission\n",
                line);
    }

    @Test
    void aFileOfTheDataIsNeverNamed() {
        String line = failing(new UncheckedIOException(new NoSuchFileException("scans/DOE^JOHN.dcm")), "elsewhere");
        assertFalse(line.contains("DOE"), line);
        assertTrue(line.startsWith("effigy: a file or folder does not exist"), line);
    }

    @Test
    void theReasonOfAnIoErrorIsKept() {
        assertTrue(failing(new IOException("No space left on device")).contains("No space left on device"));
    }

    private static String failing(Exception thrown, String... words) {
        StringWriter err = new StringWriter();
        ErrorLines errors = new ErrorLines(words);
        int code = new CommandLine(new Failing(thrown))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors)
                .execute(words);
        assertEquals(1, code);
        return err.toString().replace(System.lineSeparator(), "\n");
    }

    @Command(name = "failing")
    private static final class Failing implements Callable<Integer> {
        private final Exception thrown;

        @Option(names = "--stacktrace")
        private boolean stacktrace;

        @Unmatched
        private String[] rest;

        Failing(Exception thrown) {
            this.thrown = thrown;
        }

        @Override
        public Integer call() throws Exception {
            throw thrown;
        }
    }
}
