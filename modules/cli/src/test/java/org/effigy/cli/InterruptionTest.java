package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class InterruptionTest {
    private static final long LONGEST_MILLIS = 30_000;

    @Test
    void theEndOfTheProcessWaitsUntilTheWorkHasStopped() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch announced = new CountDownLatch(1);
        Interruption interruption = Interruption.begin(() -> {
            order.add("announced");
            announced.countDown();
        });
        assertFalse(interruption.requested());
        Runtime.getRuntime().removeShutdownHook(interruption.hook());

        interruption.hook().start();
        announced.await();
        assertTrue(interruption.requested());
        order.add("stopped");
        assertTrue(interruption.hook().isAlive(), "it waits");
        interruption.close();
        interruption.hook().join(LONGEST_MILLIS);
        assertFalse(interruption.hook().isAlive(), "it ends");
        assertEquals(List.of("announced", "stopped"), order);
    }

    @Test
    void afterTheWorkThereIsNothingToWaitFor() throws Exception {
        Interruption interruption = Interruption.begin(() -> {});
        interruption.close();
        assertFalse(Runtime.getRuntime().removeShutdownHook(interruption.hook()), "the hook is gone");
        interruption.hook().start();
        interruption.hook().join(LONGEST_MILLIS);
        assertFalse(interruption.requested());
    }
}
