package org.effigy.report.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Maps values to places on a chart, with round numbers marked.
 *
 * @param low the value at {@code from}
 * @param high the value at {@code to}
 * @param from a place
 * @param to a place
 */
record Axis(double low, double high, double from, double to) {
    private static final double LEAST_SHARE = 1e-9;

    /** Returns an axis over the values; a little more than they need, so that nothing lies on the edge. */
    static Axis over(double low, double high, double from, double to) {
        double span = high - low;
        if (span <= LEAST_SHARE * Math.max(1e-12, Math.abs(high))) {
            span = Math.max(Math.abs(high), 1e-6);
        }
        double margin = 0.05 * span;
        // A quantity that is never negative begins at 0 where that is near.
        double start = low >= 0 && low - margin < 0.25 * span ? 0 : low - margin;
        return new Axis(start, high + margin, from, to);
    }

    double place(double value) {
        return from + (value - low) / (high - low) * (to - from);
    }

    /** Returns round numbers on the axis, at most so many and one. */
    List<Double> ticks(int most) {
        double rough = (high - low) / most;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = power;
        for (double factor : new double[] {1, 2, 5, 10}) {
            step = factor * power;
            if (step >= rough * (1 - LEAST_SHARE)) {
                break;
            }
        }
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - LEAST_SHARE); i * step <= high + step * LEAST_SHARE; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** Returns a mark's text: 0.25, 1000, 2.5M. */
    static String text(double value) {
        double size = Math.abs(value);
        if (size >= 1e6) {
            return plain(value / 1e6) + "M";
        }
        if (size >= 1e4) {
            return plain(value / 1e3) + "k";
        }
        if (size > 0 && size < 1e-4) {
            return new BigDecimal(value)
                    .round(new MathContext(2))
                    .stripTrailingZeros()
                    .toString();
        }
        return plain(value);
    }

    private static String plain(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }
}
