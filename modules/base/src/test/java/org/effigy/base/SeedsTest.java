package org.effigy.base;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeedsTest {
    @Test
    void derivesTheGoldenValue() {
        // python3: int.from_bytes(sha256(struct.pack('>qq', 42, 7) + b'noise').digest()[:8], 'big', signed=True)
        assertEquals(GOLDEN, Seeds.derive(42, "noise", 7));
    }

    private static final long GOLDEN = 4788529591523107006L;

    @Test
    void streamsOfDifferentSeedsPurposesAndIndicesDiffer() {
        Set<Long> seen = new HashSet<>();
        for (long seed = 0; seed < 10; seed++) {
            for (long index = 0; index < 10; index++) {
                seen.add(Seeds.derive(seed, "noise", index));
                seen.add(Seeds.derive(seed, "time", index));
            }
        }
        assertEquals(200, seen.size());
    }

    @Test
    void theSameStreamGivesTheSameNumbers() {
        float[] first = Seeds.fillNormal(Seeds.of(1, "noise", 2), new float[16]);
        float[] again = Seeds.fillNormal(Seeds.of(1, "noise", 2), new float[32]);
        for (int i = 0; i < first.length; i++) {
            assertEquals(first[i], again[i]);
        }
        assertNotEquals(again[0], again[16]);
    }

    @Test
    void normalNumbersHaveMeanZeroAndVarianceOne() {
        int n = 200_000;
        float[] x = Seeds.fillNormal(Seeds.of(3, "noise", 0), new float[n]);
        double sum = 0;
        double squares = 0;
        for (float v : x) {
            sum += v;
            squares += (double) v * v;
        }
        // Four standard errors: 4 / sqrt(n) and 4 * sqrt(2 / n).
        assertEquals(0, sum / n, 0.009);
        assertEquals(1, squares / n, 0.013);
    }

    /** The order that training runs and recorded attacks drew before; it must stay, or they are not repeated. */
    @Test
    void aPermutationHasEachNumberOnceAndStaysTheSame() {
        assertArrayEquals(new int[] {4, 1, 0, 2, 5, 7, 3, 6}, Seeds.permutation(new Random(7), 8));
        assertArrayEquals(new int[0], Seeds.permutation(new Random(7), 0));
    }
}
