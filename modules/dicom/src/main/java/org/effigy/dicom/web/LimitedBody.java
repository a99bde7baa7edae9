package org.effigy.dicom.web;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.effigy.dicom.net.ArchiveException;
import org.effigy.dicom.net.ArchiveException.Kind;

/**
 * The body of an answer: ends with an {@link ArchiveException} where it is longer than allowed, where nothing comes for too
 * long, where the connection breaks, and where the user asks to stop.
 */
final class LimitedBody extends InputStream {
    private static final long CHECK_MILLIS = 100;

    private final InputStream in;
    private final long most;
    private final BooleanSupplier stop;
    private final ScheduledFuture<?> guard;
    private long count;
    private volatile long waitingSince;
    private volatile boolean waiting;
    private volatile boolean late;

    LimitedBody(InputStream in, long most, Duration timeout, BooleanSupplier stop, ScheduledExecutorService clock) {
        this.in = in;
        this.most = most;
        this.stop = stop;
        this.guard = clock.scheduleWithFixedDelay(
                () -> check(timeout.toNanos()), CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Closing the stream wakes who reads it. */
    private void check(long timeoutNanos) {
        late = late || (waiting && System.nanoTime() - waitingSince > timeoutNanos);
        if (late || stop.getAsBoolean()) {
            try {
                in.close();
            } catch (IOException e) {
                late = true;
            }
        }
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        waitingSince = System.nanoTime();
        waiting = true;
        int n;
        try {
            n = in.read(bytes, offset, length);
        } catch (IOException e) {
            checkEnded();
            throw new ArchiveException(Kind.TRANSIENT, "the connection broke while the answer came", e);
        } finally {
            waiting = false;
        }
        checkEnded();
        count += Math.max(0, n);
        if (count > most) {
            throw new ArchiveException(Kind.REFUSED, "the answer is longer than the " + most + " bytes allowed");
        }
        return n;
    }

    private void checkEnded() {
        if (stop.getAsBoolean()) {
            throw new ArchiveException(Kind.STOPPED, "stopped");
        }
        if (late) {
            throw new ArchiveException(Kind.TRANSIENT, "the server was silent for too long while the answer came");
        }
    }

    @Override
    public void close() {
        guard.cancel(false);
        try {
            in.close();
        } catch (IOException e) {
            late = true;
        }
    }
}
