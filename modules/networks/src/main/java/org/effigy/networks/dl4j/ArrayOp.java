package org.effigy.networks.dl4j;

import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An operation on arrays of ND4J, dense in c-order, (N, C, H, W); a vector is (N, C, 1, 1). It keeps its parameters, and where
 * their gradients go. Results and gradients are made by the caller; whatever else is made here lives in the caller's scratch.
 */
record ArrayOp(Forward forward, Backward backward) {
    /** A forward pass. */
    interface Forward {
        /**
         * Writes the result.
         *
         * @param training whether a backward pass follows
         */
        void run(INDArray[] in, INDArray out, boolean training);
    }

    /** A backward pass. */
    interface Backward {
        /**
         * Writes the gradients of the parameters and of the inputs after a forward pass in training. Is not called where nothing
         * is wanted, so the only input of an operation without parameters is.
         *
         * @param dy the gradient of the result
         * @param dx gradients of the inputs to write; {@link #isWanted} tells which
         */
        void run(INDArray[] in, INDArray out, INDArray dy, INDArray[] dx);
    }

    /** Returns whether the gradient of an input is asked for: an empty array stands for one that is not. */
    static boolean isWanted(INDArray dx) {
        return !dx.isEmpty();
    }

    /** Writes the gradient of an input if it is asked for. */
    static void put(INDArray dx, Supplier<INDArray> gradient) {
        if (isWanted(dx)) {
            dx.assign(gradient.get());
        }
    }
}
