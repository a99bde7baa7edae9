package org.effigy.gate;

import java.util.Random;
import org.effigy.base.Seeds;

/**
 * A random rotation of contents, of whose values a descriptor keeps {@value #BITS} signs: random signs and a Hadamard transform,
 * twice (Ailon and Chazelle 2009). The part of signs in which two descriptors differ is the angle between the contents over pi
 * (Charikar 2002, "Similarity estimation techniques from rounding algorithms").
 */
final class Projection {
    /** Signs of a descriptor. */
    static final int BITS = 512;

    static final int WORDS = BITS / Long.SIZE;

    private final float[][] signs;

    /** Makes the rotation of a seed. */
    Projection(long seed) {
        signs = new float[2][Content.LENGTH];
        for (int round = 0; round < signs.length; round++) {
            Random random = Seeds.of(seed, "descriptor", round);
            for (int i = 0; i < Content.LENGTH; i++) {
                signs[round][i] = random.nextBoolean() ? 1 : -1;
            }
        }
    }

    /** Returns the rotated content: a fresh array of the same length and norm times its length. */
    float[] rotate(float[] content) {
        float[] values = content.clone();
        for (float[] round : signs) {
            for (int i = 0; i < values.length; i++) {
                values[i] *= round[i];
            }
            hadamard(values);
        }
        return values;
    }

    /** Returns the transpose of {@link #rotate}: a fresh array. */
    float[] rotateBack(float[] rotated) {
        float[] values = rotated.clone();
        for (int round = signs.length - 1; round >= 0; round--) {
            hadamard(values);
            for (int i = 0; i < values.length; i++) {
                values[i] *= signs[round][i];
            }
        }
        return values;
    }

    /** Returns the signs of the first rotated values, 64 in a word, the first one in the lowest bit; 1 for above 0. */
    long[] descriptor(float[] content) {
        float[] rotated = rotate(content);
        long[] words = new long[WORDS];
        for (int i = 0; i < BITS; i++) {
            if (rotated[i] > 0) {
                words[i / Long.SIZE] |= 1L << i % Long.SIZE;
            }
        }
        return words;
    }

    /** Walsh-Hadamard transform in place, not normalised. */
    private static void hadamard(float[] values) {
        for (int half = 1; half < values.length; half *= 2) {
            for (int block = 0; block < values.length; block += 2 * half) {
                for (int i = block; i < block + half; i++) {
                    float a = values[i];
                    float b = values[i + half];
                    values[i] = a + b;
                    values[i + half] = a - b;
                }
            }
        }
    }

    /** Returns in how many signs the descriptor at a place of an array differs from another one. */
    static int distance(long[] all, int place, long[] one) {
        int from = place * WORDS;
        int differing = 0;
        for (int i = 0; i < WORDS; i++) {
            differing += Long.bitCount(all[from + i] ^ one[i]);
        }
        return differing;
    }

    /** Returns the correlation that so many differing signs stand for. */
    static double correlation(double differing) {
        return Math.cos(Math.PI * differing / BITS);
    }
}
