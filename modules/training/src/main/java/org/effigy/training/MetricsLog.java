package org.effigy.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.effigy.base.AtomicFiles;
import org.effigy.base.InputException;
import org.effigy.base.Json;

/** Appends to metrics.jsonl, one line per step; every line is handed to the system at once, so a kill loses none. */
final class MetricsLog implements AutoCloseable {
    private final FileChannel out;
    private final Optional<StepMetrics> last;
    private final List<StepMetrics> watched = new ArrayList<>();

    /** Opens the log to continue after a step: lines of later steps, and all from a torn one on, are removed. */
    MetricsLog(Path file, long afterStep) throws IOException {
        last = truncate(file, afterStep);
        out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Returns the last line that was kept when the log was opened. */
    Optional<StepMetrics> last() {
        return last;
    }

    /** Returns the lines with figures of memory that were kept when the log was opened. */
    List<StepMetrics> watched() {
        return List.copyOf(watched);
    }

    void append(StepMetrics metrics) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((Json.line(metrics) + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            out.write(line);
        }
    }

    /** Has all lines so far on the disk, so that a checkpoint never knows of a step that the log does not. */
    void sync() throws IOException {
        out.force(false);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private Optional<StepMetrics> truncate(Path file, long afterStep) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String text = Files.readString(file);
        StringBuilder kept = new StringBuilder();
        Optional<StepMetrics> last = Optional.empty();
        for (String line : text.lines().toList()) {
            Optional<StepMetrics> metrics = parse(line);
            long expected = last.map(StepMetrics::step).orElse(0L) + 1;
            if (expected > afterStep || metrics.isEmpty() || metrics.get().step() != expected) {
                break;
            }
            kept.append(line).append('\n');
            last = metrics;
            metrics.filter(of -> of.memory().isPresent()).ifPresent(watched::add);
        }
        if (kept.length() != text.length()) {
            AtomicFiles.write(file, kept.toString());
        }
        return last;
    }

    private static Optional<StepMetrics> parse(String line) {
        try {
            return Optional.of(Json.parse(line, StepMetrics.class, RunDirectory.METRICS));
        } catch (InputException e) {
            return Optional.empty();
        }
    }
}
