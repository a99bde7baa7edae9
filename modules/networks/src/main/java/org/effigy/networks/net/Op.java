package org.effigy.networks.net;

/**
 * What a node computes. {@link Net} has a method for each, which says what its inputs are and what becomes of their shapes; an
 * interpreter that fuses operations adds kinds of its own.
 */
public interface Op {
    /** What the caller gives: images or vectors. */
    record Input() implements Op {}

    /** A convolution with a square kernel; weights (out, in, kernel, kernel). */
    record Conv(int kernel, int stride, int padding, boolean bias) implements Op {}

    /** A transposed convolution with a square kernel and without bias; weights (in, out, kernel, kernel). */
    record Transposed(int kernel, int stride, int padding) implements Op {}

    /** A linear map of vectors; weights (out, in). */
    record Dense(boolean bias) implements Op {}

    /** Group normalisation (Wu and He 2018), with a scale gamma and a shift beta per channel. */
    record GroupNorm(int groups) implements Op {
        /** Added to each variance. */
        public static final double EPSILON = 1e-5;
    }

    /**
     * Batch normalisation (Ioffe and Szegedy 2015) over all shards of a batch.
     *
     * @param tracked whether running statistics are kept, under which passes without gradients compute; without, the net is
     *     for training only
     */
    record BatchNorm(boolean tracked) implements Op {
        /** Added to each variance. */
        public static final double EPSILON = 1e-5;

        /** How much of the old running statistics remains after a batch. */
        public static final double MOMENTUM = 0.9;
    }

    /** A function of each value. */
    record Activate(Activation kind) implements Op {}

    /**
     * Single-head attention over positions (Vaswani et al. 2017, section 3.2.1): softmax(q k' / sqrt(C)) v. One input holds q, k
     * and v side by side in its channels; of two inputs the first is q, the second holds k and v, of any height and width.
     */
    record Attention() implements Op {}

    /** Maps plus one number per image and channel, which is the second input, a vector. */
    record Shift() implements Op {}

    /** Maps times one number per image and channel, which is the second input, a vector. */
    record Scale() implements Op {}

    /** The sum of two inputs of the same shape. */
    record Sum() implements Op {}

    /** Two maps side by side in the channels. */
    record Join() implements Op {}

    /** Maps doubled in height and width by nearest neighbour. */
    record Nearest() implements Op {}

    /** The mean of each block of height x width positions. */
    record Pool(int height, int width) implements Op {}

    /** Maps as a vector: channel after channel, each row by row. */
    record Flatten() implements Op {}
}
