package org.effigy.codecs.jpeg;

import org.effigy.codecs.FrameFormat;
import org.effigy.codecs.PixelException;

/** The marker segments of a JPEG stream (ITU-T T.81, annex B), read from scan to scan. */
final class JpegStream {
    static final int SOF_BASELINE = 0xc0;
    static final int SOF_EXTENDED = 0xc1;
    static final int SOF_PROGRESSIVE = 0xc2;
    static final int SOF_LOSSLESS = 0xc3;

    /** One component of the frame: its name, its sampling factors, and the number of its quantization table. */
    record Component(int id, int horizontal, int vertical, int quantizer) {}

    private static final int DHT = 0xc4;
    private static final int JPG = 0xc8;
    private static final int DAC = 0xcc;
    private static final int RST_FIRST = 0xd0;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int DQT = 0xdb;
    private static final int DRI = 0xdd;
    private static final int TEM = 0x01;
    private static final int MAX_COMPONENTS = 4;
    private static final int MAX_FACTOR = 4;

    private final byte[] bytes;
    private final JpegTables tables;
    private int position;
    private int sof;
    private int precision;
    private int rows;
    private int columns;
    private Component[] components = new Component[0];
    private JpegScan scan;

    private JpegStream(byte[] bytes) {
        this.bytes = bytes;
        this.tables = new JpegTables(bytes);
    }

    /** Reads up to the first scan. */
    static JpegStream parse(byte[] bytes) {
        JpegStream stream = new JpegStream(bytes);
        if (bytes.length < 2 || stream.u16(0) != (0xff00 | SOI)) {
            throw PixelException.broken("the frame is not JPEG: it does not begin with FF D8");
        }
        if (!stream.nextScan(2)) {
            throw PixelException.broken("the JPEG frame ends before its first scan");
        }
        return stream;
    }

    /**
     * Reads up to the next scan; says whether there is one.
     *
     * @param from where the entropy-coded data of the scan before has been read up to
     */
    boolean nextScan(int from) {
        position = from;
        while (true) {
            int marker = nextMarker();
            if (marker == EOI) {
                return false;
            }
            boolean alone = marker == TEM || (marker >= RST_FIRST && marker <= SOI);
            if (!alone && segment(marker)) {
                return true;
            }
        }
    }

    /** Reads a segment; says whether it was the head of a scan, behind which the entropy-coded data begins. */
    private boolean segment(int marker) {
        if (position + 2 > bytes.length) {
            throw PixelException.broken("the JPEG frame ends inside a segment");
        }
        int end = position + u16(position);
        if (end > bytes.length || end < position + 2) {
            throw PixelException.broken("a JPEG segment is longer than the frame");
        }
        position += 2;
        if (marker == DHT) {
            tables.readHuffman(position, end);
        } else if (marker == DQT) {
            tables.readQuantizers(position, end);
        } else if (marker == DRI) {
            need(2, end);
            tables.setRestartInterval(u16(position));
        } else if (marker >= SOF_BASELINE && marker <= 0xcf && marker != JPG && marker != DAC) {
            frame(marker, end);
        } else if (marker == SOS) {
            scan(end);
        }
        position = end;
        return marker == SOS;
    }

    /** Passes over the next marker and returns it, the one of the end if there is none. */
    private int nextMarker() {
        while (position + 1 < bytes.length) {
            int marker = bytes[position + 1] & 0xff;
            if ((bytes[position] & 0xff) == 0xff && marker != 0xff && marker != 0) {
                position += 2;
                return marker;
            }
            position++;
        }
        return EOI;
    }

    private void frame(int marker, int end) {
        need(6, end);
        if (sof != 0) {
            throw PixelException.broken("the JPEG frame has two frame heads");
        }
        sof = marker;
        precision = bytes[position] & 0xff;
        rows = u16(position + 1);
        columns = u16(position + 3);
        int count = bytes[position + 5] & 0xff;
        if (count < 1 || count > MAX_COMPONENTS) {
            throw PixelException.unsupported("the JPEG frame has " + count + " colours, supported are 1 to 4");
        }
        need(6 + 3 * count, end);
        components = new Component[count];
        for (int i = 0; i < count; i++) {
            int at = position + 6 + 3 * i;
            int factors = bytes[at + 1] & 0xff;
            int horizontal = factors >>> 4;
            int vertical = factors & 15;
            if (horizontal < 1 || horizontal > MAX_FACTOR || vertical < 1 || vertical > MAX_FACTOR) {
                throw PixelException.broken("the JPEG frame has impossible sampling factors");
            }
            // The factors of a single component mean nothing.
            components[i] = new Component(
                    bytes[at] & 0xff, count == 1 ? 1 : horizontal, count == 1 ? 1 : vertical, bytes[at + 2] & 3);
        }
    }

    private void scan(int end) {
        need(1, end);
        if (sof == 0) {
            throw PixelException.broken("the JPEG frame has a scan but no frame head");
        }
        int count = bytes[position] & 0xff;
        need(4 + 2 * count, end);
        if (count < 1 || count > components.length) {
            throw PixelException.broken("a JPEG scan has an impossible number of colours");
        }
        int[] order = new int[count];
        int[] selectors = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = components.length == 1 ? 0 : component(bytes[position + 1 + 2 * i] & 0xff);
            selectors[i] = bytes[position + 2 + 2 * i] & 0xff;
            for (int k = 0; k < i; k++) {
                if (order[k] == order[i]) {
                    throw PixelException.broken("a JPEG scan has a colour twice");
                }
            }
        }
        int at = position + 1 + 2 * count;
        int[] parameters = {bytes[at] & 0xff, bytes[at + 1] & 0xff, bytes[at + 2] >>> 4 & 15, bytes[at + 2] & 15};
        scan = tables.scan(order, selectors, parameters, end);
    }

    private int component(int id) {
        for (int i = 0; i < components.length; i++) {
            if (components[i].id() == id) {
                return i;
            }
        }
        throw PixelException.broken("a JPEG scan has a colour that is not in the frame");
    }

    private void need(int count, int end) {
        if (position + count > end) {
            throw PixelException.broken("a JPEG segment is too short");
        }
    }

    private int u16(int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    /** Fails unless the frame has the size and the colours that the header of the file states. */
    void checkSize(FrameFormat format) {
        // 0 rows: the number follows after the scan; the header has it as well.
        if (columns != format.columns() || (rows != format.rows() && rows != 0)) {
            throw PixelException.broken("the JPEG frame has " + rows + " x " + columns + " pixels, Rows x Columns is "
                    + format.rows() + " x " + format.columns());
        }
        if (components.length != format.samplesPerPixel()) {
            throw PixelException.broken("the JPEG frame has " + components.length
                    + " colours, SamplesPerPixel (0028,0002) is " + format.samplesPerPixel());
        }
    }

    /** Returns the marker of the frame head, one of the SOF constants or another. */
    int sof() {
        return sof;
    }

    int precision() {
        return precision;
    }

    Component[] components() {
        return components;
    }

    /** Returns the scan that was read last. */
    JpegScan scan() {
        return scan;
    }

    /** Returns the 64 steps of a quantization table as it stands now, row by row. */
    int[] quantizer(int number) {
        return tables.quantizer(number);
    }
}
