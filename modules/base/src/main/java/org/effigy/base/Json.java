package org.effigy.base;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** JSON for records: strict when read (an unknown or missing property of a primitive type is an error). */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Json() {}

    /** Writes the value indented, atomically, with a final line feed. */
    public static void write(Path file, Object value) throws IOException {
        AtomicFiles.write(file, pretty(value) + "\n");
    }

    /** Returns the value as indented JSON. */
    public static String pretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value.getClass(), e);
        }
    }

    /** Returns the value as JSON on one line, without a line feed. */
    public static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value.getClass(), e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws InputException if the file is not JSON of this type; the message names the line and what was expected,
     *     never the content
     */
    public static <T> T read(Path file, Class<T> type) throws IOException {
        return parse(Files.readString(file), type, file.getFileName().toString());
    }

    /** Reads text, as {@link #read}; the name stands for the source in error messages. */
    public static <T> T parse(String text, Class<T> type, String name) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw new InputException(
                    name + ": not a valid " + type.getSimpleName() + line + "; restore it or make it again", e);
        }
    }

    /** Reads text as a tree, for formats whose version must be looked at first. */
    public static JsonNode tree(String text, String name) {
        return parse(text, JsonNode.class, name);
    }
}
