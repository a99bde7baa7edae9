package org.effigy.codecs.jpegls;

import org.effigy.codecs.FrameFormat;
import org.effigy.codecs.PixelException;

/** The marker segments of a JPEG-LS stream (T.87, annex C), read from scan to scan. */
final class Markers {
    static final int SOI = 0xd8;
    static final int EOI = 0xd9;
    static final int SOS = 0xda;
    static final int SOF_LS = 0xf7;

    private static final int LSE = 0xf8;
    private static final int DRI = 0xdd;
    private static final int APP8 = 0xe8;
    private static final int PRESET = 1;
    private static final int LARGE_SIZE = 4;
    private static final int MAX_COMPONENTS = 4;

    private final byte[] bytes;
    private final int[] preset = new int[5];
    private int position;
    private int precision;
    private int rows;
    private int columns;
    private int[] ids = new int[0];
    private int restartInterval;
    private int[] scanComponents = new int[0];
    private int near;
    private int interleave;

    private Markers(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Reads up to the first scan. */
    static Markers parse(byte[] bytes) {
        Markers markers = new Markers(bytes);
        if (bytes.length < 2 || markers.u16(0) != (0xff00 | SOI)) {
            throw PixelException.broken("the frame is not JPEG-LS: it does not begin with FF D8");
        }
        if (!markers.nextScan(2)) {
            throw PixelException.broken("the JPEG-LS frame ends before its first scan");
        }
        return markers;
    }

    /** Reads up to the next scan from where the data of the one before ends; says whether there is one. */
    boolean nextScan(int from) {
        position = from;
        while (position + 1 < bytes.length) {
            int marker = bytes[position + 1] & 0xff;
            if (bytes[position] != -1 || marker < 0x80 || marker == 0xff) {
                position++;
                continue;
            }
            position += 2;
            if (marker == EOI) {
                return false;
            }
            if ((marker < 0xd0 || marker > SOI) && segment(marker)) {
                return true;
            }
        }
        return false;
    }

    /** Reads a segment; says whether it was the head of a scan. */
    private boolean segment(int marker) {
        if (position + 2 > bytes.length) {
            throw PixelException.broken("the JPEG-LS frame ends inside a segment");
        }
        int end = position + u16(position);
        if (end > bytes.length || end < position + 2) {
            throw PixelException.broken("a JPEG-LS segment is longer than the frame");
        }
        int at = position + 2;
        position = end;
        switch (marker) {
            case SOF_LS -> readFrame(at, end);
            case LSE -> readPreset(at, end);
            case DRI -> readInterval(at, end);
            case SOS -> readScan(at, end);
            case APP8 -> refuseTransform(at, end);
            default -> {
                if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xcc) {
                    throw PixelException.broken("the frame is JPEG, but not JPEG-LS as the transfer syntax says");
                }
            }
        }
        return marker == SOS;
    }

    private void readFrame(int at, int end) {
        need(at + 6, end);
        if (ids.length > 0) {
            throw PixelException.broken("the JPEG-LS frame has two frame heads");
        }
        precision = bytes[at] & 0xff;
        rows = u16(at + 1) == 0 ? rows : u16(at + 1);
        columns = u16(at + 3) == 0 ? columns : u16(at + 3);
        int count = bytes[at + 5] & 0xff;
        if (precision < 2 || precision > 16 || count == 0) {
            throw PixelException.broken("the JPEG-LS frame has an impossible precision or number of colours");
        }
        if (count > MAX_COMPONENTS) {
            throw PixelException.unsupported("the JPEG-LS frame has " + count + " colours, supported are 1 to 4");
        }
        need(at + 6 + 3 * count, end);
        ids = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = bytes[at + 6 + 3 * i] & 0xff;
            if (count > 1 && bytes[at + 7 + 3 * i] != 0x11) {
                throw PixelException.unsupported("the JPEG-LS frame has subsampled colours");
            }
        }
    }

    private void readPreset(int at, int end) {
        need(at + 1, end);
        if (bytes[at] == PRESET) {
            need(at + 11, end);
            for (int i = 0; i < preset.length; i++) {
                preset[i] = u16(at + 1 + 2 * i);
            }
        } else if (bytes[at] == LARGE_SIZE && end - at >= 2 && (bytes[at + 1] == 2 || bytes[at + 1] == 3)) {
            int width = bytes[at + 1];
            need(at + 2 + 2 * width, end);
            rows = number(at + 2, width);
            columns = number(at + 2 + width, width);
        } else {
            throw PixelException.unsupported("the JPEG-LS frame has mapping tables or unknown parameters");
        }
    }

    private void readInterval(int at, int end) {
        int width = end - at;
        if (width < 2 || width > 4) {
            throw PixelException.broken("the JPEG-LS frame has a restart interval of impossible length");
        }
        restartInterval = number(at, width);
        if (restartInterval < 0) {
            throw PixelException.broken("the JPEG-LS frame has an impossible restart interval");
        }
    }

    private void readScan(int at, int end) {
        need(at + 1, end);
        int count = bytes[at] & 0xff;
        need(at + 4 + 2 * count, end);
        if (count < 1 || count > ids.length) {
            throw PixelException.broken("a JPEG-LS scan has no frame head or an impossible number of colours");
        }
        scanComponents = new int[count];
        for (int i = 0; i < count; i++) {
            scanComponents[i] = ids.length == 1 ? 0 : component(bytes[at + 1 + 2 * i] & 0xff);
            if (bytes[at + 2 + 2 * i] != 0) {
                throw PixelException.unsupported("the JPEG-LS frame has mapping tables");
            }
        }
        near = bytes[at + 1 + 2 * count] & 0xff;
        interleave = bytes[at + 2 + 2 * count] & 0xff;
        if ((bytes[at + 3 + 2 * count] & 15) != 0) {
            throw PixelException.unsupported("the JPEG-LS frame has a point transform");
        }
        if (interleave > 2 || (interleave == 0 && count > 1)) {
            throw PixelException.broken("a JPEG-LS scan has an impossible interleave mode");
        }
    }

    private int component(int id) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        throw PixelException.broken("a JPEG-LS scan has a colour that is not in the frame");
    }

    private void refuseTransform(int at, int end) {
        boolean named = end - at >= 5
                && bytes[at] == 'm'
                && bytes[at + 1] == 'r'
                && bytes[at + 2] == 'f'
                && bytes[at + 3] == 'x';
        if (named && bytes[at + 4] != 0) {
            throw PixelException.unsupported("the JPEG-LS frame has a colour transform of a vendor");
        }
    }

    /** Fails unless the frame has the size and the colours that the header of the file states. */
    void checkSize(FrameFormat format) {
        if (columns != format.columns() || rows != format.rows()) {
            throw PixelException.broken("the JPEG-LS frame has " + rows + " x " + columns
                    + " pixels, Rows x Columns is " + format.rows() + " x " + format.columns());
        }
        if (ids.length != format.samplesPerPixel()) {
            throw PixelException.broken("the JPEG-LS frame has " + ids.length
                    + " colours, SamplesPerPixel (0028,0002) is " + format.samplesPerPixel());
        }
    }

    int precision() {
        return precision;
    }

    /** Returns the components of the scan by their place in the frame. */
    int[] scanComponents() {
        return scanComponents;
    }

    /** Says whether the scan holds its components pixel by pixel, not line by line. */
    boolean bySample() {
        return interleave == 2 && scanComponents.length > 1;
    }

    /** Returns how many lines lie between restart markers, 0 for no restarts. */
    int restartInterval() {
        return restartInterval;
    }

    /** Returns the coding parameters of the scan. */
    Parameters parameters() {
        return Parameters.of(precision, near, preset);
    }

    /** Returns the position of the first coded byte of the scan. */
    int dataStart() {
        return position;
    }

    private static void need(int at, int end) {
        if (at > end) {
            throw PixelException.broken("a JPEG-LS segment is too short");
        }
    }

    private int u16(int at) {
        return number(at, 2);
    }

    private int number(int at, int width) {
        int value = 0;
        for (int i = 0; i < width; i++) {
            value = value << 8 | bytes[at + i] & 0xff;
        }
        return value;
    }
}
