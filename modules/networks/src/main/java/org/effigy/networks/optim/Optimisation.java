package org.effigy.networks.optim;

import org.effigy.base.Check;

/**
 * How gradients change the weights.
 *
 * @param adam the optimiser; its learning rate is the one after the warm-up
 * @param warmupSteps over which the learning rate grows from 0 in equal parts, 0 for none
 * @param clipNorm the global 2-norm to which a larger gradient is shortened
 * @param emaDecay decay of the exponential moving average of the weights, 0 to below 1
 */
public record Optimisation(AdamSettings adam, int warmupSteps, double clipNorm, double emaDecay) {
    public Optimisation {
        Check.inRange("warmupSteps", warmupSteps, 0, Integer.MAX_VALUE);
        Check.inRange("clipNorm", clipNorm, 1e-6, 1e6);
        double decay = emaDecay;
        Check.argument(decay >= 0 && decay < 1, () -> "emaDecay is " + decay + ", it must be at least 0 and below 1");
    }

    /** Returns the learning rate of a step, steps counting from 1: learningRate * min(1, step / warmupSteps). */
    public double learningRate(long step) {
        return step >= warmupSteps ? adam.learningRate() : adam.learningRate() * step / warmupSteps;
    }

    /** Returns the optimiser's settings of a step, steps counting from 1. */
    public AdamSettings adam(long step) {
        return new AdamSettings(learningRate(step), adam.beta1(), adam.beta2(), adam.epsilon());
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
        return new Optimisation(
                new AdamSettings(other, adam.beta1(), adam.beta2(), adam.epsilon()), warmupSteps, clipNorm, emaDecay);
    }

    /** Returns a copy with another decay of the moving average. */
    public Optimisation withEmaDecay(double other) {
        return new Optimisation(adam, warmupSteps, clipNorm, other);
    }
}
