package org.effigy.networks;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The passes of {@link BatchNorm} over feature maps, dense (N, C, H, W), in one of two ways with equal results. */
interface BatchNormKernel {
    /**
     * What is done to a value of each channel: (leaky) ReLU of a x + b.
     *
     * @param slope of the ReLU for negative numbers
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Lines(float[] a, float[] b, float slope) {}

    /** Returns the number of values per channel, then each channel's mean, then each one's sum of squared distances to it. */
    double[] moments(INDArray x);

    /** Writes the activation. */
    void activate(INDArray x, INDArray y, Lines lines);

    /** Returns each channel's sum of d, then each one's sum of d (x - mean); d is the gradient before the ReLU. */
    double[] sums(INDArray x, INDArray dy, Lines lines, double[] mean);

    /** Writes lines.a d + rest.a x + rest.b. */
    void gradient(INDArray x, INDArray dy, INDArray dx, Lines lines, Lines rest);

    /** Returns what suits the backend. */
    static BatchNormKernel create() {
        return Backend.computesOnHost() ? new HeapBatchNorm() : new ArrayBatchNorm();
    }
}
