package org.effigy.base;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes plain records (of records, lists, texts, numbers, booleans and enums) as the object mapper does, but piece by piece and
 * without the time it takes to start. Of annotations it knows {@code JsonInclude(NON_EMPTY)}, on texts and lists.
 */
final class RecordJson {
    private record Property(String name, Method accessor, boolean unlessEmpty) {}

    private final JsonGenerator out;
    private final Map<Class<?>, List<Property>> known = new HashMap<>();

    private RecordJson(JsonGenerator out) {
        this.out = out;
    }

    /** Writes indented JSON as UTF-8 with a final line feed; the stream stays open. */
    static void write(Record value, OutputStream stream) throws IOException {
        JsonFactory factory = JsonFactory.builder()
                .disable(com.fasterxml.jackson.core.StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build();
        try (JsonGenerator out = factory.createGenerator(stream, JsonEncoding.UTF8)) {
            out.setPrettyPrinter(new DefaultPrettyPrinter());
            new RecordJson(out).value(value);
            out.writeRaw('\n');
        }
    }

    private void value(Object value) throws IOException {
        if (value instanceof Record record) {
            out.writeStartObject();
            for (Property property : properties(record.getClass())) {
                Object held = component(record, property.accessor());
                if (!property.unlessEmpty() || !isEmpty(held)) {
                    out.writeFieldName(property.name());
                    value(held);
                }
            }
            out.writeEndObject();
        } else if (value instanceof Iterable<?> items) {
            out.writeStartArray();
            for (Object item : items) {
                value(item);
            }
            out.writeEndArray();
        } else if (value instanceof String text) {
            out.writeString(text);
        } else if (value instanceof Enum<?> constant) {
            out.writeString(constant.name());
        } else {
            scalar(value);
        }
    }

    private static boolean isEmpty(Object value) {
        return value.equals("") || value instanceof Collection<?> items && items.isEmpty();
    }

    private void scalar(Object value) throws IOException {
        if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else if (value instanceof Integer number) {
            out.writeNumber(number);
        } else if (value instanceof Long number) {
            out.writeNumber(number);
        } else if (value instanceof Double number) {
            out.writeNumber(number);
        } else {
            throw new IllegalArgumentException(
                    "no plain record: it holds " + (value == null ? "null" : value.getClass()));
        }
    }

    private List<Property> properties(Class<?> type) {
        return known.computeIfAbsent(type, t -> {
            List<Property> properties = new ArrayList<>();
            for (RecordComponent component : t.getRecordComponents()) {
                Method accessor = component.getAccessor();
                accessor.setAccessible(true);
                JsonInclude include = accessor.getAnnotation(JsonInclude.class);
                boolean unlessEmpty = include != null && include.value() == JsonInclude.Include.NON_EMPTY;
                properties.add(new Property(component.getName(), accessor, unlessEmpty));
            }
            return properties;
        });
    }

    private static Object component(Record record, Method accessor) {
        try {
            return accessor.invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + record.getClass(), e);
        }
    }
}
