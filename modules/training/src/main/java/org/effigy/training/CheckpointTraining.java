package org.effigy.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.effigy.dataset.FewImages;
import org.effigy.networks.families.Family;
import org.effigy.networks.optim.Optimisation;

/**
 * The property {@code training} of a checkpoint's config.json: how the weights came about. Holds no time and nothing that
 * an interruption changes, so that equal weights have equal configurations.
 *
 * @param images that the run learns from: those of the index but for what cannot be decoded; of a distilled model those that its
 *     teacher learned from, which it may give back as the teacher does
 * @param classCounts training images per class
 * @param shownCounts those of them whose mask shows a region; missing without masks
 * @param classBalance as the run's settings have it; missing where every image came equally often
 * @param privacy how it is trained with differential privacy; missing without
 * @param privacySpent what the steps so far have spent; missing without
 */
record CheckpointTraining(
        int batch,
        long seed,
        Optimisation optimisation,
        double labelDropout,
        int images,
        int realImages,
        int syntheticImages,
        List<Integer> classCounts,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> shownCounts,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<ClassBalance> classBalance,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<PrivacyPlan> privacy,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<PrivacyPlan.Spent> privacySpent) {
    private static int images(TrainingJob job) {
        int shown = job.images().size();
        return Family.of(job.config().model()).learnsFromImages()
                ? shown
                : job.start()
                        .map(teacher ->
                                FewImages.recorded(teacher.config().training()).orElse(shown))
                        .orElse(shown);
    }

    /** Returns that of a checkpoint after so many steps. */
    static CheckpointTraining of(TrainingJob job, long step) {
        TrainingConfig config = job.config();
        DataFacts facts = job.facts();
        return new CheckpointTraining(
                config.batch(),
                config.seed(),
                config.optimisation(),
                config.labelDropout(),
                images(job),
                facts.realImages(),
                facts.syntheticImages(),
                facts.classCounts(),
                facts.shownCounts(),
                config.classBalance(),
                config.privacy(),
                config.privacy().map(plan -> plan.spent(step)));
    }
}
