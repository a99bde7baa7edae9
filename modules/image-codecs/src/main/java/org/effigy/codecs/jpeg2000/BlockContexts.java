package org.effigy.codecs.jpeg2000;

/**
 * The contexts of the block coder (T.800, annex D.3), looked up by the flags of a coefficient: which of its neighbours
 * are significant and, for four of them, negative.
 */
final class BlockContexts {
    static final int NORTH_EAST = 0x0001;
    static final int SOUTH_EAST = 0x0002;
    static final int SOUTH_WEST = 0x0004;
    static final int NORTH_WEST = 0x0008;
    static final int NORTH = 0x0010;
    static final int EAST = 0x0020;
    static final int SOUTH = 0x0040;
    static final int WEST = 0x0080;
    static final int NEIGHBOURS = 0x00ff;
    static final int NORTH_NEGATIVE = 0x0100;
    static final int EAST_NEGATIVE = 0x0200;
    static final int SOUTH_NEGATIVE = 0x0400;
    static final int WEST_NEGATIVE = 0x0800;
    static final int SIGNIFICANT = 0x1000;
    static final int REFINED = 0x2000;
    static final int VISITED = 0x4000;

    private static final int FIRST_SIGN = 9;
    private static final int FIRST_MAGNITUDE = 14;

    private static final byte[][] ZERO = new byte[4][256];
    private static final byte[] SIGN = new byte[256];
    private static final byte[] FLIP = new byte[256];

    static {
        for (int f = 0; f < 256; f++) {
            int horizontal = bit(f, EAST) + bit(f, WEST);
            int vertical = bit(f, NORTH) + bit(f, SOUTH);
            int diagonal = bit(f, NORTH_EAST) + bit(f, SOUTH_EAST) + bit(f, SOUTH_WEST) + bit(f, NORTH_WEST);
            ZERO[0][f] = straight(horizontal, vertical, diagonal);
            ZERO[1][f] = straight(vertical, horizontal, diagonal);
            ZERO[2][f] = straight(horizontal, vertical, diagonal);
            ZERO[3][f] = diagonal(horizontal + vertical, diagonal);
            int h = direction(f << 4, EAST, EAST_NEGATIVE, WEST, WEST_NEGATIVE);
            int v = direction(f << 4, NORTH, NORTH_NEGATIVE, SOUTH, SOUTH_NEGATIVE);
            FLIP[f] = (byte) (h < 0 || (h == 0 && v < 0) ? 1 : 0);
            int folded = FLIP[f] == 1 ? -1 : 1;
            SIGN[f] = (byte) (FIRST_SIGN + (h == 0 ? v * folded : 3 + v * folded));
        }
    }

    private BlockContexts() {}

    /** Returns the context for becoming significant, in a subband of this kind (0 LL, 1 HL, 2 LH, 3 HH). */
    static byte[] zeroTable(int kind) {
        return ZERO[kind];
    }

    /** Returns the context of the sign. */
    static int sign(int flags) {
        return SIGN[flags >> 4 & 0xff];
    }

    /** Returns 1 if the decoded sign must be flipped. */
    static int flip(int flags) {
        return FLIP[flags >> 4 & 0xff];
    }

    /** Returns the context for a further bit of the magnitude. */
    static int magnitude(int flags) {
        // 2 if it was refined before, else 1 with a neighbour, else 0; without branches that nothing foretells.
        int refined = (flags & REFINED) / REFINED;
        int neighbour = (flags & NEIGHBOURS) + NEIGHBOURS >>> 8;
        return FIRST_MAGNITUDE + 2 * refined + (neighbour & 1 - refined);
    }

    /** Tells a coefficient and its eight neighbours that it is significant now; rows of flags are a stride apart. */
    static void markSignificant(int[] flags, int at, int stride, int sign) {
        flags[at] |= SIGNIFICANT;
        flags[at - stride - 1] |= SOUTH_EAST;
        flags[at - stride] |= SOUTH | sign * SOUTH_NEGATIVE;
        flags[at - stride + 1] |= SOUTH_WEST;
        flags[at - 1] |= EAST | sign * EAST_NEGATIVE;
        flags[at + 1] |= WEST | sign * WEST_NEGATIVE;
        flags[at + stride - 1] |= NORTH_EAST;
        flags[at + stride] |= NORTH | sign * NORTH_NEGATIVE;
        flags[at + stride + 1] |= NORTH_WEST;
    }

    /** Table D.1 for LL and LH; for HL with the axes exchanged. */
    private static byte straight(int along, int across, int diagonal) {
        if (along == 2) {
            return 8;
        }
        if (along == 1) {
            return (byte) (across >= 1 ? 7 : diagonal >= 1 ? 6 : 5);
        }
        return (byte) (across == 2 ? 4 : across == 1 ? 3 : Math.min(diagonal, 2));
    }

    /** Table D.1 for HH. */
    private static byte diagonal(int straight, int diagonal) {
        if (diagonal >= 3) {
            return 8;
        }
        if (diagonal == 2) {
            return (byte) (straight >= 1 ? 7 : 6);
        }
        return (byte) (diagonal == 1 ? 3 + Math.min(straight, 2) : Math.min(straight, 2));
    }

    /** Table D.2: the sum of two opposite neighbours, each 1 if positive, -1 if negative, limited to that range. */
    private static int direction(int flags, int first, int firstNegative, int second, int secondNegative) {
        int sum = 0;
        sum += (flags & first) == 0 ? 0 : (flags & firstNegative) == 0 ? 1 : -1;
        sum += (flags & second) == 0 ? 0 : (flags & secondNegative) == 0 ? 1 : -1;
        return Math.max(-1, Math.min(1, sum));
    }

    private static int bit(int flags, int mask) {
        return (flags & mask) == 0 ? 0 : 1;
    }
}
