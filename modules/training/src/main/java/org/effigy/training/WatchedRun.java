package org.effigy.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.effigy.networks.checkpoint.RunMemory;
import org.effigy.networks.net.NamedTensor;

/** What a run knows of its model's memory: the figures of its checkpoints so far, and memory.json that follows from them. */
final class WatchedRun {
    private final RunDirectory run;
    private final Optional<MemoryWatch> watch;
    private final List<MemoryRule.At> checkpoints;

    /**
     * Begins or goes on.
     *
     * @param lines of metrics.jsonl that have figures of memory; what memory.json says of steps after them is taken back
     */
    WatchedRun(TrainingJob job, RunDirectory run, List<StepMetrics> lines) throws IOException {
        this.run = run;
        watch = job.watched().map(images -> new MemoryWatch(job, images));
        checkpoints = new ArrayList<>();
        lines.forEach(line ->
                checkpoints.add(new MemoryRule.At(line.step(), line.memory().orElseThrow())));
        RunMemory.write(run.root(), MemoryRule.found(checkpoints));
    }

    /**
     * Measures at a checkpoint; empty where the run is not watched, or what the model gives is not finite.
     *
     * @param weights the averaged ones with all else that the family needs; asked for only where they are needed
     * @param raw the weights as they are trained
     * @param last whether the session ends with this step
     */
    Optional<MemoryFigures> measure(
            long step, Supplier<List<NamedTensor>> weights, Supplier<List<NamedTensor>> raw, boolean last)
            throws IOException {
        if (watch.isEmpty()) {
            return Optional.empty();
        }
        MemoryFigures figures = watch.get()
                .measure(weights.get(), raw.get(), last || watch.get().copiesDue(step, checkpoints));
        if (!Double.isFinite(figures.gap())) {
            return Optional.empty();
        }
        run.log("step " + step + ": " + figures.text());
        checkpoints.add(new MemoryRule.At(step, figures));
        return Optional.of(figures);
    }

    /** Writes memory.json; returns what is found if it was not known before this step. */
    Optional<RunMemory> settle() throws IOException {
        Optional<RunMemory> found = MemoryRule.found(checkpoints);
        boolean known = checkpoints.isEmpty()
                || MemoryRule.found(checkpoints.subList(0, checkpoints.size() - 1))
                        .isPresent();
        if (found.isEmpty() || known) {
            return Optional.empty();
        }
        RunMemory.write(run.root(), found);
        run.log("the model begins to remember single training images at step "
                + found.get().remembersFrom() + ": " + found.get().evidence());
        return found;
    }

    /** Returns the first step whose checkpoint remembers, or may; the one before it must stay. */
    OptionalLong suspectFrom() {
        return MemoryRule.suspectFrom(checkpoints);
    }
}
