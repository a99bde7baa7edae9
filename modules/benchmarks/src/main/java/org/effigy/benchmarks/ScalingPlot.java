package org.effigy.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.effigy.benchmarks.SvgPlot.Axis;
import org.effigy.benchmarks.SvgPlot.Series;

/** The plots of {@link Scaling}. */
enum ScalingPlot {
    PIXELS_TIME("pixels", "Time against image size (small U-Net, batch 8)", "side of the image, pixels", "ms", true),
    BATCH_TIME("batch", "Time per image against batch (small U-Net, 64 pixels)", "images in the batch", "ms", true),
    THREADS_TIME("threads", "Time against threads (small U-Net, 64 pixels, batch 8)", "threads", "ms", false),
    STEPS_TIME("steps", "Training time against steps (tiny U-Net, 32 pixels)", "optimiser steps", "s", false),
    SAMPLES_TIME("samples", "Sampling time against images (whole command)", "images", "s", false),
    SAMPLES_MEMORY("samples", "Memory of sampling against images", "images", "MiB", true),
    FILES_TIME("files", "Indexing time against files (whole command)", "DICOM files", "s", true),
    FILES_MEMORY("files", "Memory of indexing against files", "DICOM files", "MiB", true),
    DATA_MEMORY(
            "data", "Memory of training against data (tiny U-Net, 32 pixels)", "images in the data set", "MiB", true);

    private final String measure;
    private final String title;
    private final String across;
    private final String unit;
    private final boolean logarithmic;

    ScalingPlot(String measure, String title, String across, String unit, boolean logarithmic) {
        this.measure = measure;
        this.title = title;
        this.across = across;
        this.unit = unit;
        this.logarithmic = logarithmic;
    }

    /** Returns the name of the measurement that it draws. */
    String measure() {
        return measure;
    }

    String fileName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".svg";
    }

    /**
     * Returns the plot of rows (x, ys...): of milliseconds two series, else the seconds or the memory. A logarithmic horizontal
     * axis has its ticks where it was measured.
     */
    SvgPlot of(List<double[]> rows, String note) {
        List<Double> measured = rows.stream().map(row -> row[0]).toList();
        Axis x = new Axis(across, logarithmic, logarithmic ? measured : List.of());
        if (unit.equals("ms")) {
            boolean perImage = this == BATCH_TIME;
            return new SvgPlot(
                    title,
                    note,
                    x,
                    new Axis(perImage ? "milliseconds per image" : "milliseconds per batch", this == PIXELS_TIME),
                    List.of(series("training step", rows, 1, perImage), series("prediction", rows, 2, perImage)));
        }
        boolean memory = unit.equals("MiB");
        Axis y = new Axis(memory ? "peak resident memory, MiB" : "seconds", !memory && logarithmic);
        return new SvgPlot(title, note, x, y, List.of(series(unit, rows, memory ? 2 : 1, false)));
    }

    private static Series series(String name, List<double[]> rows, int column, boolean perImage) {
        List<double[]> points = new ArrayList<>();
        rows.forEach(row -> points.add(new double[] {row[0], perImage ? row[column] / row[0] : row[column]}));
        return new Series(name, points);
    }
}
