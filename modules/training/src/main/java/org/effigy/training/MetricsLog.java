package org.effigy.training;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Json;

/** Appends to metrics.jsonl, one line per step; every line is handed to the system at once, so a kill loses none. */
final class MetricsLog implements AutoCloseable {
    private final OutputStream out;
    private final Optional<StepMetrics> last;

    /** Opens the log to continue after a step: lines of later steps, and a torn last line, are removed. */
    MetricsLog(Path file, long afterStep) throws IOException {
        last = truncate(file, afterStep);
        out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Returns the last line that was kept when the log was opened. */
    Optional<StepMetrics> last() {
        return last;
    }

    void append(StepMetrics metrics) throws IOException {
        out.write((Json.line(metrics) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private static Optional<StepMetrics> truncate(Path file, long afterStep) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String text = Files.readString(file);
        List<String> lines = text.lines().toList();
        StringBuilder kept = new StringBuilder();
        Optional<StepMetrics> last = Optional.empty();
        for (int i = 0; i < lines.size() && i < afterStep; i++) {
            StepMetrics metrics = Json.parse(lines.get(i), StepMetrics.class, file.getFileName() + " line " + (i + 1));
            if (metrics.step() > afterStep) {
                break;
            }
            kept.append(lines.get(i)).append('\n');
            last = Optional.of(metrics);
        }
        if (kept.length() != text.length()) {
            AtomicFiles.write(file, kept.toString());
        }
        return last;
    }
}
