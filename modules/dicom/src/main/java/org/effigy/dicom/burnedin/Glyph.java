package org.effigy.dicom.burnedin;

/**
 * A piece of strokes that hang together: a character, a part of one, or several that touch.
 *
 * @param box around it
 * @param area number of its pixels
 * @param contrast grey levels between the strokes and what is around them
 * @param level grey level of the strokes' middle
 * @param spread standard deviation of that level
 * @param sharpness which share of the contrast is reached within two pixels of the edge, mean over the edge
 */
record Glyph(Box box, int area, double contrast, double level, double spread, double sharpness) {
    int right() {
        return box.x() + box.width();
    }

    int bottom() {
        return box.y() + box.height();
    }

    /** Returns the piece as seen in an image of twice the size. */
    Glyph doubled() {
        Box twice = new Box(2 * box.x(), 2 * box.y(), 2 * box.width(), 2 * box.height());
        return new Glyph(twice, 4 * area, contrast, level, spread, sharpness);
    }
}
