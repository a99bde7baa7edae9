package org.effigy.codecs.jpeg;

import org.effigy.codecs.PixelException;

/** The tables of a JPEG stream as they stand between two of its marker segments. */
final class JpegTables {
    /** The place in a block, row by row, of each coefficient in the order of the stream. */
    static final int[] ZIGZAG = {
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14,
        21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60,
        61, 54, 47, 55, 62, 63
    };

    private final byte[] bytes;
    private final JpegHuffmanTable[] dcTables = new JpegHuffmanTable[4];
    private final JpegHuffmanTable[] acTables = new JpegHuffmanTable[4];
    private final int[][] quantizers = new int[4][];
    private int restartInterval;

    JpegTables(byte[] bytes) {
        this.bytes = bytes;
    }

    void setRestartInterval(int interval) {
        restartInterval = interval;
    }

    void readHuffman(int from, int end) {
        int at = from;
        while (at < end) {
            need(at + 17, end);
            int target = bytes[at] & 0xff;
            int values = 0;
            for (int i = 1; i <= 16; i++) {
                values += bytes[at + i] & 0xff;
            }
            need(at + 17 + values, end);
            if ((target & 0xf) > 3 || target >>> 4 > 1) {
                throw PixelException.broken("a JPEG Huffman table has an impossible number");
            }
            (target >>> 4 == 0 ? dcTables : acTables)[target & 0xf] = JpegHuffmanTable.of(bytes, at + 1);
            at += 17 + values;
        }
    }

    void readQuantizers(int from, int end) {
        int at = from;
        while (at < end) {
            int wide = bytes[at] >>> 4 & 1;
            int target = bytes[at] & 3;
            need(at + 1 + 64 * (1 + wide), end);
            int[] table = new int[64];
            for (int i = 0; i < 64; i++) {
                int low = at + 1 + i * (1 + wide);
                table[ZIGZAG[i]] = wide == 1 ? (bytes[low] & 0xff) << 8 | bytes[low + 1] & 0xff : bytes[low] & 0xff;
            }
            quantizers[target] = table;
            at += 1 + 64 * (1 + wide);
        }
    }

    private static void need(int at, int end) {
        if (at > end) {
            throw PixelException.broken("a JPEG segment is too short");
        }
    }

    /**
     * Returns a scan with the tables that hold for it.
     *
     * @param selectors per component of the scan the numbers of its tables, that of DC in the high half
     * @param parameters start, end, high and low of the scan
     */
    JpegScan scan(int[] components, int[] selectors, int[] parameters, int dataStart) {
        JpegHuffmanTable[] dc = new JpegHuffmanTable[components.length];
        JpegHuffmanTable[] ac = new JpegHuffmanTable[components.length];
        for (int i = 0; i < components.length; i++) {
            dc[i] = dcTables[selectors[i] >>> 4 & 3];
            ac[i] = acTables[selectors[i] & 3];
        }
        return new JpegScan(
                components,
                dc,
                ac,
                parameters[0],
                parameters[1],
                parameters[2],
                parameters[3],
                restartInterval,
                dataStart);
    }

    /** Returns the 64 quantizer steps of a table, row by row. */
    int[] quantizer(int number) {
        if (quantizers[number] == null) {
            throw PixelException.broken("the JPEG frame lacks its quantization table");
        }
        return quantizers[number];
    }
}
