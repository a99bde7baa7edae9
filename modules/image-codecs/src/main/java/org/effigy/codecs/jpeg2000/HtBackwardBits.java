package org.effigy.codecs.jpeg2000;

/**
 * Bits of an HT block that are read from its last byte to its first, lowest first; behind a byte above 8F, one that ends
 * in seven ones has only those. Zeros follow the end.
 */
final class HtBackwardBits {
    private static final int STUFFING = 0x8f;

    private final byte[] bytes;
    private final int end;
    private int position;
    private boolean high;
    private long window;
    private int count;

    private HtBackwardBits(byte[] bytes, int position, int end) {
        this.bytes = bytes;
        this.position = position;
        this.end = end;
    }

    /** Starts with the upper half of a byte, as codewords of quads do. */
    static HtBackwardBits codewords(byte[] bytes, int position, int end) {
        HtBackwardBits bits = new HtBackwardBits(bytes, position - 1, end);
        int first = bytes[position] & 0xff;
        bits.window = first >>> 4;
        bits.count = (bits.window & 7) == 7 ? 3 : 4;
        bits.window &= (1L << bits.count) - 1;
        bits.high = (first | 15) > STUFFING;
        return bits;
    }

    /** Starts with a whole byte, as refinements of magnitudes do. */
    static HtBackwardBits refinements(byte[] bytes, int position, int end) {
        HtBackwardBits bits = new HtBackwardBits(bytes, position, end);
        bits.high = true;
        return bits;
    }

    /** Returns the next bits, at most 16, which stay. */
    int peek(int n) {
        while (count < n) {
            int next = position >= end ? bytes[position--] & 0xff : 0;
            boolean seven = high && (next & 0x7f) == 0x7f;
            window |= (long) (seven ? next & 0x7f : next) << count;
            count += seven ? 7 : 8;
            high = next > STUFFING;
        }
        return (int) (window & (1L << n) - 1);
    }

    /** Passes over bits that were seen. */
    void skip(int n) {
        window >>>= n;
        count -= n;
    }

    int bits(int n) {
        int bits = peek(n);
        skip(n);
        return bits;
    }
}
