package org.effigy.evaluation.utility;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.effigy.base.Progress;
import org.effigy.dataset.Parallel;

/** Runs trainings side by side, those that are done already left out. */
final class Jobs {
    private Jobs() {}

    /**
     * One training.
     *
     * @param judged what it scores, each kept by its name
     */
    record Job(Training training, Pool pool, long seed, List<Judged> judged) {
        Job {
            judged = List.copyOf(judged);
        }

        /** A training that scores one set of images. */
        Job(String name, Training training, Pool pool, long seed, float[][] images) {
            this(training, pool, seed, List.of(new Judged(name, images)));
        }

        /** Returns the same training, which scores these images too. */
        Job and(String name, float[][] images) {
            return new Job(
                    training,
                    pool,
                    seed,
                    Stream.concat(judged.stream(), Stream.of(new Judged(name, images)))
                            .toList());
        }

        private boolean isDone(ScoreStore store) {
            return judged.stream().allMatch(of -> store.get(of.name()).isPresent());
        }

        private void run(ScoreStore store, LongConsumer onStep) throws IOException {
            float[][] images =
                    judged.stream().flatMap(of -> Arrays.stream(of.images())).toArray(float[][]::new);
            float[] scores = training.probabilities(pool, seed, images, onStep);
            int from = 0;
            for (Judged of : judged) {
                int length = of.images().length * training.classes();
                store.put(of.name(), training.classes(), Arrays.copyOfRange(scores, from, from + length));
                from += length;
            }
        }
    }

    /**
     * Images that a trained classifier scores.
     *
     * @param name of their scores
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Judged(String name, float[][] images) {}

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
        List<Job> open = jobs.stream().filter(job -> !job.isDone(store)).toList();
        if (open.isEmpty()) {
            return;
        }
        long total = open.stream().mapToLong(job -> job.training().steps()).sum();
        try (Progress progress = factory.start("utility", "steps", total)) {
            Count count = new Count(progress);
            Parallel.Work<Job, String> train = job -> {
                String name = job.judged().get(0).name();
                count.note(name);
                job.run(store, step -> count.step());
                return name;
            };
            Parallel.map(open, threads, train, Progress.none());
        }
    }
}
