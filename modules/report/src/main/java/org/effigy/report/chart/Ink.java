package org.effigy.report.chart;

import java.awt.Paint;
import java.awt.PaintContext;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.ColorModel;
import java.util.Locale;

/** The colours of a chart by what they are for; the style sheet decides what they look like. */
enum Ink implements Paint {
    NONE,
    GRID,
    AXIS,
    TEXT,
    BAND,
    ONE,
    TWO,
    THREE,
    FOUR,
    FIVE,
    SIX;

    private static final Ink[] LINES = {ONE, TWO, THREE, FOUR, FIVE, SIX};

    /** How many lines can be told apart. */
    static final int MOST_LINES = LINES.length;

    /** Returns the colour of a line, from 0. */
    static Ink line(int index) {
        return LINES[index % LINES.length];
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public PaintContext createContext(
            ColorModel model, Rectangle device, Rectangle2D user, AffineTransform transform, RenderingHints hints) {
        throw new UnsupportedOperationException("a name of a colour has no pixels");
    }

    @Override
    public int getTransparency() {
        return OPAQUE;
    }
}
