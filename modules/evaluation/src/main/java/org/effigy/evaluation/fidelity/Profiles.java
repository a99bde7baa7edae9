package org.effigy.evaluation.fidelity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.effigy.dataset.image.IntensityRange;
import org.effigy.evaluation.Curve;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Figure;
import org.effigy.evaluation.features.FeatureTable;
import org.effigy.evaluation.features.Histogram;
import org.effigy.evaluation.features.Hounsfield;
import org.effigy.evaluation.features.SpaceFeatures;
import org.effigy.evaluation.part.Study;
import org.effigy.evaluation.statistics.Bootstrap;
import org.effigy.evaluation.statistics.Rows;

/** Figures of mean profiles: histograms, spectra and shares of Hounsfield units. */
final class Profiles {
    private final Study study;
    private final CellRows rows;
    private final Draws draws;
    private final SpaceFeatures space;
    private final IntensityRange range;

    Profiles(Study study, SpaceFeatures space, CellRows rows, Draws draws) {
        this.study = study;
        this.space = space;
        this.rows = rows;
        this.draws = draws;
        range = study.sets().recipe().range();
    }

    /** A sample of profiles and how often each is taken. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Side(FeatureTable table, int[] rows, int[][] draws) {
        /** Returns the mean profile; of all rows for replicate -1. */
        double[] mean(int replicate) {
            double[] out = new double[table.width()];
            double all = 0;
            for (int i = 0; i < rows.length; i++) {
                double weight = replicate < 0 ? 1 : draws[replicate][i];
                if (weight > 0) {
                    all += weight;
                    for (int j = 0; j < out.length; j++) {
                        out[j] += weight * table.at(rows[i], j);
                    }
                }
            }
            for (int j = 0; j < out.length; j++) {
                out[j] /= all;
            }
            return out;
        }
    }

    private Side train() {
        return new Side(space.train(), rows.train(), draws.train());
    }

    private Side judged() {
        return new Side(space.synthetic(), rows.judged(), draws.judged());
    }

    private Side floor() {
        return new Side(space.holdout(), rows.floor(), draws.floor());
    }

    private boolean measurable() {
        return rows.unmeasurable().isEmpty() && rows.told();
    }

    /** Returns a distance between mean profiles; empty where the sample has no rows or the cell is not measured. */
    private Optional<Estimate> distance(Side sample, ToDoubleBiFunction<double[], double[]> distance) {
        if (!measurable() || sample.rows().length == 0) {
            return Optional.empty();
        }
        Side train = train();
        double[] replicates = new double[draws.replicates()];
        Rows.compute(
                study.threads(),
                replicates.length,
                r -> replicates[r] = distance.applyAsDouble(train.mean(r), sample.mean(r)));
        return Optional.of(Bootstrap.estimate(distance.applyAsDouble(train.mean(-1), sample.mean(-1)), replicates));
    }

    private Figure figure(Fidelity.Name name, ToDoubleBiFunction<double[], double[]> distance) {
        return Fidelity.figure(name, rows, distance(judged(), distance), distance(floor(), distance));
    }

    void histogram(List<Figure> figures, List<Curve> curves) {
        double low = range.physical(0);
        double width = (range.physical(1) - low) / Histogram.BINS;
        String unit = range.hounsfield() ? "HU" : "";
        figures.add(figure(
                new Fidelity.Name("fidelity.histogram", "", unit, "lower"),
                (real, other) -> width * cumulativeDifference(real, other)));
        double[] x = IntStream.range(0, Histogram.BINS)
                .mapToDouble(bin -> low + (bin + 0.5) * width)
                .toArray();
        String label = range.hounsfield() ? "value (HU)" : "brightness (share of the range)";
        curve("fidelity.histogram", new String[] {label, "share of pixels"}, x, curves);
    }

    /** Returns the sum over bins of the difference of cumulative shares. */
    static double cumulativeDifference(double[] a, double[] b) {
        double sum = 0;
        double ahead = 0;
        for (int i = 0; i < a.length; i++) {
            ahead += a[i] - b[i];
            sum += Math.abs(ahead);
        }
        return sum;
    }

    void spectrum(List<Figure> figures, List<Curve> curves) {
        figures.add(figure(
                new Fidelity.Name("fidelity.spectrum", "", "dB", "lower"),
                (real, other) -> 10 * Math.sqrt(meanSquare(real, other))));
        double[] x = IntStream.rangeClosed(1, space.train().width())
                .mapToDouble(k -> k)
                .toArray();
        curve("fidelity.spectrum", new String[] {"cycles per image", "log10 of the power"}, x, curves);
    }

    private static double meanSquare(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum / a.length;
    }

    void hounsfield(List<Figure> figures) {
        figures.add(figure(new Fidelity.Name("fidelity.hounsfield", "", "", "lower"), (real, other) -> {
            double sum = 0;
            for (int i = 0; i < real.length; i++) {
                sum += Math.abs(real[i] - other[i]) / 2;
            }
            return sum;
        }));
        for (int i = 0; i <= Hounsfield.RANGES.size(); i++) {
            int place = i;
            String name =
                    i < Hounsfield.RANGES.size() ? Hounsfield.RANGES.get(i).name() : Hounsfield.OUT_OF_RANGE;
            figures.add(figure(
                    new Fidelity.Name("fidelity.hounsfield.share", name, "", "near FLOOR"),
                    (real, other) -> other[place]));
        }
    }

    private void curve(String id, String[] labels, double[] x, List<Curve> curves) {
        if (!measurable() || !Fidelity.drawn(rows.cell())) {
            return;
        }
        List<Curve.Line> lines = new ArrayList<>();
        lines.add(line("train", train()));
        if (rows.hasFloor()) {
            lines.add(line("holdout", floor()));
        }
        lines.add(line("synthetic", judged()));
        List<Double> places = DoubleStream.of(x).boxed().toList();
        curves.add(new Curve(id, rows.cell(), labels[0], labels[1], places, lines));
    }

    private static Curve.Line line(String name, Side side) {
        return new Curve.Line(name, DoubleStream.of(side.mean(-1)).boxed().toList());
    }
}
