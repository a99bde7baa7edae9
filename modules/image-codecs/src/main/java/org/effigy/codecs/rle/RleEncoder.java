package org.effigy.codecs.rle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.effigy.codecs.FrameEncoder;
import org.effigy.codecs.FrameFormat;
import org.effigy.codecs.PixelException;

/** Compresses frames by runs (PS3.5, annex G): a segment per byte of a cell, the highest first; runs end with their row. */
public final class RleEncoder implements FrameEncoder {
    private static final int HEADER_BYTES = 64;
    private static final int MAX_RUN = 128;
    private static final int WORTHWHILE = 3;

    @Override
    public byte[] encode(int[] values, FrameFormat format) {
        int segments = format.bitsAllocated() / 8;
        if (format.bitsAllocated() % 8 != 0 || format.samplesPerPixel() != 1) {
            throw PixelException.unsupported("RLE needs grey cells of 8, 16 or 32 bits");
        }
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(segments);
        ByteArrayOutputStream body = new ByteArrayOutputStream(values.length);
        byte[] row = new byte[format.columns()];
        for (int segment = 0; segment < segments; segment++) {
            header.putInt(HEADER_BYTES + body.size());
            int shift = 8 * (segments - 1 - segment);
            for (int y = 0; y < format.rows(); y++) {
                for (int x = 0; x < row.length; x++) {
                    row[x] = (byte) (values[y * row.length + x] >>> shift);
                }
                pack(row, body);
            }
            if (body.size() % 2 != 0) {
                body.write(0);
            }
        }
        return ByteBuffer.allocate(HEADER_BYTES + body.size())
                .put(header.array())
                .put(body.toByteArray())
                .array();
    }

    private static void pack(byte[] row, ByteArrayOutputStream out) {
        int literal = 0;
        int at = 0;
        while (at < row.length) {
            int run = run(row, at);
            if (run < WORTHWHILE) {
                at += run;
                continue;
            }
            literals(row, literal, at, out);
            out.write(1 - run);
            out.write(row[at]);
            at += run;
            literal = at;
        }
        literals(row, literal, at, out);
    }

    /** Returns how many equal bytes stand here. */
    private static int run(byte[] row, int from) {
        int end = Math.min(row.length, from + MAX_RUN);
        int at = from + 1;
        while (at < end && row[at] == row[from]) {
            at++;
        }
        return at - from;
    }

    private static void literals(byte[] row, int from, int to, ByteArrayOutputStream out) {
        for (int at = from; at < to; at += MAX_RUN) {
            int count = Math.min(MAX_RUN, to - at);
            out.write(count - 1);
            out.write(row, at, count);
        }
    }
}
