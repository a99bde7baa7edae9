package org.effigy.networks.compute;

/**
 * The passes of a network over one shard of a batch, by one of the engines. Each is used by the thread of its shard; those of
 * several shards run side by side.
 */
public interface Passes extends AutoCloseable {
    /** What lives until a step or a prediction is done. */
    interface Memory extends AutoCloseable {
        @Override
        void close();
    }

    /** Opens, in the thread of the shard, the memory of all passes of all networks until it is closed. */
    Memory open();

    /**
     * Returns the output, (N, C, H, W), flattened.
     *
     * @param inputs in the order in which the net declares them, each (N, C, H, W), flattened
     */
    float[] forward(Wanted wanted, float[]... inputs);

    /**
     * Runs the backward pass of the latest forward pass, from the gradient of its output. Returns the gradients of the inputs
     * where they were wanted, otherwise an empty array; that of the parameters is then in {@link #gradient}.
     */
    float[][] backward(float[] outputGradient);

    /** Returns the error of a backward pass without the forward pass that it needs. */
    static IllegalStateException neverForward() {
        return new IllegalStateException("there was no forward pass that wants gradients");
    }

    /** Returns the gradient of the parameters that the latest backward pass left, laid out as they are; a view. */
    HostVector gradient();

    @Override
    void close();
}
