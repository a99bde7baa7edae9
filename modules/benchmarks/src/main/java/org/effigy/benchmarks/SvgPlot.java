package org.effigy.benchmarks;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.effigy.base.Check;

/**
 * A plot of points joined by lines, as SVG with axes, units and ticks, on a light ground of its own.
 *
 * @param title above the plot
 * @param note a small line below it: what it was measured on
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param series what is drawn
 */
record SvgPlot(String title, String note, Axis x, Axis y, List<Series> series) {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 400;
    private static final int LEFT = 78;
    private static final int RIGHT = 24;
    private static final int TOP = 62;
    private static final int BOTTOM = 84;
    private static final List<String> COLOURS = List.of("#0b62a8", "#c4500c", "#2a7d3f");

    /**
     * An axis.
     *
     * @param label its name, unit included
     * @param logarithmic or from zero
     * @param marks where its ticks are; none for round numbers
     */
    record Axis(String label, boolean logarithmic, List<Double> marks) {
        /** An axis with ticks at round numbers. */
        Axis(String label, boolean logarithmic) {
            this(label, logarithmic, List.of());
        }

        Axis {
            marks = List.copyOf(marks);
        }
    }

    /** Points (x, y) with a name. */
    record Series(String name, List<double[]> points) {}

    /** Maps values to pixels. */
    private record Scale(double low, double high, Axis axis, double from, double to) {
        double at(double value) {
            return from + (to - from) * (place(value) - place(low)) / (place(high) - place(low));
        }

        private double place(double value) {
            return axis.logarithmic() ? Math.log10(value) : value;
        }

        List<Double> ticks() {
            List<Double> ticks = new ArrayList<>();
            if (!axis.marks().isEmpty()) {
                axis.marks().forEach(mark -> add(ticks, mark));
                return ticks;
            }
            if (axis.logarithmic()) {
                boolean few = Math.log10(high / low) < 3;
                for (double power = Math.pow(10, Math.floor(Math.log10(low))); power <= high; power *= 10) {
                    for (double factor : few ? new double[] {1, 2, 5} : new double[] {1}) {
                        add(ticks, power * factor);
                    }
                }
                return ticks;
            }
            double step = step(high - low);
            for (int i = 0; i * step <= high * 1.0001; i++) {
                add(ticks, i * step);
            }
            return ticks;
        }

        private void add(List<Double> ticks, double value) {
            if (value >= low * 0.999 && value <= high * 1.001) {
                ticks.add(value);
            }
        }
    }

    /** Returns 1, 2 or 5 times a power of ten, for 4 to 8 ticks. */
    private static double step(double range) {
        double power = Math.pow(10, Math.floor(Math.log10(range / 4)));
        double ratio = range / 4 / power;
        return power * (ratio >= 5 ? 5 : ratio >= 2 ? 2 : 1);
    }

    private static Scale scale(Axis axis, List<Double> values, double from, double to) {
        double low = values.stream().min(Double::compare).orElse(0.0);
        double high = values.stream().max(Double::compare).orElse(1.0);
        if (axis.logarithmic()) {
            Check.argument(low > 0, () -> axis.label() + ": a logarithmic axis has no " + low);
            return new Scale(low / 1.3, high * 1.3, axis, from, to);
        }
        return new Scale(0, high <= 0 ? 1 : high * 1.1, axis, from, to);
    }

    /** Returns the picture. */
    String svg() {
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        series.forEach(s -> s.points().forEach(p -> {
            xs.add(p[0]);
            ys.add(p[1]);
        }));
        Scale across = scale(x, xs, LEFT, WIDTH - RIGHT);
        Scale up = scale(y, ys, HEIGHT - BOTTOM, TOP);
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(HEIGHT);
        svg.append("\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" fill=\"#222\">\n");
        svg.append(String.format(
                Locale.ROOT, "<rect width=\"%d\" height=\"%d\" rx=\"6\" fill=\"#fcfcfc\"/>%n", WIDTH, HEIGHT));
        text(svg, LEFT, 26, "font-size=\"15\" font-weight=\"bold\"", title);
        text(svg, LEFT, HEIGHT - 12, "font-size=\"10\" fill=\"#666\"", note);
        axes(svg, across, up);
        for (int i = 0; i < series.size(); i++) {
            draw(svg, series.get(i), COLOURS.get(i % COLOURS.size()), across, up);
            if (series.size() > 1) {
                int at = LEFT + i * 180;
                line(svg, at, 44, at + 18, 44, COLOURS.get(i % COLOURS.size()), 2);
                text(svg, at + 24, 48, "", series.get(i).name());
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private void axes(StringBuilder svg, Scale across, Scale up) {
        int bottom = HEIGHT - BOTTOM;
        for (double tick : up.ticks()) {
            line(svg, LEFT, up.at(tick), WIDTH - RIGHT, up.at(tick), "#ddd", 1);
            text(svg, LEFT - 8, up.at(tick) + 4, "text-anchor=\"end\"", number(tick));
        }
        for (double tick : across.ticks()) {
            line(svg, across.at(tick), bottom, across.at(tick), bottom + 5, "#222", 1);
            text(svg, across.at(tick), bottom + 19, "text-anchor=\"middle\"", number(tick));
        }
        line(svg, LEFT, bottom, WIDTH - RIGHT, bottom, "#222", 1);
        line(svg, LEFT, TOP, LEFT, bottom, "#222", 1);
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, bottom + 42, "text-anchor=\"middle\"", x.label());
        double middle = (TOP + bottom) / 2.0;
        String turned = String.format(Locale.ROOT, "text-anchor=\"middle\" transform=\"rotate(-90 20 %.1f)\"", middle);
        text(svg, 20, middle, turned, y.label());
    }

    private static void draw(StringBuilder svg, Series drawn, String colour, Scale across, Scale up) {
        StringBuilder way = new StringBuilder();
        for (double[] point : drawn.points()) {
            way.append(String.format(Locale.ROOT, "%.1f,%.1f ", across.at(point[0]), up.at(point[1])));
        }
        svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"")
                .append(colour)
                .append("\" points=\"");
        svg.append(way.toString().trim()).append("\"/>\n");
        for (double[] point : drawn.points()) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>%n",
                    across.at(point[0]),
                    up.at(point[1]),
                    colour));
        }
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2, String colour, int width) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%d\"/>%n",
                x1,
                y1,
                x2,
                y2,
                colour,
                width));
    }

    private static void text(StringBuilder svg, double x, double y, String attributes, String text) {
        svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" %s>", x, y, attributes));
        svg.append(text.replace("&", "&amp;").replace("<", "&lt;")).append("</text>\n");
    }

    /** Returns a number for people: 20,000 or 0.05. */
    static String number(double value) {
        if (value >= 1000) {
            return String.format(Locale.ROOT, "%,d", Math.round(value));
        }
        BigDecimal rounded = BigDecimal.valueOf(value).round(new java.math.MathContext(3));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
