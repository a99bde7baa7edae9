package org.effigy.codecs.jpeg;

import java.util.Arrays;

/**
 * The inverse discrete cosine transform of an 8 x 8 block in integers, after Loeffler, Ligtenberg and Moschytz (1989),
 * with the constants and the rounding of the "slow but accurate" method of the Independent JPEG Group.
 */
final class InverseCosine {
    private static final int CONSTANT_BITS = 13;
    private static final int C_0_298631336 = 2446;
    private static final int C_0_390180644 = 3196;
    private static final int C_0_541196100 = 4433;
    private static final int C_0_765366865 = 6270;
    private static final int C_0_899976223 = 7373;
    private static final int C_1_175875602 = 9633;
    private static final int C_1_501321110 = 12299;
    private static final int C_1_847759065 = 15137;
    private static final int C_1_961570560 = 16069;
    private static final int C_2_053119869 = 16819;
    private static final int C_2_562915447 = 20995;
    private static final int C_3_072711026 = 25172;

    private final int firstPassBits;
    private final int center;

    InverseCosine(int precision) {
        this.firstPassBits = precision == 8 ? 2 : 1;
        this.center = 1 << (precision - 1);
    }

    /**
     * Turns coefficients into samples, shifted to their level and limited to their range.
     *
     * @param in coefficients, 64 from the index on, row by row
     * @param quantizer the steps they are multiplied with, row by row
     * @param block the samples, row by row
     */
    void apply(short[] in, int at, int[] quantizer, int[] block) {
        int others = 0;
        for (int i = 0; i < 64; i++) {
            block[i] = in[at + i] * quantizer[i];
            others |= i == 0 ? 0 : block[i];
        }
        if (others == 0) {
            Arrays.fill(block, flat(block[0]));
            return;
        }
        for (int column = 0; column < 8; column++) {
            line(block, column, 8, CONSTANT_BITS - firstPassBits);
        }
        for (int row = 0; row < 8; row++) {
            line(block, 8 * row, 1, CONSTANT_BITS + firstPassBits + 3);
        }
        for (int i = 0; i < block.length; i++) {
            block[i] = Math.max(0, Math.min(2 * center - 1, block[i] + center));
        }
    }

    /** Returns the sample of a block that has no other coefficient than the mean, rounded as both passes do. */
    private int flat(int dc) {
        int half = 1 << (firstPassBits + 2);
        return Math.max(0, Math.min(2 * center - 1, ((dc << firstPassBits) + half >> (firstPassBits + 3)) + center));
    }

    private static void line(int[] b, int at, int step, int shift) {
        // Even part.
        int low = b[at + 2 * step];
        int high = b[at + 6 * step];
        int rotated = (low + high) * C_0_541196100;
        int even2 = rotated - high * C_1_847759065;
        int even3 = rotated + low * C_0_765366865;
        int even0 = b[at] + b[at + 4 * step] << CONSTANT_BITS;
        int even1 = b[at] - b[at + 4 * step] << CONSTANT_BITS;
        int sum0 = even0 + even3;
        int sum3 = even0 - even3;
        int sum1 = even1 + even2;
        int sum2 = even1 - even2;

        // Odd part.
        int odd0 = b[at + 7 * step];
        int odd1 = b[at + 5 * step];
        int odd2 = b[at + 3 * step];
        int odd3 = b[at + step];
        int z5 = (odd0 + odd2 + odd1 + odd3) * C_1_175875602;
        int z1 = -(odd0 + odd3) * C_0_899976223;
        int z2 = -(odd1 + odd2) * C_2_562915447;
        int z3 = z5 - (odd0 + odd2) * C_1_961570560;
        int z4 = z5 - (odd1 + odd3) * C_0_390180644;
        odd0 = odd0 * C_0_298631336 + z1 + z3;
        odd1 = odd1 * C_2_053119869 + z2 + z4;
        odd2 = odd2 * C_3_072711026 + z2 + z3;
        odd3 = odd3 * C_1_501321110 + z1 + z4;

        int half = 1 << (shift - 1);
        b[at] = sum0 + odd3 + half >> shift;
        b[at + 7 * step] = sum0 - odd3 + half >> shift;
        b[at + step] = sum1 + odd2 + half >> shift;
        b[at + 6 * step] = sum1 - odd2 + half >> shift;
        b[at + 2 * step] = sum2 + odd1 + half >> shift;
        b[at + 5 * step] = sum2 - odd1 + half >> shift;
        b[at + 3 * step] = sum3 + odd0 + half >> shift;
        b[at + 4 * step] = sum3 - odd0 + half >> shift;
    }
}
