package org.effigy.dicom.pixel.jpeg2000;

import java.util.Arrays;

/** The MQ decoder (T.800, annex C) with the 19 contexts of the block coder, and the raw bits of the bypass mode. */
final class ArithmeticDecoder {
    static final int CONTEXTS = 19;
    static final int CONTEXT_RUN = 17;
    static final int CONTEXT_UNIFORM = 18;

    // Table C.2: probability, next state after the more and the less probable symbol, whether the latter swaps them.
    private static final int[] QE = {
        0x5601, 0x3401, 0x1801, 0x0ac1, 0x0521, 0x0221, 0x5601, 0x5401, 0x4801, 0x3801, 0x3001, 0x2401,
        0x1c01, 0x1601, 0x5601, 0x5401, 0x5101, 0x4801, 0x3801, 0x3401, 0x3001, 0x2801, 0x2401, 0x2201,
        0x1c01, 0x1801, 0x1601, 0x1401, 0x1201, 0x1101, 0x0ac1, 0x09c1, 0x08a1, 0x0521, 0x0441, 0x02a1,
        0x0221, 0x0141, 0x0111, 0x0085, 0x0049, 0x0025, 0x0015, 0x0009, 0x0005, 0x0001, 0x5601
    };
    private static final int[] NEXT_MPS = {
        1, 2, 3, 4, 5, 38, 7, 8, 9, 10, 11, 12, 13, 29, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
        31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 45, 46
    };
    private static final int[] NEXT_LPS = {
        1, 6, 9, 12, 29, 33, 6, 14, 14, 14, 17, 18, 20, 21, 14, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 23, 24, 25, 26,
        27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 46
    };
    private static final int STATES = QE.length;
    private static final int[] SWAPPING = {0, 6, 14};

    // The same by twice the state plus the more probable symbol, which is how contexts are kept.
    private static final int[] PROBABILITY = new int[2 * STATES];
    /** The next of these at twice the index, plus 1 after the less probable symbol. */
    private static final int[] AFTER = new int[4 * STATES];

    static {
        for (int state = 0; state < STATES; state++) {
            for (int mps = 0; mps <= 1; mps++) {
                int i = 2 * state + mps;
                PROBABILITY[i] = QE[state];
                AFTER[2 * i] = 2 * NEXT_MPS[state] + mps;
                AFTER[2 * i + 1] = 2 * NEXT_LPS[state] + mps;
            }
        }
        for (int state : SWAPPING) {
            AFTER[4 * state + 1] ^= 1;
            AFTER[4 * state + 3] ^= 1;
        }
    }

    /** Per context twice the state, plus the more probable symbol. */
    private final int[] contexts = new int[CONTEXTS];

    private byte[] bytes = new byte[0];
    private int position;
    private int end;
    private int code;
    private int interval;
    private int count;

    /** Puts all contexts into their first states (T.800, table D.7). */
    void resetContexts() {
        reset(contexts);
    }

    /** Puts contexts, each twice its state plus the more probable symbol, into their first states. */
    static void reset(int[] contexts) {
        Arrays.fill(contexts, 0);
        contexts[0] = 4 << 1;
        contexts[CONTEXT_RUN] = 3 << 1;
        contexts[CONTEXT_UNIFORM] = 46 << 1;
    }

    /** Returns the probability of the less probable symbol in a context. */
    static int probability(int context) {
        return PROBABILITY[context];
    }

    /** Returns a context after a symbol that led to a new state. */
    static int next(int context, boolean less) {
        return AFTER[2 * context + (less ? 1 : 0)];
    }

    /** Starts at a segment of arithmetic code; ones follow its end. */
    void start(byte[] data, int from, int length) {
        bytes = data;
        position = from;
        end = from + length;
        code = (length == 0 ? 0xff : bytes[position] & 0xff) << 16;
        byteIn();
        code <<= 7;
        count -= 7;
        interval = 0x8000;
    }

    /**
     * Decodes one binary decision in a context. Half of the decisions of noise cannot be foreseen, neither by the coder
     * nor by the processor: what follows from a comparison is computed rather than branched to.
     */
    int decode(int context) {
        int packed = contexts[context];
        int qe = PROBABILITY[packed];
        int rest = interval - qe;
        // 1 if the interval of the more probable symbol became the smaller one.
        int smaller = rest - qe >>> 31;
        int less;
        int range;
        if (code >>> 16 >= qe) {
            code -= qe << 16;
            if ((rest & 0x8000) != 0) {
                interval = rest;
                return packed & 1;
            }
            less = smaller;
            range = rest;
        } else {
            less = 1 - smaller;
            range = qe;
        }
        contexts[context] = AFTER[2 * packed + less];
        int shift = Integer.numberOfLeadingZeros(range) - 16;
        if (shift <= count) {
            interval = range << shift;
            code <<= shift;
            count -= shift;
        } else {
            renormalize(range);
        }
        return packed & 1 ^ less;
    }

    /** Shifts bits in until the interval is large enough, reading bytes on the way. */
    private void renormalize(int from) {
        int range = from;
        while ((range & 0x8000) == 0) {
            if (count == 0) {
                byteIn();
            }
            int shift = Math.min(count, Integer.numberOfLeadingZeros(range) - 16);
            range <<= shift;
            code <<= shift;
            count -= shift;
        }
        interval = range;
    }

    private void byteIn() {
        if (position >= end) {
            code += 0xff00;
            count = 8;
            return;
        }
        int next = position + 1 < end ? bytes[position + 1] & 0xff : 0xff;
        if (bytes[position] != -1) {
            position++;
            code += next << 8;
            count = 8;
        } else if (next > 0x8f) {
            code += 0xff00;
            count = 8;
        } else {
            position++;
            code += next << 9;
            count = 7;
        }
    }

    /** Starts at a segment of raw bits; ones follow its end. */
    void startRaw(byte[] data, int from, int length) {
        bytes = data;
        position = from;
        end = from + length;
        code = 0;
        count = 0;
    }

    /** Returns the next raw bit. */
    int rawBit() {
        if (count == 0) {
            int next = position < end ? bytes[position] & 0xff : 0xff;
            count = 8;
            if (code == 0xff && next > 0x8f) {
                next = 0xff;
            } else {
                count = code == 0xff ? 7 : 8;
                position++;
            }
            code = next;
        }
        count--;
        return code >> count & 1;
    }
}
