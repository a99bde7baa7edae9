package org.effigy.dicom.deid;

import java.util.Arrays;
import org.effigy.codecs.FrameFormat;

/** The bits of cells that are not the value: those above HighBit and those below the lowest one. Text can be drawn in them. */
final class UnusedBits {
    private UnusedBits() {}

    /** Returns the cell with nothing but its value, which is sign-extended if it has a sign. */
    static int masked(int cell, FrameFormat format) {
        return format.value(cell) << (format.highBit() - format.bitsStored() + 1) & mask(format.bitsAllocated());
    }

    /**
     * Clears the unused bits of native pixel data, and those behind the last cell.
     *
     * @param bytes little-endian cells of one frame or more; changed
     * @param cells how many there are
     */
    static void clear(byte[] bytes, long cells, FrameFormat format) {
        int bits = format.bitsAllocated();
        long end = cells * bits;
        Arrays.fill(bytes, (int) Math.min(bytes.length, (end + 7) / 8), bytes.length, (byte) 0);
        if (end % 8 != 0) {
            bytes[(int) (end / 8)] &= (byte) ((1 << end % 8) - 1);
        }
        if (format.bitsStored() == bits) {
            return;
        }
        for (long cell = 0; cell < cells; cell++) {
            if (bits % 8 == 0) {
                clearWhole(bytes, (int) (cell * (bits / 8)), format);
            } else {
                clearPacked(bytes, cell * bits, format);
            }
        }
    }

    private static void clearWhole(byte[] bytes, int at, FrameFormat format) {
        int cell = 0;
        for (int b = 0; b < format.bitsAllocated() / 8; b++) {
            cell |= (bytes[at + b] & 0xff) << 8 * b;
        }
        int masked = masked(cell, format);
        for (int b = 0; b < format.bitsAllocated() / 8; b++) {
            bytes[at + b] = (byte) (masked >>> 8 * b);
        }
    }

    /** Clears a cell of 12 bits, which lies in two bytes. */
    private static void clearPacked(byte[] bytes, long bit, FrameFormat format) {
        int at = (int) (bit / 8);
        int shift = (int) (bit % 8);
        int all = mask(format.bitsAllocated()) << shift;
        int pair = bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
        int cleared = pair & ~all | masked((pair & all) >>> shift, format) << shift;
        bytes[at] = (byte) cleared;
        bytes[at + 1] = (byte) (cleared >>> 8);
    }

    /**
     * Counts the samples of a compressed frame that have unused bits set; a sign may be extended through them or not.
     *
     * @param samples as they were decoded
     * @param precision how many bits the compressed frame gives a sample
     */
    static int count(int[] samples, int precision, FrameFormat format) {
        if (precision <= format.bitsStored() && format.highBit() == format.bitsStored() - 1) {
            return 0;
        }
        int extended = mask(Math.max(precision, format.highBit() + 1));
        int bare = mask(format.highBit() + 1);
        int count = 0;
        for (int sample : samples) {
            int cell = sample & extended;
            int masked = masked(sample, format);
            count += cell == (masked & extended) || cell == (masked & bare) ? 0 : 1;
        }
        return count;
    }

    private static int mask(int bits) {
        return bits == 32 ? -1 : (1 << bits) - 1;
    }
}
