package org.effigy.codecs;

import org.effigy.base.Check;

/**
 * How a frame is stored.
 *
 * @param rows height in pixels
 * @param columns width in pixels
 * @param bitsAllocated size of a cell: 1, 8, 12, 16 or 32 bits; those of 1 and 12 are packed without gaps
 * @param bitsStored how many bits of a cell are the value, at most bitsAllocated
 * @param highBit the position of the highest of them, bitsStored - 1 unless the value is not at the bottom
 * @param signed whether the value is in two's complement
 * @param samplesPerPixel how many cells a pixel has: 1 for grey, 3 for colour
 */
public record FrameFormat(
        int rows, int columns, int bitsAllocated, int bitsStored, int highBit, boolean signed, int samplesPerPixel) {
    private static final int MAX_SAMPLES = 4;

    public FrameFormat {
        Check.positive("rows", rows);
        Check.positive("columns", columns);
        Check.argument(
                isCell(bitsAllocated), () -> "bitsAllocated is " + bitsAllocated + ", allowed are 1, 8, 12, 16 and 32");
        Check.inRange("bitsStored", bitsStored, 1, bitsAllocated);
        Check.inRange("highBit", highBit, bitsStored - 1, bitsAllocated - 1);
        Check.inRange("samplesPerPixel", samplesPerPixel, 1, MAX_SAMPLES);
        Check.argument(
                (long) rows * columns * samplesPerPixel <= Integer.MAX_VALUE - 16,
                () -> "the frame has too many pixels");
    }

    /** A grey frame. */
    public FrameFormat(int rows, int columns, int bitsAllocated, int bitsStored, int highBit, boolean signed) {
        this(rows, columns, bitsAllocated, bitsStored, highBit, signed, 1);
    }

    /** Says whether cells may have so many bits. */
    public static boolean isCell(int bits) {
        return bits == 1 || bits == 8 || bits == 12 || bits == 16 || bits == 32;
    }

    /** Returns rows times columns. */
    public int pixels() {
        return rows * columns;
    }

    /** Returns the number of cells of a frame: pixels times samples per pixel. */
    public int cells() {
        return rows * columns * samplesPerPixel;
    }

    /** Puts the value in place of each cell, as {@link #value} does for one. */
    public void cut(int[] cells) {
        int left = 31 - highBit;
        int right = 32 - bitsStored;
        if (signed) {
            for (int i = 0; i < cells.length; i++) {
                cells[i] = cells[i] << left >> right;
            }
        } else {
            for (int i = 0; i < cells.length; i++) {
                cells[i] = cells[i] << left >>> right;
            }
        }
    }

    /** Returns the value in a cell: cut out at the high bit, whatever is in the other bits, and sign-extended. */
    public int value(int cell) {
        int left = 31 - highBit;
        int right = 32 - bitsStored;
        return signed ? cell << left >> right : cell << left >>> right;
    }
}
