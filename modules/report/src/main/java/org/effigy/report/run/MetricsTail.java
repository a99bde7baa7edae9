package org.effigy.report.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.effigy.base.InputException;
import org.effigy.base.Json;

/**
 * The lines of a run's {@code metrics.jsonl}, which may grow while it is read: only what is new is read, and a line that is not
 * finished is left for the next time. Where the file was cut, as a resumed run does, it is read from the start. Not for
 * several threads at once.
 */
public final class MetricsTail {
    /** The file's name. */
    public static final String FILE = "metrics.jsonl";

    private static final int MOST_BYTES_AT_ONCE = 1 << 24;

    private final Path file;
    private final List<Step> steps = new ArrayList<>();
    private long read;
    private byte[] lastLine = new byte[0];

    /**
     * One step.
     *
     * @param parts of the loss by name; empty where it has none
     * @param memory whether the model remembers; empty but at checkpoints that were watched
     */
    public record Step(
            long step,
            double loss,
            double meanLoss,
            double learningRate,
            double imagesPerSecond,
            double elapsedSeconds,
            Map<String, Double> parts,
            Optional<Memory> memory) {}

    /**
     * Whether a model remembers the images that it learns from, at one checkpoint.
     *
     * @param trainLoss mean loss on training images
     * @param heldOutLoss mean loss on images of other patients
     * @param generatedShare share of generated images that lie at one training image (f_mem); NaN where none were made
     * @param heldOutShare the same share of held-out images; NaN where none were compared
     */
    public record Memory(double trainLoss, double heldOutLoss, double generatedShare, double heldOutShare) {
        private static Memory of(JsonNode node) {
            JsonNode copies = node.path("copies");
            return new Memory(
                    number(node.path("trainLoss")),
                    number(node.path("heldOutLoss")),
                    number(copies.path("close")) / number(copies.path("generated")),
                    number(copies.path("heldOutClose")) / number(copies.path("heldOut")));
        }
    }

    public MetricsTail(Path run) {
        file = run.resolve(FILE);
    }

    /** Reads what is new and returns all steps so far, a copy. */
    public List<Step> update() throws IOException {
        if (!Files.exists(file)) {
            forget();
            return List.of();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < read || !lastLineStands(channel)) {
                forget();
            }
            while (more(channel)) {
                // Piece by piece.
            }
        }
        return List.copyOf(steps);
    }

    private void forget() {
        steps.clear();
        read = 0;
        lastLine = new byte[0];
    }

    /** Returns whether what was read last is still there; a resumed run may have written other lines over it. */
    private boolean lastLineStands(FileChannel channel) throws IOException {
        byte[] now = bytes(channel, read - lastLine.length, lastLine.length);
        return Arrays.equals(now, lastLine);
    }

    private static byte[] bytes(FileChannel channel, long from, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) > 0) {
            // Until the end or full.
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private boolean more(FileChannel channel) throws IOException {
        byte[] piece = bytes(channel, read, (int) Math.min(MOST_BYTES_AT_ONCE, channel.size() - read));
        int start = 0;
        for (int i = 0; i < piece.length; i++) {
            if (piece[i] == '\n') {
                parse(new String(piece, start, i - start, StandardCharsets.UTF_8))
                        .ifPresent(steps::add);
                lastLine = Arrays.copyOfRange(piece, start, i + 1);
                start = i + 1;
            }
        }
        read += start;
        return start > 0 && piece.length == MOST_BYTES_AT_ONCE;
    }

    private static Optional<Step> parse(String line) {
        try {
            JsonNode node = Json.tree(line, FILE);
            if (!node.path("step").isIntegralNumber()) {
                return Optional.empty();
            }
            Map<String, Double> parts = new TreeMap<>();
            node.path("parts").properties().forEach(part -> parts.put(part.getKey(), number(part.getValue())));
            return Optional.of(new Step(
                    node.path("step").asLong(),
                    number(node.path("loss")),
                    number(node.path("meanLoss")),
                    number(node.path("learningRate")),
                    number(node.path("imagesPerSecond")),
                    number(node.path("elapsedSeconds")),
                    parts,
                    node.path("memory").isObject() ? Optional.of(Memory.of(node.path("memory"))) : Optional.empty()));
        } catch (InputException e) {
            return Optional.empty();
        }
    }

    private static double number(JsonNode node) {
        return node.isNumber() ? node.asDouble() : Double.NaN;
    }
}
