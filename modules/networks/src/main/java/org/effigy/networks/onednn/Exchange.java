package org.effigy.networks.onednn;

/** Where a shard meets the others of its batch: gives its numbers and gets those of all, in the order of the shards. */
@FunctionalInterface
public interface Exchange {
    double[][] exchange(double[] numbers);
}
