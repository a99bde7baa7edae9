package org.effigy.codecs.jpeg2000;

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

    /**
     * How contexts are kept: twice the state plus the more probable symbol, and above these the probability. This is the
     * next of them, at twice what is below the probability, plus 1 after the less probable symbol.
     */
    private static final int[] AFTER = new int[4 * STATES];

    private static final int PROBABILITY_SHIFT = 16;
    private static final int STATE_MASK = 0x7f;
    private static final int HALF = 0x8000;
    /** The code has 32 bits; what a broken stream shifts beyond them is lost. */
    private static final long CODE_MASK = 0xffffffffL;

    static {
        for (int state = 0; state < STATES; state++) {
            for (int mps = 0; mps <= 1; mps++) {
                int i = 2 * state + mps;
                AFTER[2 * i] = context(NEXT_MPS[state], mps);
                AFTER[2 * i + 1] = context(NEXT_LPS[state], mps);
            }
        }
        for (int state : SWAPPING) {
            AFTER[4 * state + 1] ^= 1;
            AFTER[4 * state + 3] ^= 1;
        }
    }

    private final int[] contexts = new int[CONTEXTS];
    private byte[] bytes = new byte[0];
    private int position;
    private int end;
    private int count;
    /** How much more of the probabilities can be subtracted before something other than the more probable symbol follows. */
    private int margin;
    /** The interval and, 16 bits higher, the code, both less the margin, which thus is all that most symbols change. */
    private int interval;

    private long code;
    /** The last byte of raw bits. */
    private int last;

    /** Puts all contexts into their first states (T.800, table D.7). */
    void resetContexts() {
        reset(contexts);
    }

    /** Puts contexts into their first states. */
    static void reset(int[] contexts) {
        Arrays.fill(contexts, context(0, 0));
        contexts[0] = context(4, 0);
        contexts[CONTEXT_RUN] = context(3, 0);
        contexts[CONTEXT_UNIFORM] = context(46, 0);
    }

    private static int context(int state, int mps) {
        return QE[state] << PROBABILITY_SHIFT | 2 * state | mps;
    }

    /** Returns the probability of the less probable symbol in a context. */
    static int probability(int context) {
        return context >>> PROBABILITY_SHIFT;
    }

    /** Returns a context after a symbol that led to a new state. */
    static int next(int context, boolean less) {
        return AFTER[2 * (context & STATE_MASK) + (less ? 1 : 0)];
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
        split(HALF);
    }

    /** Sets the margin: as long as it lasts, the code stays in the upper part and the interval needs no more bits. */
    private void split(int whole) {
        code &= CODE_MASK;
        margin = Math.min(whole - HALF, (int) (code >>> 16));
        interval = whole - margin;
        code -= (long) margin << 16;
    }

    /** Decodes one binary decision in a context. */
    int decode(int context) {
        int packed = contexts[context];
        margin -= packed >>> PROBABILITY_SHIFT;
        return margin >= 0 ? packed & 1 : decide(context, packed);
    }

    /**
     * Decodes a decision after which the interval is too small. Half of the decisions of noise cannot be foreseen, neither
     * by the coder nor by the processor: what follows from a comparison is computed rather than branched to.
     */
    private int decide(int context, int packed) {
        int qe = packed >>> PROBABILITY_SHIFT;
        int rest = interval + margin;
        long within = code + ((long) margin << 16);
        // All ones if the code is in the lower part, whose size is the probability.
        int lower = (int) (within >> 63);
        int range = rest ^ (rest ^ qe) & lower;
        // The more probable symbol has the upper part, unless that became the smaller one.
        int less = rest - qe >>> 31 ^ lower & 1;
        code = within + ((long) (qe & lower) << 16);
        contexts[context] = AFTER[2 * (packed & STATE_MASK) + less];
        int shift = Integer.numberOfLeadingZeros(range) - 16;
        while (shift > count) {
            range <<= count;
            code <<= count;
            shift -= count;
            byteIn();
        }
        code <<= shift;
        count -= shift;
        split(range << shift);
        return packed & 1 ^ less;
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
        last = 0;
        count = 0;
    }

    /** Returns the next raw bit. */
    int rawBit() {
        if (count == 0) {
            int next = position < end ? bytes[position] & 0xff : 0xff;
            count = 8;
            if (last == 0xff && next > 0x8f) {
                next = 0xff;
            } else {
                count = last == 0xff ? 7 : 8;
                position++;
            }
            last = next;
        }
        count--;
        return last >> count & 1;
    }
}
