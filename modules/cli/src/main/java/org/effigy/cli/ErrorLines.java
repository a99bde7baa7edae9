package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.effigy.base.InputException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns what was thrown into one line on the error stream and an exit code; a stack trace follows only with
 * {@code --stacktrace}.
 */
final class ErrorLines implements IExecutionExceptionHandler, IParameterExceptionHandler {
    /** The option that asks for stack traces. */
    static final String STACK_TRACE = "--stacktrace";

    static final String PREFIX = "effigy: ";

    /** What to say of a path that is none here. */
    static final String PATH_BEYOND_LOCALE = "a path has characters that file names cannot have here, or that this"
            + " locale does not know; set the environment variable LC_ALL to C.UTF-8 or to a UTF-8 locale of yours";

    private final String[] arguments;

    /** Takes the words of the command line: a path is named in a message only if the user wrote it there. */
    ErrorLines(String[] arguments) {
        this.arguments = arguments.clone();
    }

    @Override
    public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
        print(thrown, command.getErr());
        return ExitCode.SOFTWARE;
    }

    /** Prints the line, and the stack trace where the user asked for it. */
    void print(Throwable thrown, PrintWriter err) {
        err.println(PREFIX + oneLine(message(thrown)));
        if (Arrays.asList(arguments).contains(STACK_TRACE)) {
            thrown.printStackTrace(err);
        }
    }

    @Override
    public int handleParseException(ParameterException thrown, String[] words) {
        CommandLine command = thrown.getCommandLine();
        // picocli keeps the name of what a converter threw, not the exception.
        boolean path = thrown.getMessage().contains(InvalidPathException.class.getName());
        String line =
                path ? PATH_BEYOND_LOCALE : oneLine(unknownCommand(thrown).orElse(withoutTypes(thrown.getMessage())));
        command.getErr().println(PREFIX + line);
        UnmatchedArgumentException.printSuggestions(thrown, command.getErr());
        command.getErr()
                .println("Try '" + command.getCommandSpec().qualifiedName() + " --help' for the options and examples.");
        return ExitCode.USAGE;
    }

    /** Returns picocli's line about a value with words for the types of Java. */
    private static String withoutTypes(String line) {
        return line.replaceAll("' is not an? (int|long)\\b", "' is not a whole number")
                .replaceAll("' is not a double\\b", "' is not a number");
    }

    /** Returns what to say of a word that stands where a command is needed. */
    private static Optional<String> unknownCommand(ParameterException thrown) {
        CommandLine command = thrown.getCommandLine();
        boolean needed = !command.getSubcommands().isEmpty();
        if (!(thrown instanceof UnmatchedArgumentException unmatched) || !needed || unmatched.isUnknownOption()) {
            return Optional.empty();
        }
        return Optional.of("'" + unmatched.getUnmatched().get(0) + "' is no command of "
                + command.getCommandSpec().qualifiedName() + "; these are: "
                + String.join(", ", command.getSubcommands().keySet()));
    }

    /** Returns the line for a heap that is too small. */
    static String outOfMemory() {
        long megabytes = Runtime.getRuntime().maxMemory() >> 20;
        return PREFIX + "out of memory: the Java heap has " + megabytes
                + " MB; use a smaller batch, or give more with EFFIGY_JAVA_OPTS=-Xmx4g";
    }

    private String message(Throwable thrown) {
        if (thrown instanceof InputException) {
            return OptionHints.in(thrown.getMessage());
        }
        if (thrown instanceof InvalidPathException) {
            return PATH_BEYOND_LOCALE;
        }
        if (thrown instanceof UncheckedIOException unchecked) {
            return ioMessage(unchecked.getCause());
        }
        if (thrown instanceof IOException io) {
            return ioMessage(io);
        }
        String detail = thrown.getMessage() == null ? "" : ": " + thrown.getMessage();
        return "internal error: " + thrown.getClass().getSimpleName() + detail + " (please report it; " + STACK_TRACE
                + " shows where)";
    }

    private String ioMessage(IOException thrown) {
        String where = thrown instanceof FileSystemException file ? argumentAbove(file.getFile()) : "";
        if (thrown instanceof NoSuchFileException) {
            return where + "a file or folder does not exist; check the path";
        }
        if (thrown instanceof AccessDeniedException) {
            return where + "no permission to read or write here; choose another path or change the permission";
        }
        if (thrown instanceof FileAlreadyExistsException) {
            return where + "a file is in the way; remove it or choose another path";
        }
        if (thrown instanceof NotDirectoryException) {
            return where + "not a folder; choose another path";
        }
        if (thrown instanceof FileSystemException file) {
            return where + "reading or writing failed: "
                    + Optional.ofNullable(file.getReason()).orElse("no reason given");
        }
        return "reading or writing failed: " + thrown.getMessage();
    }

    /** Returns "argument: " for the argument that is the file or a folder above it, or nothing. */
    private String argumentAbove(String file) {
        if (file == null) {
            return "";
        }
        Path path = Path.of(file).toAbsolutePath().normalize();
        for (String argument : arguments) {
            String value = argument.startsWith("--") ? argument.substring(argument.indexOf('=') + 1) : argument;
            if (!value.isEmpty() && !value.startsWith("-") && isAbove(value, path)) {
                return value + ": ";
            }
        }
        return "";
    }

    private static boolean isAbove(String argument, Path path) {
        try {
            return path.startsWith(Path.of(argument).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s*\\R\\s*", "; ");
    }
}
