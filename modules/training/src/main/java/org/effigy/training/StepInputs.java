package org.effigy.training;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.LongFunction;
import org.effigy.networks.families.Batch;
import org.effigy.networks.families.Model;
import org.effigy.networks.families.PrivateBatch;

/** What makes the input of each step of a run: batches in the order of epochs or, of a private run, units at random. */
final class StepInputs {
    private StepInputs() {}

    /**
     * Returns the inputs of a run.
     *
     * @param firstStep the last step done before
     * @throws org.effigy.base.InputException if a private run has lost its secret
     */
    static LongFunction<Trainer.Input> of(TrainingJob job, Model model, RunDirectory run, long firstStep)
            throws IOException {
        Optional<PrivacyPlan> plan = job.config().privacy();
        if (plan.isEmpty()) {
            BatchSource batches = new BatchSource(job.images(), job.config());
            return step -> {
                Batch batch = batches.of(step);
                return new Trainer.Input(batch, model.prepare(batch));
            };
        }
        if (firstStep >= plan.get().steps()) {
            return step -> {
                throw new IllegalStateException("the plan has no step " + step);
            };
        }
        run.log("private: " + plan.get().text());
        PrivacyKey key = PrivacyKey.open(run.root(), firstStep > 0);
        PrivateSource units = new PrivateSource(job.images(), job.config(), key);
        return step -> {
            PrivateBatch batch = units.of(step);
            return new Trainer.Input(PrivateSource.summary(batch), model.preparePrivately(batch));
        };
    }

    /** Logs what a private run has spent; after its last step nothing need be repeated, so the secret goes. */
    static void settle(TrainingJob job, RunDirectory run, long done) throws IOException {
        Optional<PrivacyPlan> plan = job.config().privacy();
        if (plan.isEmpty()) {
            return;
        }
        run.log("spent: " + plan.get().spent(done).text());
        if (done >= plan.get().steps()) {
            Files.deleteIfExists(run.file(PrivacyKey.FILE));
        }
    }
}
