package org.effigy.base;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Independent random streams from one run seed: one per purpose and index, so that neither the batch size nor an
 * interruption changes a number.
 *
 * <p>The seed of a stream is the first 8 bytes, big endian, of SHA-256 over the run seed (8 bytes, big endian), the
 * index (8 bytes, big endian) and the purpose (UTF-8). {@link Random} is specified by the Java platform bit for bit, so a
 * stream is the same on every machine.
 */
public final class Seeds {
    private Seeds() {}

    /**
     * Returns a fresh stream.
     *
     * @param runSeed the seed the user gave
     * @param purpose what the numbers are for, e.g. {@code "noise"}; different purposes are independent
     * @param index the image or the step the stream belongs to
     */
    public static Random of(long runSeed, String purpose, long index) {
        return new Random(derive(runSeed, purpose, index));
    }

    /** Returns the 64-bit seed of the stream that {@link #of} returns; never 0. */
    public static long derive(long runSeed, String purpose, long index) {
        byte[] name = purpose.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocate(16 + name.length)
                .putLong(runSeed)
                .putLong(index)
                .put(name);
        long seed = ByteBuffer.wrap(Hashes.digest().digest(buffer.array())).getLong();
        return seed == 0 ? 1 : seed;
    }

    /** Fills the array with independent standard normal numbers and returns it. */
    public static float[] fillNormal(Random random, float[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) random.nextGaussian();
        }
        return out;
    }

    /** Returns 0 to n - 1 in an order that the stream draws (Fisher and Yates's shuffle). */
    public static int[] permutation(Random random, int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
