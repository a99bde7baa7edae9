package org.effigy.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C and termination as a request: while this is open, the end of the process waits until the work has stopped by
 * itself, with its files in order. The process then ends with the code of the signal, 130 for Ctrl-C.
 */
final class Interruption implements AutoCloseable {
    private static final long LONGEST_WAIT_MINUTES = 10;

    private final AtomicBoolean requested = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread hook;

    private Interruption(Runnable announcement) {
        hook = new Thread(() -> {
            if (stopped.getCount() > 0) {
                requested.set(true);
                announcement.run();
                await();
            }
        });
    }

    /** Begins; the announcement runs once when the user asks to stop. */
    static Interruption begin(Runnable announcement) {
        Interruption interruption = new Interruption(announcement);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Whether the user asked to stop. */
    boolean requested() {
        return requested.get();
    }

    /** Runs what the signal runs; for tests. */
    Thread hook() {
        return hook;
    }

    /** Says that the work has stopped. */
    @Override
    public void close() {
        stopped.countDown();
        if (!requested.get()) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The process is about to end; the hook finds nothing to wait for.
                return;
            }
        }
    }

    private void await() {
        try {
            if (!stopped.await(LONGEST_WAIT_MINUTES, TimeUnit.MINUTES)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
