package org.effigy.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutomaticBatchTest {
    private static final long PLENTY = 1L << 40;

    @ParameterizedTest
    @CsvSource({
        // images of a round, side, batch
        "8, 64, 16",
        "8, 32, 64",
        "8, 128, 8",
        "8, 256, 8",
        "4, 128, 4",
        "64, 64, 64",
        "64, 256, 64",
        "4, 8, 1024"
    })
    void isWholeRoundsOfAllThreads(int round, int side, int expected) {
        assertEquals(expected, AutomaticBatch.of(round, side * side, false, PLENTY));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1000000, 1", "10000000, 6", "20000000, 8", "30000000, 16"})
    void keepsWithinTheMemory(long freeBytes, int expected) {
        assertEquals(expected, AutomaticBatch.of(8, 64 * 64, false, freeBytes));
    }

    @ParameterizedTest
    @CsvSource({"20000000", "100000", "9000000"})
    void guidanceNeedsTwice(long freeBytes) {
        int plain = AutomaticBatch.of(8, 64 * 64, false, freeBytes);
        int guided = AutomaticBatch.of(8, 64 * 64, true, freeBytes);
        assertTrue(guided <= plain && guided >= 1 && guided * 96L * 2 * 64 * 64 * 4 <= Math.max(freeBytes, 3_200_000));
    }
}
