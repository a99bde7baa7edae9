package org.effigy.networks.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.networks.net.NamedTensor;

/**
 * The safetensors format with floats of 32 or 16 bits: 8 bytes of header length, a JSON header padded with spaces so that the
 * data begins at a multiple of 8, the tensors in little endian without gaps. Python's {@code safetensors} reads what
 * this writes, and the other way round.
 */
public final class Safetensors {
    private static final int PREFIX = Long.BYTES;
    private static final int LARGEST_HEADER = 100_000_000;
    private static final int CHUNK = 1 << 16;
    private static final String METADATA = "__metadata__";

    private Safetensors() {}

    /** Where one tensor lies in the data, in bytes. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Entry(String name, TensorType type, long[] shape, long begin, long end) {}

    /** Writes the tensors in the order given, as 32-bit floats, atomically. */
    public static void write(Path file, List<NamedTensor> tensors) throws IOException {
        write(file, tensors, TensorType.F32);
    }

    /** Writes the tensors in the order given, rounded to the type, atomically. */
    public static void write(Path file, List<NamedTensor> tensors, TensorType type) throws IOException {
        AtomicFiles.write(file, out -> write(out, tensors, type));
    }

    /** Writes the tensors in the order given, rounded to the type. */
    static void write(OutputStream out, List<NamedTensor> tensors, TensorType type) throws IOException {
        byte[] header = header(tensors, type);
        out.write(ByteBuffer.allocate(PREFIX)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array());
        out.write(header);
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (NamedTensor tensor : tensors) {
            float[] values = tensor.values();
            for (int from = 0; from < values.length; from += CHUNK) {
                int to = Math.min(values.length, from + CHUNK);
                buffer.clear();
                for (int i = from; i < to; i++) {
                    type.put(buffer, values[i]);
                }
                out.write(buffer.array(), 0, buffer.position());
            }
        }
    }

    /**
     * Reads all tensors in the order of their data.
     *
     * @throws InputException if the file is damaged, or holds anything but floats of 32 or 16 bits
     */
    public static List<NamedTensor> read(Path file) throws IOException {
        return readTyped(file).tensors();
    }

    /**
     * What a file holds.
     *
     * @param type of all tensors; F32 where they differ or there are none
     */
    record Typed(List<NamedTensor> tensors, TensorType type) {}

    /** As {@link #read}, with the type in which they are stored. */
    static Typed readTyped(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            List<Entry> entries = entries(channel, String.valueOf(file.getFileName()));
            long data = channel.size() - end(entries);
            List<NamedTensor> tensors = new ArrayList<>();
            for (Entry entry : entries) {
                tensors.add(tensor(channel, data, entry));
            }
            Set<TensorType> types = entries.stream().map(Entry::type).collect(Collectors.toSet());
            return new Typed(tensors, types.size() == 1 ? types.iterator().next() : TensorType.F32);
        }
    }

    /**
     * Returns how many numbers a file holds, of which only the header is read.
     *
     * @throws InputException if the header is damaged
     */
    public static long count(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return entries(channel, String.valueOf(file.getFileName())).stream()
                    .mapToLong(entry ->
                            (entry.end() - entry.begin()) / entry.type().bytes())
                    .sum();
        }
    }

    /** Reads the header; the data ends with the file. */
    private static List<Entry> entries(FileChannel channel, String name) throws IOException {
        long size = channel.size();
        if (size < PREFIX) {
            throw damaged(name, "it has " + size + " bytes, at least " + PREFIX + " are needed");
        }
        long length = load(channel, 0, PREFIX).getLong();
        if (length < 2 || length > Math.min(size - PREFIX, LARGEST_HEADER)) {
            throw damaged(name, "its header length is " + length + ", the file has " + size + " bytes");
        }
        byte[] header = load(channel, PREFIX, (int) length).array();
        List<Entry> entries = entries(name, new String(header, StandardCharsets.UTF_8));
        checkLayout(name, entries, size - PREFIX - length);
        return entries;
    }

    private static long end(List<Entry> entries) {
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).end();
    }

    private static byte[] header(List<NamedTensor> tensors, TensorType type) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put(METADATA, Map.of("format", "pt"));
        long offset = 0;
        for (NamedTensor tensor : tensors) {
            long end = offset + (long) tensor.values().length * type.bytes();
            Object before = header.put(
                    tensor.name(),
                    Map.of("dtype", type.name(), "shape", tensor.shape(), "data_offsets", new long[] {offset, end}));
            Check.argument(before == null, () -> "two tensors have the name " + tensor.name());
            offset = end;
        }
        byte[] json = Json.line(header).getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, (json.length + PREFIX - 1) / PREFIX * PREFIX);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    private static List<Entry> entries(String name, String header) {
        JsonNode tree = Json.tree(header, name);
        if (!tree.isObject()) {
            throw damaged(name, "its header is not a JSON object");
        }
        return tree.properties().stream()
                .filter(field -> !field.getKey().equals(METADATA))
                .map(field -> entry(name, field.getKey(), field.getValue()))
                .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
                .toList();
    }

    private static Entry entry(String file, String name, JsonNode node) {
        String word = node.path("dtype").asText();
        TensorType type = TensorType.named(word)
                .orElseThrow(() -> new InputException(
                        file + ": a tensor has the type '" + word.substring(0, Math.min(8, word.length()))
                                + "', supported are F32, F16 and BF16; convert it"));
        JsonNode offsets = node.path("data_offsets");
        JsonNode sides = node.path("shape");
        if (!sides.isArray() || offsets.size() != 2) {
            throw damaged(file, "a tensor has no shape or no offsets");
        }
        long[] shape = new long[sides.size()];
        long length = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = integer(file, sides.get(i));
            length = shape[i] > Integer.MAX_VALUE ? Long.MAX_VALUE : product(length, shape[i]);
        }
        long begin = integer(file, offsets.get(0));
        long end = integer(file, offsets.get(1));
        if (length > Integer.MAX_VALUE - 8 || end - begin != length * type.bytes()) {
            throw damaged(file, "the shape and the offsets of a tensor disagree, or it is too large");
        }
        return new Entry(name, type, shape, begin, end);
    }

    private static long product(long a, long b) {
        return a > Integer.MAX_VALUE ? Long.MAX_VALUE : a * b;
    }

    private static long integer(String file, JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
            throw damaged(file, "a shape or an offset is not a whole number from 0 on");
        }
        return node.longValue();
    }

    private static void checkLayout(String file, List<Entry> entries, long dataLength) {
        long end = 0;
        for (Entry entry : entries) {
            if (entry.begin() != end) {
                throw damaged(file, "its tensors overlap or leave a gap");
            }
            end = entry.end();
        }
        if (end != dataLength) {
            throw damaged(file, "its tensors need " + end + " bytes, the file holds " + dataLength);
        }
    }

    private static NamedTensor tensor(FileChannel channel, long dataStart, Entry entry) throws IOException {
        TensorType type = entry.type();
        float[] values = new float[(int) ((entry.end() - entry.begin()) / type.bytes())];
        for (int from = 0; from < values.length; from += CHUNK) {
            int to = Math.min(values.length, from + CHUNK);
            long position = dataStart + entry.begin() + (long) from * type.bytes();
            ByteBuffer stored = load(channel, position, (to - from) * type.bytes());
            for (int i = from; i < to; i++) {
                values[i] = type.get(stored);
            }
        }
        return new NamedTensor(entry.name(), entry.shape(), values);
    }

    private static ByteBuffer load(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    private static InputException damaged(String file, String reason) {
        return new InputException(file + ": not a valid safetensors file, " + reason + "; restore it or make it again");
    }
}
