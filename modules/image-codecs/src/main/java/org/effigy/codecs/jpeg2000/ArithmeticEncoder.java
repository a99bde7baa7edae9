package org.effigy.codecs.jpeg2000;

import java.util.Arrays;

/** The MQ encoder (T.800, annex C.2), the opposite of {@link ArithmeticDecoder}. */
final class ArithmeticEncoder {
    /** Contexts as {@link ArithmeticDecoder} keeps them. */
    private final int[] contexts = new int[ArithmeticDecoder.CONTEXTS];
    /** The bytes that are done, behind one that stands for those before the segment. */
    private byte[] bytes = new byte[1 << 10];

    private int position;
    private int code;
    private int interval;
    private int count;

    /** Starts a segment with all contexts in their first states. */
    void start() {
        ArithmeticDecoder.reset(contexts);
        bytes[0] = 0;
        position = 0;
        code = 0;
        interval = 0x8000;
        count = 12;
    }

    /** Encodes one binary decision in a context. */
    void encode(int context, int decision) {
        int packed = contexts[context];
        int qe = ArithmeticDecoder.probability(packed);
        interval -= qe;
        boolean less = decision != (packed & 1);
        if (!less && (interval & 0x8000) != 0) {
            code += qe;
            return;
        }
        if (less == interval < qe) {
            code += qe;
        } else {
            interval = qe;
        }
        contexts[context] = ArithmeticDecoder.next(packed, less);
        do {
            interval <<= 1;
            code <<= 1;
            if (--count == 0) {
                byteOut();
            }
        } while ((interval & 0x8000) == 0);
    }

    private void byteOut() {
        if (bytes[position] != -1 && code >= 0x8000000) {
            bytes[position]++;
            code &= 0x7ffffff;
        }
        boolean stuffed = bytes[position] == -1;
        if (++position == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        int shift = stuffed ? 20 : 19;
        bytes[position] = (byte) (code >>> shift);
        code &= (1 << shift) - 1;
        count = stuffed ? 7 : 8;
    }

    /** Ends the segment and returns its bytes. */
    byte[] end() {
        int highest = code + interval;
        code |= 0xffff;
        if (code >= highest) {
            code -= 0x8000;
        }
        code <<= count;
        byteOut();
        code <<= count;
        byteOut();
        int end = bytes[position] == -1 ? position : position + 1;
        return Arrays.copyOfRange(bytes, 1, Math.max(1, end));
    }
}
