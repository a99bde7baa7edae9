package org.effigy.dataset;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.effigy.base.Progress;

/** Does the same to many things on several cores. */
public final class Parallel {
    private static final long PATIENCE_SECONDS = 60;

    private Parallel() {}

    /** One piece of work. */
    @FunctionalInterface
    public interface Work<T, R> {
        R apply(T item) throws IOException;
    }

    /**
     * Returns the results in the order of the items; the first failure in that order ends the work and is thrown.
     *
     * @throws InterruptedIOException if the calling thread is interrupted; work in progress is given up
     */
    public static <T, R> List<R> map(List<T> items, Work<T, R> work, Progress progress) throws IOException {
        return map(items, Runtime.getRuntime().availableProcessors(), work, progress);
    }

    /** As {@link #map(List, Work, Progress)}, with at most so many threads. */
    public static <T, R> List<R> map(List<T> items, int threads, Work<T, R> work, Progress progress)
            throws IOException {
        ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, Math.min(threads, items.size())));
        try {
            List<Future<R>> futures = new ArrayList<>(items.size());
            for (T item : items) {
                futures.add(pool.submit(() -> work.apply(item)));
            }
            List<R> results = new ArrayList<>(items.size());
            for (Future<R> future : futures) {
                results.add(future.get());
                progress.done(results.size());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            throw unwrap(e);
        } finally {
            end(pool);
        }
    }

    /** Work that had begun comes to its end first, so that nobody writes any more afterwards. */
    private static void end(ExecutorService pool) {
        pool.shutdownNow();
        try {
            pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static IOException unwrap(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }
}
