package org.effigy.dataset;

import org.effigy.base.Check;

/**
 * A decoded image before preprocessing, rows first.
 *
 * @param aspect height of a pixel divided by its width (row spacing / column spacing); 1 for square pixels
 * @param values Hounsfield units for CT, otherwise values that grow with brightness
 */
public record PixelPlane(int rows, int columns, double aspect, float[] values) {
    public PixelPlane {
        Check.positive("rows", rows);
        Check.positive("columns", columns);
        Check.inRange("aspect", aspect, 1e-3, 1e3);
        Check.sameLength("values", values.length, Math.multiplyExact(rows, columns));
    }
}
