package org.effigy.marking;

import org.effigy.base.Check;

/**
 * The values of a grey image.
 *
 * @param rows height in pixels
 * @param columns width in pixels
 * @param values row by row, in any unit; not copied, and never changed here
 */
@SuppressWarnings("ArrayRecordComponent")
public record Plane(int rows, int columns, float[] values) {
    public Plane {
        Check.positive("rows", rows);
        Check.positive("columns", columns);
        Check.sameLength("values", values.length, Math.multiplyExact(rows, columns));
    }

    /** Returns the middle of the image, at most so many pixels high and wide; a copy. */
    Plane middle(int side) {
        int height = Math.min(rows, side);
        int width = Math.min(columns, side);
        int top = (rows - height) / 2;
        int left = (columns - width) / 2;
        float[] part = new float[height * width];
        for (int y = 0; y < height; y++) {
            System.arraycopy(values, (top + y) * columns + left, part, y * width, width);
        }
        return new Plane(height, width, part);
    }
}
