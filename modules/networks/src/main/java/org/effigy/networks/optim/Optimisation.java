package org.effigy.networks.optim;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import org.effigy.base.Check;

/**
 * How gradients change the weights.
 *
 * @param adam the optimiser; its learning rate is the one after the warm-up
 * @param warmupSteps over which the learning rate grows from 0 in equal parts, 0 for none
 * @param clipNorm the global 2-norm to which a larger gradient is shortened
 * @param emaDecay decay of the exponential moving average of the weights, 0 to below 1
 * @param schedule of the learning rate after the warm-up; records of earlier programs have none, which means constant
 * @param accumulate into how many parts a batch is cut that come one after another, to need less memory; their gradients are
 *     added up, so that the step is that of the whole batch, but for rounding. Earlier records have none, which means 1
 */
public record Optimisation(
        AdamSettings adam,
        int warmupSteps,
        double clipNorm,
        double emaDecay,
        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Usual.class) LearningRateSchedule schedule,
        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Usual.class) Integer accumulate) {
    /** Leaves out what records of earlier programs do not have. */
    @SuppressWarnings("EqualsHashCode")
    static final class Usual {
        @Override
        public boolean equals(Object value) {
            return value == null || value.equals(1) || value.equals(LearningRateSchedule.CONSTANT);
        }
    }

    public Optimisation {
        Check.inRange("warmupSteps", warmupSteps, 0, Integer.MAX_VALUE);
        Check.inRange("clipNorm", clipNorm, 1e-6, 1e6);
        double decay = emaDecay;
        Check.argument(decay >= 0 && decay < 1, () -> "emaDecay is " + decay + ", it must be at least 0 and below 1");
        schedule = Objects.requireNonNullElse(schedule, LearningRateSchedule.CONSTANT);
        accumulate = Check.inRange("accumulate", Objects.requireNonNullElse(accumulate, 1), 1, 65536);
    }

    /** A constant learning rate, and batches at once. */
    public Optimisation(AdamSettings adam, int warmupSteps, double clipNorm, double emaDecay) {
        this(adam, warmupSteps, clipNorm, emaDecay, LearningRateSchedule.CONSTANT, 1);
    }

    /**
     * Returns the learning rate of a step: learningRate * min(1, step / warmupSteps), times what the schedule makes of the share.
     *
     * @param step from 1
     * @param share of the training that is done before the step, 0 to 1
     */
    public double learningRate(long step, double share) {
        double warm = step >= warmupSteps ? adam.learningRate() : adam.learningRate() * step / warmupSteps;
        return schedule == LearningRateSchedule.CONSTANT ? warm : warm * schedule.factor(share);
    }

    /** Returns the learning rate of a step at the beginning of the training. */
    public double learningRate(long step) {
        return learningRate(step, 0);
    }

    /** Returns the optimiser's settings of a step, as {@link #learningRate}. */
    public AdamSettings adam(long step, double share) {
        return new AdamSettings(learningRate(step, share), adam.beta1(), adam.beta2(), adam.epsilon());
    }

    /** Returns the optimiser's settings of a step at the beginning of the training. */
    public AdamSettings adam(long step) {
        return adam(step, 0);
    }

    /**
     * Returns the decay of the moving average at a step, from 1: min(emaDecay, (1 + step) / (10 + step)), so that the first
     * weights are forgotten quickly (TensorFlow's ExponentialMovingAverage with num_updates).
     */
    public double emaDecay(long step) {
        return Math.min(emaDecay, (1.0 + step) / (10.0 + step));
    }

    /** Returns a copy with another learning rate. */
    public Optimisation withLearningRate(double other) {
        AdamSettings changed = new AdamSettings(other, adam.beta1(), adam.beta2(), adam.epsilon());
        return new Optimisation(changed, warmupSteps, clipNorm, emaDecay, schedule, accumulate);
    }

    /** Returns a copy with another decay of the moving average. */
    public Optimisation withEmaDecay(double other) {
        return new Optimisation(adam, warmupSteps, clipNorm, other, schedule, accumulate);
    }

    /** Returns a copy with another warm-up. */
    public Optimisation withWarmup(int steps) {
        return new Optimisation(adam, steps, clipNorm, emaDecay, schedule, accumulate);
    }

    /** Returns a copy with another schedule. */
    public Optimisation withSchedule(LearningRateSchedule other) {
        return new Optimisation(adam, warmupSteps, clipNorm, emaDecay, other, accumulate);
    }

    /** Returns a copy that cuts batches into so many parts. */
    public Optimisation withAccumulate(int parts) {
        return new Optimisation(adam, warmupSteps, clipNorm, emaDecay, schedule, parts);
    }
}
