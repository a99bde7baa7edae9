package org.effigy.networks.compute;

import java.util.concurrent.Phaser;

/**
 * Where the shards of one batch meet to add up their batch-normalisation statistics, so that a batch gives the same
 * result however it is cut.
 */
final class BatchSync {
    private Phaser phaser = new Phaser(1);
    /** Two sets of slots in turn: a shard may fill the next while another still reads the last. */
    private double[][][] slots = new double[2][1][];

    private int[] rounds = new int[1];

    /** Prepares for this many shards; no shard may be running. */
    void start(int shards) {
        phaser = new Phaser(shards);
        slots = new double[2][shards][];
        rounds = new int[shards];
    }

    /** Gives this shard's numbers, waits for the others, and returns the numbers of all in the order of the shards. */
    double[][] exchange(int shard, double[] numbers) {
        double[][] round = slots[rounds[shard]++ % 2];
        round[shard] = numbers;
        if (phaser.arriveAndAwaitAdvance() < 0) {
            throw new Broken();
        }
        return round;
    }

    /** Wakes all that wait, after one shard has failed. */
    void fail() {
        phaser.forceTermination();
    }

    /** Another shard of the batch failed. */
    static final class Broken extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        Broken() {
            super("another shard of the batch failed");
        }
    }
}
