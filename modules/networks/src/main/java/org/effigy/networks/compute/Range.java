package org.effigy.networks.compute;

import java.util.Arrays;

/** The images from..to - 1 of a batch. */
public record Range(int from, int to) {
    /** Returns the part of n images that belongs to a shard. */
    public static Range of(int shard, int shards, int n) {
        return new Range(n * shard / shards, n * (shard + 1) / shards);
    }

    public int size() {
        return to - from;
    }

    public float[] cut(float[] batch, int length) {
        return Arrays.copyOfRange(batch, from * length, to * length);
    }
}
