package org.effigy.dicom.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.effigy.dicom.net.ArchiveException.Kind;
import org.effigy.dicom.net.Retries.Attempt;
import org.effigy.dicom.net.Retries.Policy;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private long slept;
    private int attempts;

    private Retries retries(int count) {
        return new Retries(Policy.of(count), () -> false, millis -> slept += millis, new Random(1));
    }

    private Attempt<String> failing(int times, ArchiveException e) {
        return () -> {
            if (attempts++ < times) {
                throw e;
            }
            return "done";
        };
    }

    private static ArchiveException failure(Kind kind) {
        return new ArchiveException(kind, "failed");
    }

    @Test
    void waitsTwiceAsLongEachTimeGiveOrTakeHalf() throws IOException {
        List<Long> most = new ArrayList<>();
        for (int n = 1; n <= 8; n++) {
            slept = 0;
            attempts = 0;
            Retries retries = retries(n);
            retries.call(failing(n, failure(Kind.TRANSIENT)));
            most.add(slept);
            long sum = 0;
            for (int k = 0; k < n; k++) {
                sum += Math.min(60_000, 1000L << k);
            }
            assertTrue(slept >= sum / 2 && slept <= sum, n + " waits took " + slept + " ms, the longest are " + sum);
        }
        assertEquals(most.stream().sorted().toList(), most);
    }

    @Test
    void spreadsTheWaits() throws IOException {
        long[] waits = new long[2];
        for (int i = 0; i < 2; i++) {
            slept = 0;
            attempts = 0;
            new Retries(Policy.of(3), () -> false, millis -> slept += millis, new Random(i))
                    .call(failing(3, failure(Kind.TRANSIENT)));
            waits[i] = slept;
        }
        assertTrue(waits[0] != waits[1]);
    }

    @Test
    void waitsAsLongAsTheArchiveAsksButNotForEver() throws IOException {
        retries(1).call(failing(1, ArchiveException.busy("busy", Duration.ofSeconds(30))));
        assertEquals(30_000, slept);
        attempts = 0;
        ArchiveException e = assertThrows(ArchiveException.class, () -> retries(1)
                .call(failing(1, ArchiveException.busy("busy", Duration.ofHours(1)))));
        assertEquals("busy", e.getMessage());
    }

    @Test
    void givesUpAfterTheRetriesAndAtOnceWhereTheyCannotHelp() {
        assertThrows(ArchiveException.class, () -> retries(2).call(failing(3, failure(Kind.TRANSIENT))));
        assertEquals(3, attempts);
        for (Kind kind : List.of(Kind.FATAL, Kind.REFUSED, Kind.STOPPED)) {
            attempts = 0;
            ArchiveException e =
                    assertThrows(ArchiveException.class, () -> retries(2).call(failing(3, failure(kind))));
            assertEquals(kind, e.kind());
            assertEquals(1, attempts);
        }
    }

    @Test
    void stopsInTheMiddleOfAWait() {
        Retries retries = new Retries(Policy.of(9), () -> slept > 500, millis -> slept += millis, new Random(1));
        ArchiveException e =
                assertThrows(ArchiveException.class, () -> retries.call(failing(99, failure(Kind.TRANSIENT))));
        assertEquals(Kind.STOPPED, e.kind());
        assertTrue(slept < 700);
    }
}
