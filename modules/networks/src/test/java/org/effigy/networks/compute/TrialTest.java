package org.effigy.networks.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrialTest {
    @Test
    void tellsAWrongResultAndAFailure() {
        assertEquals(Optional.empty(), Trial.of("a sum", () -> true));
        assertEquals(Optional.of("a sum gave a wrong result"), Trial.of("a sum", () -> false));
    }

    @Test
    void theReasonIsTheFirstLineOfTheFirstCause() {
        Optional<String> reason = Trial.of("a sum", () -> {
            throw new ExceptionInInitializerError(
                    new IllegalStateException(new UnsatisfiedLinkError("no jnind4jcpu in java.library.path\nmore")));
        });
        assertEquals(Optional.of("UnsatisfiedLinkError: no jnind4jcpu in java.library.path"), reason);
        assertEquals("NullPointerException", Trial.reason(new NullPointerException()));
    }
}
