package org.effigy.networks.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.base.Json;

/**
 * {@code memory.json} of a run directory: from when on its model remembers single training images. A run whose model was not
 * found to has no such file.
 *
 * @param format {@link #FORMAT}
 * @param version {@link #VERSION}
 * @param remembersFrom step of the first checkpoint that does
 * @param evidence what was found, in a sentence
 */
public record RunMemory(String format, int version, long remembersFrom, String evidence) {
    public static final String FORMAT = "effigy-run-memory";
    public static final int VERSION = 1;

    /** The file's name. */
    public static final String FILE = "memory.json";

    public RunMemory {
        Check.argument(remembersFrom >= 1, () -> "remembersFrom is " + remembersFrom + ", steps count from 1");
    }

    public static RunMemory of(long remembersFrom, String evidence) {
        return new RunMemory(FORMAT, VERSION, remembersFrom, evidence);
    }

    /**
     * Reads the file of a run directory; empty where there is none.
     *
     * @throws InputException if it is damaged or of another version
     */
    public static Optional<RunMemory> read(Path runDirectory) throws IOException {
        Path file = runDirectory.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Map<String, String> head = Json.head(file, Set.of("format", "version"), FILE);
        if (!FORMAT.equals(head.get("format")) || !String.valueOf(VERSION).equals(head.get("version"))) {
            throw new InputException(FILE + ": format " + head.get("format") + ", version " + head.get("version")
                    + ", supported are " + FORMAT + " and " + VERSION + "; use the program that wrote it");
        }
        return Optional.of(Json.read(file, RunMemory.class, FILE));
    }

    /** Writes the file, or removes it where there is nothing to write. */
    public static void write(Path runDirectory, Optional<RunMemory> memory) throws IOException {
        if (memory.isPresent()) {
            Json.write(runDirectory.resolve(FILE), memory.get());
        } else {
            Files.deleteIfExists(runDirectory.resolve(FILE));
        }
    }
}
