package org.effigy.dicom.net;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.effigy.base.Check;
import org.effigy.dicom.net.ArchiveException.Kind;

/**
 * Repeats an attempt that failed for the time being: the n-th wait is between half and all of {@code first * 2^(n-1)}, at
 * most {@code longest}; where the archive says when to come back, as long as it says, up to {@code longestAsked}.
 */
public final class Retries {
    private static final long STEP_MILLIS = 100;

    /**
     * How often and how long to wait.
     *
     * @param retries attempts after the first one, 0 for none
     * @param first the longest first wait
     * @param longest the longest wait of our own choice
     * @param longestAsked the longest wait that an archive may ask for; a longer one ends the attempts
     */
    public record Policy(int retries, Duration first, Duration longest, Duration longestAsked) {
        /** Returns the usual waits: a second at first, a minute at most, ten minutes if the archive asks for it. */
        public static Policy of(int retries) {
            return new Policy(retries, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(10));
        }

        public Policy {
            Check.inRange("retries", retries, 0, 100);
        }
    }

    /** Waits; tests count instead. */
    @FunctionalInterface
    public interface Pause {
        void sleep(long millis) throws InterruptedException;
    }

    /** One attempt. */
    @FunctionalInterface
    public interface Attempt<T> {
        T run() throws IOException;
    }

    private final Policy policy;
    private final BooleanSupplier stop;
    private final Pause pause;
    private final Random random;

    /** Makes retries that end when the user asks to stop; the random numbers spread the waits. */
    public Retries(Policy policy, BooleanSupplier stop, Pause pause, Random random) {
        this.policy = policy;
        this.stop = stop;
        this.pause = pause;
        this.random = random;
    }

    /** Returns retries with the usual waits. */
    public static Retries of(int retries, BooleanSupplier stop) {
        return new Retries(Policy.of(retries), stop, Thread::sleep, new Random());
    }

    /**
     * Returns what an attempt returns.
     *
     * @throws ArchiveException of the last attempt, or STOPPED
     */
    public <T> T call(Attempt<T> attempt) throws IOException {
        for (int n = 1; ; n++) {
            try {
                checkNotStopped();
                return attempt.run();
            } catch (ArchiveException e) {
                if (e.kind() != Kind.TRANSIENT || n > policy.retries()) {
                    throw e;
                }
                long asked = e.retryAfter().map(Duration::toMillis).orElse(0L);
                if (asked > policy.longestAsked().toMillis()) {
                    throw e;
                }
                sleep(Math.max(asked, ownWait(n)));
            }
        }
    }

    private long ownWait(int n) {
        double doubled = policy.first().toMillis() * Math.pow(2, n - 1);
        double most = Math.min(policy.longest().toMillis(), doubled);
        return (long) (most * (1 + random.nextDouble()) / 2);
    }

    private void sleep(long millis) {
        try {
            for (long left = millis; left > 0; left -= STEP_MILLIS) {
                checkNotStopped();
                pause.sleep(Math.min(left, STEP_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped();
        }
    }

    private void checkNotStopped() {
        if (stop.getAsBoolean()) {
            throw stopped();
        }
    }

    private static ArchiveException stopped() {
        return new ArchiveException(Kind.STOPPED, "stopped");
    }
}
