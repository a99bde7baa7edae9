package org.effigy.codecs.jpeg2000;

/** The adaptive run-length code (MEL, T.814, 7.3.3) of HT cleanup passes: events that are rare, from byte to byte forward. */
final class HtRunDecoder {
    // Table 2: the binary logarithm of the length of a full run, by state.
    private static final int[] RUN_BITS = {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5};

    private final byte[] bytes;
    private final int end;
    private int position;
    private int current;
    private int left;
    private int state;
    private int run;
    private boolean event;

    /**
     * Starts at a byte.
     *
     * @param end behind the last byte, whose lower half belongs to the codewords and is read as ones
     */
    HtRunDecoder(byte[] bytes, int position, int end) {
        this.bytes = bytes;
        this.position = position;
        this.end = end;
    }

    /** Says whether the next event happens. */
    boolean next() {
        if (run == 0 && !event) {
            int bits = RUN_BITS[state];
            if (bit() == 1) {
                run = 1 << bits;
                state = Math.min(RUN_BITS.length - 1, state + 1);
            } else {
                for (int i = 0; i < bits; i++) {
                    run = run << 1 | bit();
                }
                event = true;
                state = Math.max(0, state - 1);
            }
        }
        if (run > 0) {
            run--;
            return false;
        }
        event = false;
        return true;
    }

    private int bit() {
        if (left == 0) {
            boolean stuffed = current == 0xff;
            current = position < end ? bytes[position] & 0xff : 0xff;
            current |= position == end - 1 ? 15 : 0;
            position++;
            left = stuffed ? 7 : 8;
        }
        left--;
        return current >>> left & 1;
    }
}
