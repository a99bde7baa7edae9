package org.effigy.networks.compute;

/**
 * A network's passes for all shards over one vector of parameters, which lies in the memory of the machine and which the
 * optimiser changes. Devices compute with copies.
 */
public interface Replicas extends AutoCloseable {
    /** Returns the passes of a shard. */
    Passes shard(int shard);

    /** Takes over parameters that have changed, on every device. */
    void refresh();

    @Override
    void close();
}
