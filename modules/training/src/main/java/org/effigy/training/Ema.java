package org.effigy.training;

import java.util.List;
import java.util.function.Supplier;
import org.effigy.base.Check;
import org.effigy.networks.NamedTensor;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The exponential moving average of a flat vector of parameters: average = d average + (1 - d) parameters, with
 * d = min(decay, (1 + n) / (10 + n)) at the n-th update, n from 1, so that the first weights are forgotten quickly
 * (TensorFlow's ExponentialMovingAverage with num_updates).
 */
final class Ema implements AutoCloseable {
    private final double decay;
    private final INDArray average;

    /** Starts at a copy of the parameters. */
    Ema(double decay, INDArray parameters) {
        this.decay = Check.inRange("EMA decay", decay, 0, Math.nextDown(1.0));
        try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            average = parameters.dup();
        }
    }

    /** Returns the decay of the n-th update, n from 1. */
    static double decayAt(double decay, long n) {
        return Math.min(decay, (1.0 + n) / (10.0 + n));
    }

    /** Takes the parameters into the average; the n-th call, n from 1. */
    void update(INDArray parameters, long n) {
        // parameters + d (average - parameters), in place and without a temporary array.
        average.subi(parameters).muli((float) decayAt(decay, n)).addi(parameters);
    }

    /** Sets the average to the parameters. */
    void assign(INDArray parameters) {
        average.assign(parameters);
    }

    /** Puts the average in the place of the parameters (a view), calls the supplier, and puts the parameters back. */
    List<NamedTensor> inPlaceOf(INDArray parameters, Supplier<List<NamedTensor>> supplier) {
        try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
                INDArray kept = parameters.dup()) {
            try {
                parameters.assign(average);
                return supplier.get();
            } finally {
                parameters.assign(kept);
            }
        }
    }

    @Override
    public void close() {
        average.close();
    }
}
