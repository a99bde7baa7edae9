package org.effigy.codecs.jpeg2000;

/**
 * The contexts of the block decoder (T.800, annex D.3), looked up by one word for the four coefficients of a column of a
 * stripe. Bits 0 to 17 say which coefficients are significant, three bits a row from the row above the stripe to the one
 * below: left column, own column, right column. The same bits from 32 on say which are negative. Shifted right by three
 * times its row, the word thus has the 3 x 3 surroundings of any of the four coefficients in its lowest nine bits.
 */
final class ColumnContexts {
    /** The surroundings of a coefficient, itself in the middle. */
    static final int SURROUNDINGS = 0x1ff;
    /** What any coefficient of the column sees, in the word that is not shifted. */
    static final int SEEN = 0x3ffff;
    /** One bit for each of the four coefficients. */
    static final int ROWS = 0x249;

    static final int ROW_BITS = 3;
    static final int LAST_ROW = 9;
    static final int SIGNIFICANT_BIT = 4;
    static final int VISITED_BIT = 18;
    static final int REFINED_BIT = 19;
    static final long VISITED_ROWS = (long) ROWS << VISITED_BIT;

    private static final int NEGATIVE = 32;
    private static final int STRAIGHT = 0xaa;
    private static final int FIRST_MAGNITUDE = 14;

    private static final byte[][] ZERO = new byte[4][SURROUNDINGS + 1];
    /** Twice the context plus what the decoded bit is flipped by; odd bits of the index: significant, even ones: negative. */
    private static final byte[] SIGN = new byte[256];

    static {
        int[] places = {
            BlockContexts.NORTH_WEST,
            BlockContexts.NORTH,
            BlockContexts.NORTH_EAST,
            BlockContexts.WEST,
            0,
            BlockContexts.EAST,
            BlockContexts.SOUTH_WEST,
            BlockContexts.SOUTH,
            BlockContexts.SOUTH_EAST
        };
        for (int i = 0; i <= SURROUNDINGS; i++) {
            int flags = chosen(i, places);
            for (int kind = 0; kind < ZERO.length; kind++) {
                ZERO[kind][i] = BlockContexts.zeroTable(kind)[flags];
            }
        }
        int[] signs = {
            BlockContexts.NORTH_NEGATIVE,
            BlockContexts.NORTH,
            BlockContexts.WEST_NEGATIVE,
            BlockContexts.WEST,
            BlockContexts.EAST_NEGATIVE,
            BlockContexts.EAST,
            BlockContexts.SOUTH_NEGATIVE,
            BlockContexts.SOUTH
        };
        for (int i = 0; i < SIGN.length; i++) {
            int flags = chosen(i, signs);
            SIGN[i] = (byte) (2 * BlockContexts.sign(flags) + BlockContexts.flip(flags));
        }
    }

    private ColumnContexts() {}

    private static int chosen(int bits, int[] flags) {
        int all = 0;
        for (int i = 0; i < flags.length; i++) {
            all |= (bits >> i & 1) * flags[i];
        }
        return all;
    }

    /** Returns the context for becoming significant by the surroundings, in a subband of this kind (0 LL, 1 HL, 2 LH, 3 HH). */
    static byte[] zeroTable(int kind) {
        return ZERO[kind];
    }

    /** Returns twice the context of the sign, plus 1 if the decoded sign must be flipped; of a word shifted to its row. */
    static int sign(long shifted) {
        return SIGN[(int) (shifted & STRAIGHT | (shifted >>> NEGATIVE & STRAIGHT) >>> 1)];
    }

    /** Returns the context for a further bit of the magnitude; of a word shifted to its row. */
    static int magnitude(int shifted) {
        // 2 if it was refined before, else 1 with a neighbour, else 0; without branches that nothing foretells.
        int refined = shifted >>> REFINED_BIT & 1;
        int neighbour = (shifted & SURROUNDINGS & ~(1 << SIGNIFICANT_BIT)) + SURROUNDINGS >>> 9;
        return FIRST_MAGNITUDE + 2 * refined + (neighbour & 1 - refined);
    }

    /** Returns which rows have a significant coefficient in their surroundings, one bit of {@link #ROWS} each. */
    static int surrounded(int word) {
        int across = word | word >>> 1 | word >>> 2;
        return across | across >>> ROW_BITS | across >>> 2 * ROW_BITS;
    }

    /** Returns which rows are neither significant nor were visited by a pass over this bit plane. */
    static int open(int word) {
        return ~(word >>> SIGNIFICANT_BIT | word >>> VISITED_BIT) & ROWS;
    }

    /** Tells the columns around that a coefficient is significant now, and returns its own word, which knows it too. */
    static long markSignificant(long[] words, int at, int stride, long word, int shift, int sign, boolean causal) {
        long mark = 1L | (long) sign << NEGATIVE;
        words[at - 1] |= mark << shift + SIGNIFICANT_BIT + 1;
        words[at + 1] |= mark << shift + SIGNIFICANT_BIT - 1;
        if (shift == 0 && !causal) {
            words[at - stride - 1] |= mark << 17;
            words[at - stride] |= mark << 16;
            words[at - stride + 1] |= mark << 15;
        } else if (shift == LAST_ROW) {
            words[at + stride - 1] |= mark << 2;
            words[at + stride] |= mark << 1;
            words[at + stride + 1] |= mark;
        }
        return word | mark << shift + SIGNIFICANT_BIT;
    }
}
