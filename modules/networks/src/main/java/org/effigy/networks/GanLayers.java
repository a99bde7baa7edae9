package org.effigy.networks;

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

    /** What lives until a step or a pass is done. */
    interface Memory extends AutoCloseable {
        @Override
        void close();
    }

    /** Opens, in the thread of the shard, the memory of all passes until it is closed; both networks' use one. */
    Memory open();

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

    /** Returns the gradient, laid out as the parameters; a view. */
    FlatVector gradient();

    /** Gives back what lies off the heap and is the shard's own. */
    void close();
}
