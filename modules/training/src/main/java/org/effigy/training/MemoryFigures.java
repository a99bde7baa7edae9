package org.effigy.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import java.util.Optional;
import org.effigy.training.doctor.LossRules;

/**
 * Whether a model remembers, at one checkpoint; the property {@code memory} of a line of metrics.jsonl. All by the moving
 * average of the weights, on the same images under the same noise at each checkpoint.
 *
 * @param trainImages images of the training set that were looked at
 * @param heldOutImages images of other patients
 * @param trainLoss mean over the training images of what training makes small
 * @param heldOutLoss the same of the others
 * @param gap {@code heldOutLoss} minus {@code trainLoss}
 * @param gapError its standard error, over patients
 * @param copies how many generated images lie at one training image; empty where none were made at this checkpoint
 * @param averaged how the averaged weights compare with the raw ones on the held-out images; missing in runs of earlier programs
 */
public record MemoryFigures(
        int trainImages,
        int heldOutImages,
        double trainLoss,
        double heldOutLoss,
        double gap,
        double gapError,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Copies> copies,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<LossRules.Averaged> averaged) {
    /**
     * Images whose distance to the nearest training image is less than a third of that to the second nearest (f_mem; Yoon et al.
     * 2023, "Diffusion probabilistic models generalize when they fail to memorize").
     *
     * @param generated images that were made
     * @param close how many of them
     * @param heldOut images of other patients, compared in the same way
     * @param heldOutClose how many of those
     */
    public record Copies(int generated, int close, int heldOut, int heldOutClose) {
        /** Returns f_mem. */
        public double share() {
            return (double) close / generated;
        }
    }

    /** Figures that do not compare averaged and raw weights. */
    public MemoryFigures(
            int trainImages,
            int heldOutImages,
            double trainLoss,
            double heldOutLoss,
            double gap,
            double gapError,
            Optional<Copies> copies) {
        this(trainImages, heldOutImages, trainLoss, heldOutLoss, gap, gapError, copies, Optional.empty());
    }

    public MemoryFigures {
        averaged = averaged == null ? Optional.empty() : averaged;
        copies = copies == null ? Optional.empty() : copies;
    }

    MemoryFigures withCopies(Optional<Copies> other) {
        return new MemoryFigures(trainImages, heldOutImages, trainLoss, heldOutLoss, gap, gapError, other, averaged);
    }

    /** Returns the figures as a log has them. */
    public String text() {
        return String.format(
                        Locale.ROOT,
                        "held-out loss %.5f minus train loss %.5f is %.5f (standard error %.5f)",
                        heldOutLoss,
                        trainLoss,
                        gap,
                        gapError)
                + copies.map(c -> ", f_mem " + c.close() + " of " + c.generated() + " images made, " + c.heldOutClose()
                                + " of " + c.heldOut() + " held out")
                        .orElse("");
    }
}
