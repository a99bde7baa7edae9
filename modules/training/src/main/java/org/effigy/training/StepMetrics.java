package org.effigy.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One line of metrics.jsonl.
 *
 * @param step from 1
 * @param loss DDPM: mean squared error; a GAN: sum of the parts
 * @param meanLoss moving mean of the loss: the mean of the first 100 steps, from then on with weight 1/100 for the newest
 * @param gradientNorm 2-norm before clipping; 0 for a family that has none
 * @param learningRate of this step
 * @param imagesPerSecond of this step
 * @param elapsedSeconds of training so far, interruptions left out
 * @param parts the loss's parts by name, e.g. {@code generator}; empty when it has none
 * @param memory whether the model remembers, at checkpoints of a run that is watched
 */
public record StepMetrics(
        long step,
        double loss,
        double meanLoss,
        double gradientNorm,
        double learningRate,
        double imagesPerSecond,
        double elapsedSeconds,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> parts,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<MemoryFigures> memory) {
    private static final long MEAN_OVER = 100;

    public StepMetrics {
        parts = parts == null ? Map.of() : new TreeMap<>(parts);
        memory = memory == null ? Optional.empty() : memory;
    }

    StepMetrics withMemory(Optional<MemoryFigures> other) {
        return new StepMetrics(
                step, loss, meanLoss, gradientNorm, learningRate, imagesPerSecond, elapsedSeconds, parts, other);
    }

    /** Returns the moving mean after one more loss; the previous mean is NaN where there is none. */
    static double meanLoss(double previous, double loss, long step) {
        return Double.isNaN(previous) ? loss : previous + (loss - previous) / Math.min(step, MEAN_OVER);
    }
}
