package org.effigy.training;

import java.util.List;
import org.effigy.networks.optim.Optimisation;

/**
 * The property {@code training} of a checkpoint's config.json: how the weights came about. Holds no time and nothing that
 * an interruption changes, so that equal weights have equal configurations.
 *
 * @param images that the run learns from: those of the index but for what cannot be decoded
 * @param classCounts training images per class
 */
record CheckpointTraining(
        int batch,
        long seed,
        Optimisation optimisation,
        double labelDropout,
        int images,
        int realImages,
        int syntheticImages,
        List<Integer> classCounts) {
    static CheckpointTraining of(TrainingJob job) {
        TrainingConfig config = job.config();
        DataFacts facts = job.facts();
        return new CheckpointTraining(
                config.batch(),
                config.seed(),
                config.optimisation(),
                config.labelDropout(),
                job.images().size(),
                facts.realImages(),
                facts.syntheticImages(),
                facts.classCounts());
    }
}
