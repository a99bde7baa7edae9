package org.effigy.evaluation.utility;

import java.io.IOException;
import java.util.List;
import org.effigy.base.Progress;
import org.effigy.dataset.Parallel;

/** Runs trainings side by side, those that are done already left out. */
final class Jobs {
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
        try (Progress progress = factory.start("utility", "steps", total)) {
            Count count = new Count(progress);
            Parallel.Work<Job, float[]> train = job -> {
                count.note(job.name());
                float[] scores =
                        job.training().probabilities(job.pool(), job.seed(), job.judged(), step -> count.step());
                store.put(job.name(), job.training().classes(), scores);
                return scores;
            };
            Parallel.map(open, threads, train, Progress.none());
        }
    }
}
