package org.effigy.training.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.effigy.base.InputException;
import org.effigy.base.Json;

/**
 * warnings.json of a run: what it was warned of, in the order in which that was found.
 *
 * @param version of the format, 1
 */
public record WarningsFile(int version, List<Warning> warnings) {
    /** The file's name. */
    public static final String NAME = "warnings.json";

    /** The version this code writes and reads. */
    public static final int VERSION = 1;

    public WarningsFile {
        warnings = List.copyOf(warnings);
    }

    /** Reads the warnings of a run; none where there is no file, or none that can be read, since they can be found again. */
    public static List<Warning> read(Path run) throws IOException {
        Path file = run.resolve(NAME);
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            WarningsFile read = Json.parse(Files.readString(file), WarningsFile.class, NAME);
            return read.version() == VERSION ? read.warnings() : List.of();
        } catch (InputException e) {
            return List.of();
        }
    }

    /** Writes the warnings of a run. */
    public static void write(Path run, List<Warning> warnings) throws IOException {
        Json.write(run.resolve(NAME), new WarningsFile(VERSION, warnings));
    }
}
