package org.effigy.codecs.jpegls;

import java.io.ByteArrayOutputStream;
import org.effigy.codecs.FrameEncoder;
import org.effigy.codecs.FrameFormat;
import org.effigy.codecs.PixelException;

/** Compresses grey frames of 2 to 16 bits to JPEG-LS (ITU-T T.87) without loss, with default parameters. */
public final class JpegLsEncoder implements FrameEncoder {
    private static final int MIN_BITS = 2;
    private static final int MAX_BITS = 16;

    @Override
    public byte[] encode(int[] values, FrameFormat format) {
        // JPEG-LS has no sign: signed values are coded as their whole cells, so that every decoder restores these.
        int precision = Math.max(MIN_BITS, format.signed() ? format.bitsAllocated() : format.bitsStored());
        if (precision > MAX_BITS || format.bitsAllocated() % 8 != 0 || format.samplesPerPixel() != 1) {
            throw PixelException.unsupported("JPEG-LS takes grey cells of 8 or 16 bits");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(values.length);
        segment(out, 0xff00 | Markers.SOI);
        segment(out, 0xff00 | Markers.SOF_LS, 11, precision << 8 | format.rows() >>> 8);
        segment(out, (format.rows() & 0xff) << 8 | format.columns() >>> 8, (format.columns() & 0xff) << 8 | 1);
        segment(out, 0x0111);
        out.write(0);
        segment(out, 0xff00 | Markers.SOS, 8, 0x0101, 0, 0, 0xffff);
        byte[] bytes = out.toByteArray();
        out.reset();
        out.write(bytes, 0, bytes.length - 2);
        scan(values, format.columns(), precision, out);
        segment(out, 0xff00 | Markers.EOI);
        return out.toByteArray();
    }

    private static void segment(ByteArrayOutputStream out, int... words) {
        for (int word : words) {
            out.write(word >>> 8);
            out.write(word);
        }
    }

    private static void scan(int[] values, int columns, int precision, ByteArrayOutputStream out) {
        BitWriter bits = new BitWriter(out);
        ContextModel model = new ContextModel(Parameters.of(precision, 0, new int[5]));
        LineEncoder encoder = new LineEncoder(model, bits);
        int mask = (1 << precision) - 1;
        int[] line = new int[columns + 2];
        int[] above = new int[columns + 2];
        for (int from = 0; from < values.length; from += columns) {
            for (int x = 0; x < columns; x++) {
                line[x + 1] = values[from + x] & mask;
            }
            line[0] = above[1];
            above[columns + 1] = above[columns];
            encoder.encode(line, above);
            int[] done = line;
            line = above;
            above = done;
        }
        bits.end();
    }
}
