package org.effigy.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalInt;
import org.effigy.base.Json;
import org.junit.jupiter.api.Test;

class FewImagesTest {
    @Test
    void warnsBelowAHundredImages() {
        String one = FewImages.warning(1).orElseThrow();
        assertTrue(one.startsWith("the training data are 1 image; below 100 "), one);
        assertTrue(FewImages.warning(99).orElseThrow().contains("are 99 images;"));
        assertEquals(Optional.empty(), FewImages.warning(100));
        assertEquals(Optional.empty(), FewImages.warning(10_000));
    }

    @Test
    void readsTheNumberFromACheckpointOfThisOrAnEarlierProgram() {
        assertEquals(OptionalInt.of(7), recorded("{\"images\":7,\"realImages\":10,\"syntheticImages\":2}"));
        assertEquals(OptionalInt.of(12), recorded("{\"realImages\":10,\"syntheticImages\":2}"));
        assertEquals(OptionalInt.empty(), recorded("{\"realImages\":10}"));
        assertEquals(OptionalInt.empty(), recorded("{\"images\":\"many\"}"));
        assertEquals(OptionalInt.empty(), recorded("{}"));
    }

    private static OptionalInt recorded(String training) {
        return FewImages.recorded(Json.tree(training, "training"));
    }
}
