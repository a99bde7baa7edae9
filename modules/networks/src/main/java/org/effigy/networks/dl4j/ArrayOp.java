package org.effigy.networks.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An operation on arrays of ND4J, dense in c-order, (N, C, H, W); a vector is (N, C, 1, 1). It keeps its parameters, and where
 * their gradients go. Results and gradients are made by the caller; whatever else is made here lives in the caller's scratch.
 */
interface ArrayOp {
    /**
     * Writes the result.
     *
     * @param training whether a backward pass follows
     */
    void forward(INDArray[] in, INDArray out, boolean training);

    /**
     * Writes the gradients of the parameters and of the inputs after a forward pass in training. Is not called where nothing is
     * wanted, so the only input of an operation without parameters is.
     *
     * @param inGradients to write; {@link #isWanted} tells which
     */
    void backward(INDArray[] in, INDArray out, INDArray outGradient, INDArray[] inGradients);

    /** Returns whether the gradient of an input is asked for: an empty array stands for one that is not. */
    static boolean isWanted(INDArray inGradient) {
        return !inGradient.isEmpty();
    }
}
