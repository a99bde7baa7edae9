package org.effigy.codecs.rle;

import org.effigy.codecs.FrameFormat;
import org.effigy.codecs.PixelException;
import org.effigy.codecs.Samples;

/** Decodes RLE frames (PS3.5, annex G): one segment per byte of a cell, the highest byte first, each packed by runs. */
public final class RleDecoder {
    private static final int HEADER_BYTES = 64;

    private RleDecoder() {}

    /** Returns the cells of a frame; the segments of colour frames follow each other colour by colour. */
    public static Samples decode(byte[] frame, FrameFormat format) {
        int bytes = format.bitsAllocated() / 8;
        int samples = format.samplesPerPixel();
        int segments = bytes * samples;
        if (format.bitsAllocated() < 8) {
            throw PixelException.unsupported("RLE frames of single bits are not supported");
        }
        if (frame.length < HEADER_BYTES) {
            throw PixelException.broken("the RLE frame has no room for its header of 64 bytes");
        }
        int stated = u32(frame, 0);
        if (stated != segments) {
            throw PixelException.broken("the RLE frame does not have the " + segments
                    + " segments that BitsAllocated (0028,0100) and SamplesPerPixel (0028,0002) ask for");
        }
        int[] cells = new int[format.cells()];
        for (int segment = 0; segment < segments; segment++) {
            int start = u32(frame, 4 + 4 * segment);
            int end = segment + 1 < segments ? u32(frame, 8 + 4 * segment) : frame.length;
            if (start < HEADER_BYTES || start > end || end > frame.length) {
                throw PixelException.broken("RLE segment " + (segment + 1) + " lies outside its frame");
            }
            unpack(frame, start, end, new Target(cells, segment / bytes, samples, 8 * (bytes - 1 - segment % bytes)));
        }
        return new Samples(cells, samples, format.bitsAllocated(), false);
    }

    /** Where the bytes of a segment go: every step-th cell from the first on, shifted. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Target(int[] cells, int first, int step, int shift) {}

    /** Unpacks a segment into one byte of each cell; what is left over after the last cell is padding. */
    private static void unpack(byte[] in, int start, int end, Target target) {
        int[] cells = target.cells();
        int step = target.step();
        int shift = target.shift();
        int at = start;
        int done = target.first();
        while (done < cells.length) {
            if (at >= end) {
                throw PixelException.broken(
                        "an RLE segment ends after " + done / step + " of " + cells.length / step + " pixels");
            }
            int control = in[at++];
            if (control == -128) {
                continue;
            }
            int count = Math.min(control >= 0 ? control + 1 : 1 - control, (cells.length - done + step - 1) / step);
            if (at + (control >= 0 ? count : 1) > end) {
                throw PixelException.broken("an RLE segment ends inside a run");
            }
            if (control >= 0) {
                for (int i = 0; i < count; i++, done += step) {
                    cells[done] |= (in[at + i] & 0xff) << shift;
                }
                at += control + 1;
            } else {
                int value = (in[at++] & 0xff) << shift;
                for (int i = 0; i < count; i++, done += step) {
                    cells[done] |= value;
                }
            }
        }
    }

    private static int u32(byte[] in, int at) {
        return in[at] & 0xff | (in[at + 1] & 0xff) << 8 | (in[at + 2] & 0xff) << 16 | in[at + 3] << 24;
    }
}
