package org.effigy.dicom.picture;

import org.effigy.base.Check;

/**
 * A grey image in memory.
 *
 * @param rows height in pixels
 * @param columns width in pixels
 * @param bits 8 or 16 per pixel
 * @param values rows times columns values from 0 to 2^bits - 1, row by row; 0 is black
 */
@SuppressWarnings("ArrayRecordComponent")
public record GrayImage(int rows, int columns, int bits, int[] values) {
    public GrayImage {
        Check.positive("rows", rows);
        Check.positive("columns", columns);
        Check.argument(bits == 8 || bits == 16, () -> "bits is " + bits + ", allowed are 8 and 16");
        Check.sameLength("values", values.length, Math.multiplyExact(rows, columns));
        for (int value : values) {
            if (value < 0 || value >= 1 << bits) {
                throw new IllegalArgumentException("a value is " + value + ", allowed are 0 to " + ((1 << bits) - 1));
            }
        }
    }
}
