package org.effigy.networks;

/**
 * The passes of {@link DdpmUNet}, in one of two ways with the same parameters. Each shard is used by one thread; shards run
 * side by side. Vectors belong to the thread of their shard, parameters to the first.
 */
interface UNetCompute extends AutoCloseable {
    /** Returns all parameters as one flat vector, laid out as {@link UNetLayout} says; a view. */
    FlatVector parameters();

    /** Returns a shard's gradient, laid out as the parameters; a view. */
    FlatVector gradient(int shard);

    /** Takes over parameters that have changed, on every device. Called before the passes that are to see them. */
    void refresh();

    /** Returns the network's output for a part of a batch, flattened (N, 1, H, W). */
    float[] predict(int shard, UNetBatch batch);

    /**
     * Returns the squared error summed over the images and the positions of the network's maps, meaned over the pixels of
     * a position, and leaves its gradient.
     *
     * @param target images as the input
     */
    double backward(int shard, UNetBatch batch, float[] target);

    @Override
    void close();
}
