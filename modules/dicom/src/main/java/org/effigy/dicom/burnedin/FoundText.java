package org.effigy.dicom.burnedin;

/**
 * Writing in an image.
 *
 * @param kind one or two characters, or more
 * @param box where it is
 * @param characters how many pieces it consists of, about the number of characters
 */
public record FoundText(Kind kind, Box box, int characters) {
    /** What it is. */
    public enum Kind {
        /** A line of three or more characters, which may name someone. */
        TEXT,
        /** One or two characters alone, such as a side marker L or R. */
        MARKER
    }

    /** Returns what to paint over: the box, with a character's width more at both ends and a little above and below. */
    public Box area(int rows, int columns) {
        int more = Math.max(2, box.height() / 4);
        Box tall = box.grown(more, rows, columns);
        int left = Math.max(0, box.x() - box.height());
        int right = Math.min(columns, box.x() + box.width() + box.height());
        return new Box(left, tall.y(), right - left, tall.height());
    }
}
