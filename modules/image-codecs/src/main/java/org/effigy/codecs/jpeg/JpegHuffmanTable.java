package org.effigy.codecs.jpeg;

import java.util.Arrays;
import org.effigy.codecs.PixelException;

/** A Huffman table of JPEG (ITU-T T.81, annex C), decoded by a table of all 16-bit prefixes of short codes. */
final class JpegHuffmanTable {
    private static final int FAST_BITS = 9;
    private static final int MAX_BITS = 16;

    private final short[] fast = new short[1 << FAST_BITS];
    private final int[] maxCode = new int[MAX_BITS + 2];
    private final int[] offset = new int[MAX_BITS + 1];
    private final byte[] values;

    private JpegHuffmanTable(byte[] values) {
        this.values = values;
    }

    /** Reads a table: 16 counts of codes by length, then the values in the order of their codes. */
    static JpegHuffmanTable of(byte[] bytes, int start) {
        int total = 0;
        for (int i = 0; i < MAX_BITS; i++) {
            total += bytes[start + i] & 0xff;
        }
        JpegHuffmanTable table =
                new JpegHuffmanTable(Arrays.copyOfRange(bytes, start + MAX_BITS, start + MAX_BITS + total));
        table.build(bytes, start);
        return table;
    }

    private void build(byte[] bytes, int start) {
        int code = 0;
        int index = 0;
        for (int length = 1; length <= MAX_BITS; length++) {
            int count = bytes[start + length - 1] & 0xff;
            offset[length] = index - code;
            if (code + count > 1 << length) {
                throw PixelException.broken("a JPEG Huffman table has too many codes");
            }
            for (int i = 0; i < count; i++, code++, index++) {
                fillFast(code, length, values[index] & 0xff);
            }
            maxCode[length] = count == 0 ? -1 : code - 1;
            code <<= 1;
        }
        maxCode[MAX_BITS + 1] = Integer.MAX_VALUE;
    }

    private void fillFast(int code, int length, int value) {
        if (length > FAST_BITS) {
            return;
        }
        int first = code << (FAST_BITS - length);
        for (int i = 0; i < 1 << (FAST_BITS - length); i++) {
            fast[first + i] = (short) (length << 8 | value);
        }
    }

    /** Reads one code and returns its value. */
    int decode(JpegBits in) {
        int prefix = in.peek(MAX_BITS);
        int hit = fast[prefix >>> (MAX_BITS - FAST_BITS)];
        if (hit != 0) {
            in.skip(hit >>> 8);
            return hit & 0xff;
        }
        for (int length = FAST_BITS + 1; length <= MAX_BITS; length++) {
            int code = prefix >>> (MAX_BITS - length);
            if (code <= maxCode[length]) {
                in.skip(length);
                return values[code + offset[length]] & 0xff;
            }
        }
        throw PixelException.broken("the JPEG data holds a code that is in no table");
    }
}
