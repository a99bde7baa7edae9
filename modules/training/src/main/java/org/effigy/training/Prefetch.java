package org.effigy.training;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;

/** Makes the input of the next step on another thread while this one works. */
final class Prefetch implements AutoCloseable {
    private final LongFunction<Trainer.Input> source;
    private final long last;
    private final ExecutorService thread;
    private long next;
    private Future<Trainer.Input> pending;

    /** Starts with the input of the first step; after that of the last there is no other. */
    Prefetch(LongFunction<Trainer.Input> source, long first, long last) {
        this.source = source;
        this.last = last;
        next = first;
        thread = Executors.newSingleThreadExecutor(task -> {
            Thread worker = new Thread(task, "prefetch");
            worker.setDaemon(true);
            return worker;
        });
        pending = submit();
    }

    private Future<Trainer.Input> submit() {
        long step = next++;
        return thread.submit(() -> step <= last ? source.apply(step) : null);
    }

    /** Returns the next input; the one after it is begun. */
    Trainer.Input next() {
        try {
            Trainer.Input input = pending.get();
            pending = submit();
            return input;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a batch", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a batch could not be made", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
