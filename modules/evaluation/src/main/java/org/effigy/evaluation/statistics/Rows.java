package org.effigy.evaluation.statistics;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.effigy.base.Progress;

/** Does the same for many rows with several threads; what each writes must be its own. */
public final class Rows {
    private Rows() {}

    /** The work on a row. */
    @FunctionalInterface
    public interface Work {
        void on(int row) throws IOException;
    }

    /**
     * Works on the rows 0 to count - 1. The first failure ends the work and is thrown.
     *
     * @throws InterruptedIOException if the calling thread is interrupted
     */
    public static void forEach(int threads, int count, Progress progress, Work work) throws IOException {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Runnable loop = () -> {
            try {
                for (int row = next.getAndIncrement(); row < count; row = next.getAndIncrement()) {
                    if (failure.get() != null || Thread.currentThread().isInterrupted()) {
                        return;
                    }
                    work.on(row);
                    synchronized (done) {
                        progress.done(done.incrementAndGet());
                    }
                }
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
        };
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < Math.min(threads, count); i++) {
            Thread thread = new Thread(loop, "rows-" + i);
            thread.setDaemon(true);
            thread.start();
            others.add(thread);
        }
        loop.run();
        join(others);
        rethrow(failure.get());
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
    }

    /** As {@link #forEach(int, int, Progress, Work)} for work that cannot be interrupted and reads no file. */
    public static void compute(int threads, int count, Work work) {
        try {
            forEach(threads, count, Progress.none(), work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void join(List<Thread> threads) throws IOException {
        boolean interrupted = Thread.currentThread().isInterrupted();
        if (interrupted) {
            threads.forEach(Thread::interrupt);
        }
        for (Thread thread : threads) {
            boolean joined = false;
            while (!joined) {
                try {
                    thread.join();
                    joined = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                    threads.forEach(Thread::interrupt);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void rethrow(Throwable failure) throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        if (failure != null) {
            throw new IOException(failure);
        }
    }
}
