package org.effigy.dicom.net;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.base.Json;

/**
 * What is in the archive already, by the hash of the file's content: a renamed file is not sent again, a changed one is. Each
 * line is on the disk before the next file goes out, so a killed push goes on where it was. The format is in the package
 * documentation.
 */
final class PushJournal implements AutoCloseable {
    private static final String FORMAT = "effigy-push";
    private static final int VERSION = 1;

    /** The first line. */
    record Header(String format, int version) {}

    /** A file that is in an archive. */
    record Line(String to, String sha256) {}

    private final RandomAccessFile file;
    private final String to;
    private final Set<String> done;

    private PushJournal(RandomAccessFile file, String to, Set<String> done) {
        this.file = file;
        this.to = to;
        this.done = done;
    }

    /**
     * Opens the journal, making it where it does not exist.
     *
     * @param archive what the archive is known by; files that went to another one do not count
     * @throws InputException if the file is something else
     */
    static PushJournal open(Path path, String archive) throws IOException {
        if (Files.isDirectory(path)) {
            throw new InputException("the journal is a folder; name a file for the journal");
        }
        Path parent = path.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        String to = Hashes.sha256(archive.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
        boolean fresh = !Files.exists(path) || Files.size(path) == 0;
        String text = fresh ? "" : Files.readString(path, StandardCharsets.ISO_8859_1);
        int whole = text.lastIndexOf('\n') + 1;
        List<String> lines = text.substring(0, whole).lines().toList();
        // The header goes out with the first write, so a file without one line is not a journal.
        if (!fresh) {
            checkHeader(lines);
        }
        Set<String> done = new HashSet<>();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            Line entry = Json.parse(line, Line.class, "the journal");
            if (entry.to().equals(to)) {
                done.add(entry.sha256());
            }
        }
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        PushJournal journal = new PushJournal(file, to, done);
        file.setLength(whole);
        file.seek(whole);
        if (fresh) {
            journal.append(List.of(new Header(FORMAT, VERSION)));
        }
        return journal;
    }

    private static void checkHeader(List<String> lines) {
        try {
            JsonNode header = Json.tree(lines.isEmpty() ? "" : lines.get(0), "the journal");
            int version = header.path("version").asInt(-1);
            if (header.path("format").asText().equals(FORMAT) && version != VERSION) {
                throw new InputException("the journal's version is " + version + ", this program knows " + VERSION
                        + "; use the program that wrote it, or name another file for the journal");
            }
            if (header.path("format").asText().equals(FORMAT)) {
                return;
            }
        } catch (InputException e) {
            if (e.getMessage().contains("version")) {
                throw e;
            }
        }
        throw new InputException("the journal's place is taken by another file; name another file for the journal");
    }

    boolean contains(String sha256) {
        return done.contains(sha256);
    }

    /** Notes that these files are in the archive. */
    void add(List<String> sha256s) throws IOException {
        List<Object> lines = new ArrayList<>();
        for (String sha256 : sha256s) {
            if (done.add(sha256)) {
                lines.add(new Line(to, sha256));
            }
        }
        append(lines);
    }

    private void append(List<?> lines) throws IOException {
        if (lines.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(Json.line(line)).append('\n'));
        file.write(text.toString().getBytes(StandardCharsets.UTF_8));
        file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
