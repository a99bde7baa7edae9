package org.effigy.codecs.jpeg2000;

/** Bits of an HT block that are read forward, lowest first; after a byte FF the next one has only seven. */
final class HtForwardBits {
    private final byte[] bytes;
    private final int end;
    private final int filler;
    private int position;
    private boolean stuffed;
    private long window;
    private int count;

    /**
     * Starts at a byte.
     *
     * @param filler the byte that follows the end over and over: FF for magnitudes and signs, 0 for significance
     */
    HtForwardBits(byte[] bytes, int position, int end, int filler) {
        this.bytes = bytes;
        this.position = position;
        this.end = end;
        this.filler = filler;
    }

    /** Returns the next 0 to 31 bits. */
    int bits(int n) {
        while (count < n) {
            int next = position < end ? bytes[position++] & 0xff : filler;
            window |= (long) (stuffed ? next & 0x7f : next) << count;
            count += stuffed ? 7 : 8;
            stuffed = next == 0xff;
        }
        int bits = (int) (window & (1L << n) - 1);
        window >>>= n;
        count -= n;
        return bits;
    }
}
