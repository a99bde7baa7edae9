package org.effigy.evaluation.utility;

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

/** Runs trainings side by side, those that are done already left out. */
final class Jobs {
    private static final long PATIENCE_SECONDS = 60;

    private Jobs() {}

    /**
     * One training.
     *
     * @param name of its scores
     * @param judged images that it scores
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Job(String name, Training training, Pool pool, long seed, float[][] judged) {}

    /** Counts the steps of all trainings. */
    private static final class Count {
        private final Progress progress;
        private long steps;

        Count(Progress progress) {
            this.progress = progress;
        }

        synchronized void step() {
            progress.done(++steps);
        }

        synchronized void note(String name) {
            progress.note(name);
        }
    }

    /** Runs what is not in the store; each result is kept as soon as it is there. */
    static void run(List<Job> jobs, ScoreStore store, int threads, Progress.Factory factory) throws IOException {
        List<Job> open =
                jobs.stream().filter(job -> store.get(job.name()).isEmpty()).toList();
        if (open.isEmpty()) {
            return;
        }
        long total = open.stream().mapToLong(job -> job.training().steps()).sum();
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, open.size()));
        try (Progress progress = factory.start("utility", "steps", total)) {
            Count count = new Count(progress);
            List<Future<?>> results = new ArrayList<>();
            for (Job job : open) {
                results.add(pool.submit(() -> {
                    count.note(job.name());
                    float[] scores =
                            job.training().probabilities(job.pool(), job.seed(), job.judged(), step -> count.step());
                    store.put(job.name(), job.training().classes(), scores);
                    return scores;
                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            throw cause(e);
        } finally {
            end(pool);
        }
    }

    /** Trainings that had begun come to their next step first: nothing may write any more afterwards. */
    private static void end(ExecutorService pool) {
        pool.shutdownNow();
        try {
            pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static IOException cause(ExecutionException e) {
        if (e.getCause() instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
}
