package org.effigy.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import org.effigy.base.InputException;
import org.effigy.networks.checkpoint.CheckpointChoice;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of what a user wrote; the messages name paths as the user wrote them. */
final class Inputs {
    private Inputs() {}

    /** Returns the error of a path that is not there; nor is the working folder where the locale cannot name it. */
    private static InputException missing(Path path, String what) {
        boolean expressed = path.isAbsolute() || Files.exists(Path.of("").toAbsolutePath());
        return new InputException(
                expressed ? path + ": there is no such " + what + "; check the path" : ErrorLines.PATH_BEYOND_LOCALE);
    }

    /** Returns the path if it is a folder. */
    static Path folder(Path path) {
        if (!Files.exists(path)) {
            throw missing(path, "folder");
        }
        if (!Files.isDirectory(path)) {
            throw new InputException(path + ": a file, needed is a folder");
        }
        return path;
    }

    /** Returns the path if it is a file. */
    static Path file(Path path) {
        if (!Files.exists(path)) {
            throw missing(path, "file");
        }
        if (!Files.isRegularFile(path)) {
            throw new InputException(path + ": not a file; name one file");
        }
        return path;
    }

    /** Returns the path if it is a file or a folder. */
    static Path existing(Path path) {
        if (!Files.exists(path)) {
            throw missing(path, "file or folder");
        }
        return path;
    }

    /** Returns the path if a file can be written there; an existing file may be replaced. */
    static Path outputFile(Path path) {
        if (Files.isDirectory(path)) {
            throw new InputException(path + ": a folder, needed is the name of a file to write");
        }
        Path parent = existingAncestor(path.toAbsolutePath().getParent());
        requireWritableFolder(path, parent);
        return path;
    }

    /** Returns the path if a file or a folder can be written there. */
    static Path outputPlace(Path path) {
        requireWritableFolder(path, existingAncestor(path.toAbsolutePath().getParent()));
        return path;
    }

    /** Returns the path if a folder can be made there or one exists that can be written. */
    static Path outputFolder(Path path) {
        requireWritableFolder(path, existingAncestor(path.toAbsolutePath()));
        return path;
    }

    /** Returns what is supplied; an argument that its type refuses is wrong usage, exit code 2. */
    static <T> T checked(CommandSpec spec, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw usage(spec, OptionHints.in(e.getMessage()));
        }
    }

    /** Returns the checkpoint that an option chooses; without it the last one from before the model remembers. */
    static CheckpointChoice checkpoint(CommandSpec spec, String option) {
        return option == null ? new CheckpointChoice.BeforeMemory() : checked(spec, () -> CheckpointChoice.of(option));
    }

    /** Returns the exception for wrong usage, exit code 2. */
    static ParameterException usage(CommandSpec spec, String message) {
        CommandLine command = spec.commandLine();
        return new ParameterException(command, message);
    }

    /**
     * Returns the numbers of an option such as {@code --window=-1000,400}.
     *
     * @throws IllegalArgumentException if there are not as many numbers as needed
     */
    static double[] numbers(String option, String text, int needed) {
        try {
            double[] numbers = Arrays.stream(text.split(",", -1))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            if (numbers.length == needed) {
                return numbers;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " is '" + text + "', needed are " + needed + " numbers", e);
        }
        throw new IllegalArgumentException(
                option + " is '" + text + "', needed are " + needed + " numbers with commas between them");
    }

    private static Path existingAncestor(Path path) {
        Path found = path;
        while (found != null && !Files.exists(found)) {
            found = found.getParent();
        }
        return found;
    }

    private static void requireWritableFolder(Path path, Path existing) {
        if (existing == null || !Files.isDirectory(existing)) {
            throw new InputException(path + ": cannot be written, a file is in the way; choose another path");
        }
        if (!Files.isWritable(existing)) {
            throw new InputException(path + ": no permission to write there; choose another path");
        }
    }
}
