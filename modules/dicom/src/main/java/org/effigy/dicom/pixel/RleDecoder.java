package org.effigy.dicom.pixel;

/** Decodes RLE frames (PS3.5, annex G): one segment per byte of a cell, the highest byte first, each packed by runs. */
public final class RleDecoder {
    private static final int HEADER_BYTES = 64;

    private RleDecoder() {}

    /** Returns the cells of a grey frame. */
    public static Samples decode(byte[] frame, FrameFormat format) {
        int segments = format.bitsAllocated() / 8;
        if (format.bitsAllocated() < 8) {
            throw PixelException.unsupported("RLE frames of single bits are not supported");
        }
        if (frame.length < HEADER_BYTES) {
            throw PixelException.broken("the RLE frame has no room for its header of 64 bytes");
        }
        int stated = u32(frame, 0);
        if (stated != segments) {
            throw PixelException.broken("the RLE frame does not have the " + segments
                    + " segments that BitsAllocated (0028,0100) asks for");
        }
        int[] cells = new int[format.pixels()];
        for (int segment = 0; segment < segments; segment++) {
            int start = u32(frame, 4 + 4 * segment);
            int end = segment + 1 < segments ? u32(frame, 8 + 4 * segment) : frame.length;
            if (start < HEADER_BYTES || start > end || end > frame.length) {
                throw PixelException.broken("RLE segment " + (segment + 1) + " lies outside its frame");
            }
            unpack(frame, start, end, cells, 8 * (segments - 1 - segment));
        }
        return new Samples(cells, format.bitsAllocated(), false);
    }

    /** Unpacks a segment into one byte of each cell; what is left over after the last cell is padding. */
    private static void unpack(byte[] in, int start, int end, int[] cells, int shift) {
        int at = start;
        int done = 0;
        while (done < cells.length) {
            if (at >= end) {
                throw PixelException.broken("an RLE segment ends after " + done + " of " + cells.length + " pixels");
            }
            int control = in[at++];
            if (control == -128) {
                continue;
            }
            int count = control >= 0 ? control + 1 : 1 - control;
            int needed = control >= 0 ? Math.min(count, cells.length - done) : 1;
            if (at + needed > end) {
                throw PixelException.broken("an RLE segment ends inside a run");
            }
            for (int i = 0; i < count && done < cells.length; i++) {
                int value = in[control >= 0 ? at + i : at] & 0xff;
                cells[done++] |= value << shift;
            }
            at += control >= 0 ? count : 1;
        }
    }

    private static int u32(byte[] in, int at) {
        return in[at] & 0xff | (in[at + 1] & 0xff) << 8 | (in[at + 2] & 0xff) << 16 | in[at + 3] << 24;
    }
}
