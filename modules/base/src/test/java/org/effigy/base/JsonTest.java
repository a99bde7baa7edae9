package org.effigy.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {
    record Sample(int version, List<String> classes) {}

    @Test
    void recordsSurviveARoundTrip() {
        Sample sample = new Sample(1, List.of("NORMAL"));
        assertEquals(sample, Json.parse(Json.line(sample), Sample.class, "sample"));
    }

    @Test
    void anUnknownPropertyIsRefusedWithoutRepeatingTheContent() {
        InputException e = assertThrows(
                InputException.class,
                () -> Json.parse("{\"version\":1,\"classes\":[],\"extra\":\"SECRET\"}", Sample.class, "sample.json"));
        assertFalse(e.getMessage().contains("SECRET"));
    }

    private enum Side {
        LEFT
    }

    private record Part(Side side, boolean whole, long count, double share, String text) {}

    private record Whole(String format, int version, List<Part> parts, List<String> none) {}

    private static final Whole WHOLE = new Whole(
            "test",
            3,
            List.of(
                    new Part(Side.LEFT, true, 1L << 60, 1e-7, "quote \" and \\ and \u00e9\u2028\n"),
                    new Part(Side.LEFT, false, -1, Double.MAX_VALUE, "")),
            List.of());

    @Test
    void aStreamedRecordIsWrittenAsAnyOther(@TempDir Path folder) throws IOException {
        Path streamed = folder.resolve("streamed.json");
        Json.stream(streamed, WHOLE);
        assertEquals(Json.pretty(WHOLE) + "\n", Files.readString(streamed));
        assertEquals(WHOLE, Json.read(streamed, Whole.class, "whole"));
    }

    private record Sparse(
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String text,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> items,
            List<String> always) {}

    @Test
    void whatIsLeftOutWhereItIsEmptyIsLeftOutOfAStreamToo(@TempDir Path folder) throws IOException {
        Path streamed = folder.resolve("streamed.json");
        for (Sparse sparse :
                List.of(new Sparse("", List.of(), List.of()), new Sparse("a", List.of("b"), List.of("c")))) {
            Json.stream(streamed, sparse);
            assertEquals(Json.pretty(sparse) + "\n", Files.readString(streamed));
        }
    }

    @Test
    void theHeadOfAFileIsReadWithoutTheRest(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("file.json");
        Files.writeString(file, "{\"a\":[{\"version\":9}],\"format\":\"f\",\"version\":3,\"rest\":broken");
        assertEquals(Map.of("format", "f", "version", "3"), Json.head(file, Set.of("format", "version"), "file"));
        Files.writeString(file, "[1]");
        assertEquals(Map.of(), Json.head(file, Set.of("format"), "file"));
        Files.writeString(file, "{\"format\":\"f\"");
        assertThrows(InputException.class, () -> Json.head(file, Set.of("version"), "file"));
    }
}
