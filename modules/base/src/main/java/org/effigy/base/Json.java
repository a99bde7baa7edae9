package org.effigy.base;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * JSON for records: strict when read (an unknown or missing property of a primitive type is an error). An empty Optional is
 * {@code null}.
 */
public final class Json {
    /** Made when it is first needed: it takes as long as reading hundreds of files. */
    private static final class Mapper {
        private static final ObjectMapper INSTANCE = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .build();

        private Mapper() {}
    }

    private Json() {}

    /** Writes the value indented, atomically, with a final line feed. */
    public static void write(Path file, Object value) throws IOException {
        AtomicFiles.write(file, pretty(value) + "\n");
    }

    /**
     * Writes a record that may be large, as {@link #write}, piece by piece.
     *
     * @throws IllegalArgumentException if it holds anything but records, collections, texts, numbers, booleans and enums
     */
    public static void stream(Path file, Record value) throws IOException {
        AtomicFiles.write(file, out -> RecordJson.write(value, out));
    }

    /** Returns the value as indented JSON. */
    public static String pretty(Object value) {
        try {
            return Mapper.INSTANCE.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value.getClass(), e);
        }
    }

    /** Returns the value as JSON on one line, without a line feed. */
    public static String line(Object value) {
        try {
            return Mapper.INSTANCE.writeValueAsString(value);
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

    /** Reads a file that may be large, as {@link #read}; the name stands for the file in error messages. */
    public static <T> T read(Path file, Class<T> type, String name) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Mapper.INSTANCE.readValue(in, type);
        } catch (JsonProcessingException e) {
            throw invalid(type.getSimpleName(), name, e);
        }
    }

    /**
     * Returns the texts, numbers and truth values of a file's outermost object up to the last of these names, for
     * formats whose version must be looked at before the rest; empty if the file holds something else than an object.
     */
    public static Map<String, String> head(Path file, Set<String> names, String name) throws IOException {
        Map<String, String> head = new HashMap<>();
        try (InputStream bytes = Files.newInputStream(file);
                JsonParser in = new JsonFactory().createParser(bytes)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return head;
            }
            while (!head.keySet().containsAll(names) && in.nextToken() == JsonToken.FIELD_NAME) {
                String property = in.currentName();
                if (in.nextToken().isScalarValue()) {
                    head.put(property, in.getText());
                } else {
                    in.skipChildren();
                }
            }
            return head;
        } catch (JsonProcessingException e) {
            throw invalid("JSON object", name, e);
        }
    }

    private static InputException invalid(String type, String name, JsonProcessingException e) {
        String line =
                e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
        return new InputException(name + ": not a valid " + type + line + "; restore it or make it again", e);
    }

    /** Reads text, as {@link #read}; the name stands for the source in error messages. */
    public static <T> T parse(String text, Class<T> type, String name) {
        try {
            return Mapper.INSTANCE.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw invalid(type.getSimpleName(), name, e);
        }
    }

    /** Reads text as a tree, for formats whose version must be looked at first. */
    public static JsonNode tree(String text, String name) {
        return parse(text, JsonNode.class, name);
    }
}
