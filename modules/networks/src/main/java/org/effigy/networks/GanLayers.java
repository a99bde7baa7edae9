package org.effigy.networks;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The generator or the discriminator of {@link Dcgan} for one shard of the batch. */
interface GanLayers {
    /** What a backward pass is to compute. */
    enum Wanted {
        /** The gradient of the weights. */
        WEIGHTS,
        /** The gradient of the input. */
        INPUT,
        /** Nothing: a forward pass under the running statistics. */
        NOTHING
    }

    /**
     * Returns the output, flattened (N, C, H, W).
     *
     * @param input flattened (N, C, H, W)
     * @param wanted what the backward pass that follows is to compute
     */
    float[] forward(float[] input, Wanted wanted);

    /**
     * Runs the backward pass of the latest forward pass, from the gradient of its output. Returns the gradient of its
     * input, flattened (N, C, H, W), where that was wanted, otherwise an empty array.
     */
    float[] backward(float[] slope);

    /** Returns all parameters as one flat vector; a view. */
    INDArray parameters();

    /** Returns the gradient, laid out as the parameters; a view. */
    INDArray gradient();

    /** Returns the parameters by the names they have in checkpoints; views. */
    Map<String, INDArray> table();

    /** Gives back what lies off the heap and is the shard's own. */
    void close();
}
