package org.effigy.report.chart;

import java.util.Optional;
import org.effigy.report.chart.SvgCanvas.Anchor;

/**
 * A value with its interval beside the floor: a dot and a line over a band.
 *
 * @param measured the value and its interval
 * @param floor what real images give among themselves, with its interval; empty where there is none
 */
public record IntervalStrip(Range measured, Optional<Range> floor) {
    private static final double WIDTH = 300;
    private static final double HEIGHT = 44;
    private static final double LEFT = 6;
    private static final double RIGHT = 294;
    private static final double MIDDLE = 13;
    private static final double BOTTOM = 26;

    /** A value between two others. */
    public record Range(double low, double value, double high) {}

    /** Returns the strip as an {@code svg} element; the words say what it shows to those who do not see it. */
    public String svg(String words) {
        double low = Math.min(measured.low(), floor.map(Range::low).orElse(measured.low()));
        double high = Math.max(measured.high(), floor.map(Range::high).orElse(measured.high()));
        Axis axis = Axis.over(low, high, LEFT, RIGHT);
        SvgCanvas canvas = new SvgCanvas(WIDTH, HEIGHT);
        floor.ifPresent(band -> {
            double start = axis.place(band.low());
            canvas.rectangle(Ink.BAND, start, 2, Math.max(2, axis.place(band.high()) - start), BOTTOM - 2);
            canvas.line(Ink.ONE, axis.place(band.value()), 2, axis.place(band.value()), BOTTOM);
        });
        canvas.line(Ink.AXIS, LEFT, BOTTOM, RIGHT, BOTTOM);
        for (double tick : axis.ticks(4)) {
            canvas.line(Ink.AXIS, axis.place(tick), BOTTOM, axis.place(tick), BOTTOM + 3);
            double place = axis.place(tick);
            Anchor anchor = place < LEFT + 12 ? Anchor.START : place > RIGHT - 12 ? Anchor.END : Anchor.MIDDLE;
            canvas.text(Axis.text(tick), anchor == Anchor.START ? LEFT : place, HEIGHT - 4, anchor);
        }
        canvas.line(Ink.TWO, axis.place(measured.low()), MIDDLE, axis.place(measured.high()), MIDDLE);
        canvas.dot(Ink.TWO, axis.place(measured.value()), MIDDLE, 4.5);
        return canvas.svg(words, "strip");
    }
}
