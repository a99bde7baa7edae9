package org.effigy.evaluation.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.base.Json;

/**
 * The folder of an evaluation in progress: files that were finished, with what they were made from and their hashes, so that they
 * are used again where nothing has changed.
 */
final class Workplace {
    private static final String PROGRESS = "progress.json";
    private static final int VERSION = 1;

    private final Path folder;
    private final Map<String, Done> done = new TreeMap<>();

    /**
     * A finished file.
     *
     * @param key names what it was made from
     * @param sha256 of the file
     */
    record Done(String key, String sha256) {}

    private record Record(int version, Map<String, Done> files) {}

    Workplace(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        Path file = folder.resolve(PROGRESS);
        if (Files.isRegularFile(file)) {
            try {
                Record record = Json.read(file, Record.class);
                if (record.version() == VERSION) {
                    done.putAll(record.files());
                }
            } catch (InputException e) {
                // What a damaged record says is made again.
                done.clear();
            }
        }
    }

    Path folder() {
        return folder;
    }

    static String key(String... parts) {
        return Hashes.sha256(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a file if it is there, whole and made from this. */
    Optional<Path> find(String name, String key) throws IOException {
        Path file = folder.resolve(name);
        Done found = done.get(name);
        boolean same = found != null && found.key().equals(key) && Files.isRegularFile(file);
        return same && Hashes.sha256(file).equals(found.sha256()) ? Optional.of(file) : Optional.empty();
    }

    /** Remembers a file that was written whole. */
    void finished(String name, String key) throws IOException {
        done.put(name, new Done(key, Hashes.sha256(folder.resolve(name))));
        Json.write(folder.resolve(PROGRESS), new Record(VERSION, done));
    }

    /** Deletes a folder below. */
    void delete(String name) throws IOException {
        AtomicFiles.deleteTree(folder.resolve(name));
    }
}
