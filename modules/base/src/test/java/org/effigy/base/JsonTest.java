package org.effigy.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

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
}
