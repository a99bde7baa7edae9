package org.effigy.evaluation;

import java.util.List;
import org.effigy.base.Check;

/**
 * Lines over one axis, such as histograms and spectra.
 *
 * @param id such as {@code fidelity.histogram} or {@code utility.calibration}
 * @param cell the images it is about
 * @param xLabel of the axis, with its unit
 * @param yLabel of the values, with their unit
 * @param x the places, ascending
 * @param lines what is compared, such as {@code real} and {@code synthetic}
 */
public record Curve(String id, Cell cell, String xLabel, String yLabel, List<Double> x, List<Line> lines) {
    /** One line; a value for each place of the axis. */
    public record Line(String name, List<Double> y) {
        public Line {
            y = List.copyOf(y);
        }
    }

    public Curve {
        x = List.copyOf(x);
        lines = List.copyOf(lines);
        int places = x.size();
        Check.argument(
                lines.stream().allMatch(line -> line.y().size() == places), () -> id + ": a line has other places");
    }
}
