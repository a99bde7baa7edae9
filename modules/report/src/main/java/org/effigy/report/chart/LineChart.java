package org.effigy.report.chart;

import java.awt.geom.Path2D;
import java.util.List;
import org.effigy.base.Check;
import org.effigy.report.chart.SvgCanvas.Anchor;

/**
 * Lines over one axis, each with a colour and a pattern of its own.
 *
 * @param xLabel of the axis, with its unit
 * @param yLabel of the values, with their unit
 * @param lines what is compared; the first six are told apart
 * @param noisy whether the first line is noise around the others and drawn fainter
 */
public record LineChart(String xLabel, String yLabel, List<Line> lines, boolean noisy) {
    private static final double WIDTH = 360;
    private static final double HEIGHT = 216;
    private static final double LEFT = 44;
    private static final double RIGHT = 352;
    private static final double TOP = 22;
    private static final double BOTTOM = 180;

    /**
     * One line.
     *
     * @param name for the legend
     * @param x the places, ascending
     * @param y a value for each; a gap where it is not finite
     */
    public record Line(String name, List<Double> x, List<Double> y) {
        public Line {
            x = List.copyOf(x);
            y = List.copyOf(y);
            int places = x.size();
            Check.argument(y.size() == places, () -> "a line has other places than values");
        }
    }

    public LineChart {
        lines = List.copyOf(lines);
        int count = lines.size();
        Check.inRange("lines", count, 1, Ink.MOST_LINES);
    }

    /** Returns the chart as an {@code svg} element; the words say what it shows to those who do not see it. */
    public String svg(String words) {
        SvgCanvas canvas = new SvgCanvas(WIDTH, HEIGHT);
        Axis across = axis(true, LEFT, RIGHT);
        Axis up = axis(false, BOTTOM, TOP);
        for (double tick : up.ticks(4)) {
            canvas.line(Ink.GRID, LEFT, up.place(tick), RIGHT, up.place(tick));
            canvas.text(Axis.text(tick), LEFT - 6, up.place(tick) + 4, Anchor.END);
        }
        for (double tick : across.ticks(5)) {
            canvas.line(Ink.AXIS, across.place(tick), BOTTOM, across.place(tick), BOTTOM + 4);
            canvas.text(Axis.text(tick), across.place(tick), BOTTOM + 17, Anchor.MIDDLE);
        }
        canvas.line(Ink.AXIS, LEFT, BOTTOM, RIGHT, BOTTOM);
        for (int i = 0; i < lines.size(); i++) {
            canvas.path(Ink.line(i), path(lines.get(i), across, up));
        }
        canvas.text(yLabel, 2, 11, Anchor.START);
        canvas.text(xLabel, RIGHT, HEIGHT - 4, Anchor.END);
        return canvas.svg(words, noisy ? "lines noisy" : "lines");
    }

    private static Path2D path(Line line, Axis across, Axis up) {
        Path2D path = new Path2D.Double();
        boolean gap = true;
        for (int i = 0; i < line.x().size(); i++) {
            double y = line.y().get(i);
            if (!Double.isFinite(y)) {
                gap = true;
            } else if (gap) {
                path.moveTo(across.place(line.x().get(i)), up.place(y));
                gap = false;
            } else {
                path.lineTo(across.place(line.x().get(i)), up.place(y));
            }
        }
        return path;
    }

    private Axis axis(boolean ofX, double from, double to) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Line line : lines) {
            for (double value : ofX ? line.x() : line.y()) {
                if (Double.isFinite(value)) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
            }
        }
        if (low > high) {
            return new Axis(0, 1, from, to);
        }
        return ofX && high > low ? new Axis(low, high, from, to) : Axis.over(low, high, from, to);
    }
}
