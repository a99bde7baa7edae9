package org.effigy.dicom.burnedin;

import org.effigy.base.Check;

/**
 * A rectangle of pixels.
 *
 * @param x first column
 * @param y first row
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 */
public record Box(int x, int y, int width, int height) {
    public Box {
        Check.inRange("x", x, 0, 1 << 20);
        Check.inRange("y", y, 0, 1 << 20);
        Check.inRange("width", width, 1, 1 << 20);
        Check.inRange("height", height, 1, 1 << 20);
    }

    /** Returns the smallest box around both. */
    Box union(Box other) {
        int left = Math.min(x, other.x);
        int top = Math.min(y, other.y);
        int right = Math.max(x + width, other.x + other.width);
        int bottom = Math.max(y + height, other.y + other.height);
        return new Box(left, top, right - left, bottom - top);
    }

    /** Returns the box with a margin on each side, as far as the image goes. */
    public Box grown(int margin, int rows, int columns) {
        int left = Math.max(0, x - margin);
        int top = Math.max(0, y - margin);
        int right = Math.min(columns, x + width + margin);
        int bottom = Math.min(rows, y + height + margin);
        return new Box(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
    }

    /** Says whether the two have a pixel in common. */
    public boolean overlaps(Box other) {
        return x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height;
    }
}
