package org.effigy.networks;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The arithmetic of {@link NormLayer} on dense (N, C, H, W), in one of two ways with equal results. */
interface GroupNormKernel {
    /** Writes silu(gamma * (x - mean) / std + beta), or that without the silu, into y. */
    void forward(INDArray x, INDArray y, INDArray gamma, INDArray beta);

    /** Writes the gradients of the input, of gamma and of beta. Follows the forward pass of the same input. */
    void backward(INDArray x, INDArray dy, INDArray dx, INDArray dGamma, INDArray dBeta);

    /** Returns what suits the backend. */
    static GroupNormKernel of(int groups, boolean silu) {
        return Backend.computesOnHost() ? new GroupNorm(groups, silu) : new ArrayGroupNorm(groups, silu);
    }
}
