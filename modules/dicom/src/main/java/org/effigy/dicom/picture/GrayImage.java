package org.effigy.dicom.picture;

import org.effigy.base.Check;

/**
 * A grey image in memory.
 *
 * @param rows height in pixels
 * @param columns width in pixels
 * @param bits 8 or 16 per pixel; 16 if signed
 * @param signed whether values may be negative, which only TIFF holds
 * @param values rows times columns values from 0 to 2^bits - 1, or -32768 to 32767 if signed, row by row; the lowest is black
 */
@SuppressWarnings("ArrayRecordComponent")
public record GrayImage(int rows, int columns, int bits, boolean signed, int[] values) {
    public GrayImage {
        Check.positive("rows", rows);
        Check.positive("columns", columns);
        Check.argument(
                bits == 16 || (bits == 8 && !signed), () -> "bits is " + bits + ", allowed are 16, and 8 if unsigned");
        Check.sameLength("values", values.length, Math.multiplyExact(rows, columns));
        int low = signed ? Short.MIN_VALUE : 0;
        int high = signed ? Short.MAX_VALUE : (1 << bits) - 1;
        for (int value : values) {
            if (value < low || value > high) {
                throw new IllegalArgumentException("a value is " + value + ", allowed are " + low + " to " + high);
            }
        }
    }

    /** An image of unsigned values. */
    public GrayImage(int rows, int columns, int bits, int[] values) {
        this(rows, columns, bits, false, values);
    }
}
