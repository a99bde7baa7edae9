package org.effigy.dicom.deid;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.effigy.codecs.CodedRun;
import org.effigy.codecs.FrameFormat;
import org.effigy.codecs.PixelException;

/**
 * Writes a JPEG or JPEG-LS frame anew: the frame head, the tables that a scan uses, and of each scan its head and the
 * entropy-coded bytes that decoding has used. Comments, application data, unused tables and whatever stands between markers,
 * behind the coded bytes of a scan or behind the end of the image are not written. The frame was decoded before, so its
 * segments are sound.
 */
final class CleanJpeg {
    private static final int SOF_LOSSLESS = 0xc3;
    private static final int DHT = 0xc4;
    private static final int JPG = 0xc8;
    private static final int DAC = 0xcc;
    private static final int SOF_LAST = 0xcf;
    private static final int RST_FIRST = 0xd0;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int DQT = 0xdb;
    private static final int DRI = 0xdd;
    private static final int APP0 = 0xe0;
    private static final int APP14 = 0xee;
    private static final int SOF_LS = 0xf7;
    private static final int LSE = 0xf8;
    private static final int TEM = 0x01;
    private static final int JPEG_LS_PRESET = 1;
    private static final int PRESET_BYTES = 11;
    /** Version 1.01, pixels as wide as they are high, no thumbnail. */
    private static final byte[] JFIF = {'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0};

    private static final int ADOBE_TRANSFORM = 11;

    private final byte[] in;
    private final FrameFormat format;
    private final ByteArrayOutputStream out;
    /** Tables as they stand now and as they were written last; by marker and number, the restart interval by DRI. */
    private final Map<Integer, byte[]> tables = new HashMap<>();

    private final Map<Integer, byte[]> written = new HashMap<>();
    private byte[] quantizers = new byte[0];
    private byte[] ids = new byte[0];
    private int sof;

    private CleanJpeg(byte[] in, FrameFormat format) {
        this.in = in;
        this.format = format;
        this.out = new ByteArrayOutputStream(in.length);
    }

    /**
     * Returns the frame written anew.
     *
     * @param scans of each scan the bytes that its decoder has used
     */
    static byte[] of(byte[] frame, FrameFormat format, List<List<CodedRun>> scans) {
        CleanJpeg clean = new CleanJpeg(frame, format);
        clean.marker(SOI);
        int position = 2;
        for (Iterator<List<CodedRun>> i = scans.iterator(); i.hasNext(); ) {
            List<CodedRun> runs = i.next();
            clean.segments(position, runs.get(0).start());
            clean.scan(runs);
            position = runs.get(runs.size() - 1).end();
        }
        clean.marker(EOI);
        return clean.out.toByteArray();
    }

    /** Reads the segments up to the coded bytes of a scan as the decoders do, passing over what is none. */
    private void segments(int from, int to) {
        int at = from;
        while (at < to) {
            int marker = in[at + 1] & 0xff;
            boolean found = in[at] == -1 && marker != 0xff && marker != 0 && (sof != SOF_LS || marker >= 0x80);
            if (!found) {
                at++;
                continue;
            }
            at += 2;
            boolean alone = marker == TEM || (marker >= RST_FIRST && marker <= SOI);
            if (!alone) {
                int end = at + u16(at);
                segment(marker, at + 2, end);
                at = end;
            }
        }
    }

    private void segment(int marker, int at, int end) {
        boolean head = marker >= 0xc0 && marker <= SOF_LAST && marker != DHT && marker != JPG && marker != DAC;
        if (head || marker == SOF_LS) {
            frameHead(marker, at);
            return;
        }
        switch (marker) {
            case DHT -> huffmanTables(at, end);
            case DQT -> quantizers(at, end);
            case DRI -> tables.put(DRI, Arrays.copyOfRange(in, at, at + 2));
            case LSE -> {
                if (in[at] == JPEG_LS_PRESET) {
                    tables.put(LSE, Arrays.copyOfRange(in, at, at + PRESET_BYTES));
                }
            }
            case SOS -> scanHead(at);
            case APP0, APP14 -> application(marker, at, end);
            default -> {
                // Comments, other applications' data and the rest are left out.
            }
        }
    }

    private void huffmanTables(int from, int end) {
        int at = from;
        while (at < end) {
            int values = 0;
            for (int i = 1; i <= 16; i++) {
                values += in[at + i] & 0xff;
            }
            tables.put(DHT << 8 | in[at] & 0x13, Arrays.copyOfRange(in, at, at + 17 + values));
            at += 17 + values;
        }
    }

    private void quantizers(int from, int end) {
        int at = from;
        while (at < end) {
            int length = 1 + 64 * (1 + (in[at] >>> 4 & 1));
            tables.put(DQT << 8 | in[at] & 3, Arrays.copyOfRange(in, at, at + length));
            at += length;
        }
    }

    /** Writes the marks of JFIF and Adobe, which tell of the colours; nothing of what else stands in them. */
    private void application(int marker, int at, int end) {
        if (sof != 0) {
            return;
        }
        if (marker == APP0 && begins(at, end, "JFIF")) {
            put(APP0, JFIF);
        } else if (marker == APP14 && begins(at, end, "Adobe") && end - at > ADOBE_TRANSFORM) {
            put(APP14, new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, in[at + ADOBE_TRANSFORM]});
        }
    }

    private boolean begins(int at, int end, String text) {
        boolean same = at + text.length() <= end;
        for (int i = 0; same && i < text.length(); i++) {
            same = in[at + i] == text.charAt(i);
        }
        return same;
    }

    /** Writes the frame head; the number of rows is the file's, which a JPEG may tell behind its first scan only. */
    private void frameHead(int marker, int at) {
        sof = marker;
        int count = in[at + 5] & 0xff;
        ids = new byte[count];
        quantizers = new byte[count];
        byte[] head = new byte[6 + 3 * count];
        head[0] = in[at];
        head[1] = (byte) (format.rows() >>> 8);
        head[2] = (byte) format.rows();
        head[3] = (byte) (format.columns() >>> 8);
        head[4] = (byte) format.columns();
        head[5] = (byte) count;
        boolean cosine = marker < SOF_LOSSLESS;
        for (int i = 0; i < count; i++) {
            ids[i] = in[at + 6 + 3 * i];
            quantizers[i] = (byte) (cosine ? in[at + 8 + 3 * i] & 3 : 0);
            head[6 + 3 * i] = ids[i];
            // The factors of a single component mean nothing.
            head[7 + 3 * i] = count == 1 ? 0x11 : in[at + 7 + 3 * i];
            head[8 + 3 * i] = quantizers[i];
        }
        put(marker, head);
    }

    /** Writes the tables that a scan uses, unless they stand there, and its head. */
    private void scanHead(int at) {
        int count = in[at] & 0xff;
        byte[] head = Arrays.copyOfRange(in, at, at + 4 + 2 * count);
        boolean huffman = sof != SOF_LS;
        for (int i = 0; i < count; i++) {
            int component = ids.length == 1 ? 0 : index(in[at + 1 + 2 * i]);
            int selector = in[at + 2 + 2 * i] & (sof == SOF_LOSSLESS ? 0x30 : 0x33);
            head[1 + 2 * i] = ids[component];
            head[2 + 2 * i] = (byte) (huffman ? selector : 0);
            if (huffman) {
                table(DQT, DQT << 8 | quantizers[component], sof < SOF_LOSSLESS);
                table(DHT, DHT << 8 | selector >>> 4, true);
                table(DHT, DHT << 8 | 0x10 | selector & 3, sof < SOF_LOSSLESS);
            }
        }
        table(LSE, LSE, !huffman);
        table(DRI, DRI, tables.containsKey(DRI));
        if (sof == SOF_LOSSLESS) {
            // The predictor stays, the end of the band means nothing, the point transform stays.
            head[2 + 2 * count] = 0;
            head[3 + 2 * count] &= 15;
        }
        put(SOS, head);
    }

    private int index(byte id) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        throw PixelException.broken("a JPEG scan has a colour that is not in the frame");
    }

    private void table(int marker, int number, boolean used) {
        byte[] table = tables.get(number);
        if (used && table != null && !Arrays.equals(table, written.get(number))) {
            put(marker, table);
            written.put(number, table);
        }
    }

    /** Writes the coded bytes of a scan, with restart markers between its intervals. */
    private void scan(List<CodedRun> runs) {
        for (int i = 0; i < runs.size(); i++) {
            if (i > 0) {
                marker(RST_FIRST + (i - 1) % 8);
            }
            int start = runs.get(i).start();
            int end = runs.get(i).end();
            out.write(in, start, end - start);
            if (end > start && in[end - 1] == -1) {
                // FF and a marker would be taken for one with a fill byte.
                out.write(0);
            }
        }
    }

    private void put(int marker, byte[] content) {
        marker(marker);
        out.write(content.length + 2 >>> 8);
        out.write(content.length + 2);
        out.writeBytes(content);
    }

    private void marker(int marker) {
        out.write(0xff);
        out.write(marker);
    }

    private int u16(int at) {
        return (in[at] & 0xff) << 8 | in[at + 1] & 0xff;
    }
}
