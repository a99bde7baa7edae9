package org.effigy.training;

import org.effigy.base.Check;

/**
 * The exponential moving average of the weights: average = d average + (1 - d) weights, with
 * d = min(decay, (1 + n) / (10 + n)) at the n-th update, n from 1, so that the first weights are forgotten quickly
 * (TensorFlow's ExponentialMovingAverage with num_updates). The networks keep it, in one pass with the optimiser.
 *
 * @param decay of late updates, 0 to below 1
 */
record Ema(double decay) {
    Ema {
        Check.inRange("EMA decay", decay, 0, Math.nextDown(1.0));
    }

    /** Returns the decay of the n-th update, n from 1. */
    double at(long n) {
        return Math.min(decay, (1.0 + n) / (10.0 + n));
    }
}
