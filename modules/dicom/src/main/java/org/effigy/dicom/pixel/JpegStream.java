package org.effigy.dicom.pixel;

/**
 * The marker segments of a JPEG stream (ITU-T T.81, annex B) up to its first scan, for grey images: frame, tables, scan
 * parameters, and where the entropy-coded data begins.
 */
final class JpegStream {
    static final int SOF_BASELINE = 0xc0;
    static final int SOF_EXTENDED = 0xc1;
    static final int SOF_PROGRESSIVE = 0xc2;
    static final int SOF_LOSSLESS = 0xc3;

    private static final int DHT = 0xc4;
    private static final int JPG = 0xc8;
    private static final int DAC = 0xcc;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int DQT = 0xdb;
    private static final int DRI = 0xdd;
    private static final int TEM = 0x01;

    private final byte[] bytes;
    private final JpegHuffmanTable[] dcTables = new JpegHuffmanTable[4];
    private final JpegHuffmanTable[] acTables = new JpegHuffmanTable[4];
    private final int[][] quantizers = new int[4][];
    private int position;
    private int sof;
    private int precision;
    private int rows;
    private int columns;
    private int components;
    private int quantizer;
    private int restartInterval;
    private int dcSelector;
    private int acSelector;
    private int spectralStart;
    private int approximationLow;

    private JpegStream(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Reads up to the first scan. */
    static JpegStream parse(byte[] bytes) {
        JpegStream stream = new JpegStream(bytes);
        if (bytes.length < 2 || stream.u16(0) != (0xff00 | SOI)) {
            throw PixelException.broken("the frame is not JPEG: it does not begin with FF D8");
        }
        stream.position = 2;
        boolean scan = false;
        while (!scan) {
            scan = stream.segment();
        }
        return stream;
    }

    /** Reads a segment; says whether it was the head of a scan, behind which the entropy-coded data begins. */
    private boolean segment() {
        int marker = nextMarker();
        if (marker == TEM || marker == SOI) {
            return false;
        }
        if (marker == EOI || position + 2 > bytes.length) {
            throw PixelException.broken("the JPEG frame ends before its first scan");
        }
        int end = position + u16(position);
        if (end > bytes.length || end < position + 2) {
            throw PixelException.broken("a JPEG segment is longer than the frame");
        }
        position += 2;
        if (marker == DHT) {
            huffmanTables(end);
        } else if (marker == DQT) {
            quantizationTables(end);
        } else if (marker == DRI) {
            need(2, end);
            restartInterval = u16(position);
        } else if (marker >= SOF_BASELINE && marker <= 0xcf && marker != JPG && marker != DAC) {
            frame(marker, end);
        } else if (marker == SOS) {
            scan(end);
        }
        position = end;
        return marker == SOS;
    }

    private int nextMarker() {
        while (position + 1 < bytes.length) {
            int marker = bytes[position + 1] & 0xff;
            if ((bytes[position] & 0xff) == 0xff && marker != 0xff && marker != 0) {
                position += 2;
                return marker;
            }
            position++;
        }
        throw PixelException.broken("the JPEG frame ends before its first scan");
    }

    private void frame(int marker, int end) {
        need(9, end);
        if (sof != 0) {
            throw PixelException.broken("the JPEG frame has two frame heads");
        }
        sof = marker;
        precision = bytes[position] & 0xff;
        rows = u16(position + 1);
        columns = u16(position + 3);
        components = bytes[position + 5] & 0xff;
        quantizer = bytes[position + 8] & 3;
    }

    private void scan(int end) {
        need(6, end);
        if (sof == 0) {
            throw PixelException.broken("the JPEG frame has a scan but no frame head");
        }
        int inScan = bytes[position] & 0xff;
        if (components != 1 || inScan != 1) {
            throw PixelException.unsupported("the JPEG frame has " + components + " colours, supported is 1");
        }
        dcSelector = bytes[position + 2] >>> 4 & 3;
        acSelector = bytes[position + 2] & 3;
        spectralStart = bytes[position + 3] & 0xff;
        approximationLow = bytes[position + 5] & 0xf;
    }

    private void huffmanTables(int end) {
        while (position < end) {
            need(17, end);
            int target = bytes[position] & 0xff;
            int values = 0;
            for (int i = 1; i <= 16; i++) {
                values += bytes[position + i] & 0xff;
            }
            need(17 + values, end);
            if ((target & 0xf) > 3 || target >>> 4 > 1) {
                throw PixelException.broken("a JPEG Huffman table has an impossible number");
            }
            JpegHuffmanTable table = JpegHuffmanTable.of(bytes, position + 1);
            (target >>> 4 == 0 ? dcTables : acTables)[target & 0xf] = table;
            position += 17 + values;
        }
    }

    private void quantizationTables(int end) {
        while (position < end) {
            int wide = bytes[position] >>> 4 & 1;
            int target = bytes[position] & 3;
            need(1 + 64 * (1 + wide), end);
            int[] table = new int[64];
            for (int i = 0; i < 64; i++) {
                table[i] = wide == 1 ? u16(position + 1 + 2 * i) : bytes[position + 1 + i] & 0xff;
            }
            quantizers[target] = table;
            position += 1 + 64 * (1 + wide);
        }
    }

    private void need(int count, int end) {
        if (position + count > end) {
            throw PixelException.broken("a JPEG segment is too short");
        }
    }

    private int u16(int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    /** Fails unless the frame has the size that the header of the file states. */
    void checkSize(FrameFormat format) {
        // 0 rows: the number follows after the scan; the header has it as well.
        if (columns != format.columns() || (rows != format.rows() && rows != 0)) {
            throw PixelException.broken("the JPEG frame has " + rows + " x " + columns + " pixels, Rows x Columns is "
                    + format.rows() + " x " + format.columns());
        }
    }

    /** Returns the marker of the frame head, one of the SOF constants or another. */
    int sof() {
        return sof;
    }

    int precision() {
        return precision;
    }

    /** Returns the position of the first entropy-coded byte. */
    int dataStart() {
        return position;
    }

    /** Returns how many samples (lossless) or blocks lie between restart markers, 0 for no restarts. */
    int restartInterval() {
        return restartInterval;
    }

    /** Returns the first spectral index; in a lossless scan, the predictor. */
    int spectralStart() {
        return spectralStart;
    }

    /** Returns the low bit of the approximation; in a lossless scan, the point transform. */
    int approximationLow() {
        return approximationLow;
    }

    JpegHuffmanTable dcTable() {
        return present(dcTables[dcSelector]);
    }

    JpegHuffmanTable acTable() {
        return present(acTables[acSelector]);
    }

    /** Returns the 64 quantizer steps in zigzag order. */
    int[] quantizer() {
        if (quantizers[quantizer] == null) {
            throw PixelException.broken("the JPEG frame lacks its quantization table");
        }
        return quantizers[quantizer];
    }

    private static JpegHuffmanTable present(JpegHuffmanTable table) {
        if (table == null) {
            throw PixelException.broken("the JPEG frame lacks a Huffman table");
        }
        return table;
    }
}
