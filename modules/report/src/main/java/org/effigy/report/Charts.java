package org.effigy.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.effigy.evaluation.Curve;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Figure;
import org.effigy.report.chart.IntervalStrip;
import org.effigy.report.chart.IntervalStrip.Range;
import org.effigy.report.chart.LineChart;
import org.effigy.report.document.Numbers;
import org.effigy.report.document.Plot;
import org.effigy.report.run.MetricsTail.Memory;
import org.effigy.report.run.MetricsTail.Step;

/** The charts of curves, figures and trainings. */
public final class Charts {
    private static final int MOST_POINTS = 240;
    private static final int MOST_LINES = 6;
    private static final String EACH_STEP = "each step";
    private static final String STEP = "step";
    private static final String LOSS = "loss";

    private Charts() {}

    /** Returns the chart of a curve. */
    static Plot plot(Curve curve) {
        // Synthetic lines have the same colour everywhere, the second.
        List<Plot.Line> lines = new ArrayList<>();
        for (Curve.Line line : curve.lines().stream().limit(MOST_LINES).toList()) {
            int place = line.name().equals("synthetic") ? Math.min(1, lines.size()) : lines.size();
            lines.add(place, new Plot.Line(line.name(), curve.x(), line.y()));
        }
        String where = curve.cell().by().equals("all") ? "" : ", " + EvaluationSections.cell(curve.cell());
        return plot(
                FigureWords.name(curve.id()) + where,
                FigureWords.question(curve.id()),
                curve.xLabel(),
                curve.yLabel(),
                lines);
    }

    private static Plot plot(String title, String words, String xLabel, String yLabel, List<Plot.Line> lines) {
        String svg = new LineChart(
                        xLabel,
                        yLabel,
                        lines.stream()
                                .map(line -> new LineChart.Line(line.name(), line.x(), line.y()))
                                .toList(),
                        lines.get(0).name().equals(EACH_STEP))
                .svg(title + ". " + words);
        return new Plot(title, words, xLabel, yLabel, lines, svg);
    }

    /** Returns the figure over its floor, "" where it is not measured. */
    static String strip(Figure figure, String words) {
        return figure.measured()
                .map(measured ->
                        new IntervalStrip(range(measured), figure.floor().map(Charts::range)).svg(words))
                .orElse("");
    }

    private static Range range(Estimate estimate) {
        return new Range(estimate.low(), estimate.value(), estimate.high());
    }

    /** Returns the charts of a training; none before the second step. */
    public static List<Plot> training(List<Step> steps) {
        List<Step> some = thinned(steps);
        if (some.size() < 2) {
            return List.of();
        }
        List<Plot> plots = new ArrayList<>();
        Step last = steps.get(steps.size() - 1);
        plots.add(plot(
                "Loss",
                "After " + last.step() + " steps the moving mean is " + Numbers.text(last.meanLoss()) + "; it began at "
                        + Numbers.text(steps.get(0).loss()) + ".",
                STEP,
                LOSS,
                List.of(line(EACH_STEP, some, Step::loss), line("moving mean", some, Step::meanLoss))));
        parts(some).ifPresent(plots::add);
        plots.addAll(memory(steps));
        plots.add(plot(
                "Learning rate",
                "How far the weights move in a step.",
                STEP,
                "rate",
                List.of(line("learning rate", some, Step::learningRate))));
        return plots;
    }

    /** Returns the charts of what the checkpoints tell of the model's memory; none before the second checkpoint that was watched. */
    private static List<Plot> memory(List<Step> steps) {
        List<Plot> plots = new ArrayList<>();
        Plot.Line train = memory("training images", steps, Memory::trainLoss);
        Plot.Line heldOut = memory("held-out images", steps, Memory::heldOutLoss);
        if (train.x().size() > 1 && heldOut.x().size() > 1) {
            plots.add(plot(
                    "Loss on images it learns from and on others",
                    "A model begins to remember single images where the line of held-out images leaves that of training"
                            + " images upwards.",
                    STEP,
                    LOSS,
                    List.of(train, heldOut)));
        }
        Plot.Line made = memory("generated images", steps, Memory::generatedShare);
        Plot.Line others = memory("held-out images", steps, Memory::heldOutShare);
        if (made.x().size() > 1 && others.x().size() > 1) {
            plots.add(plot(
                    "Share that lies at one training image",
                    "Images less than a third as far from the nearest training image as from the second nearest; of"
                            + " images of other patients it is chance.",
                    STEP,
                    "share",
                    List.of(made, others)));
        }
        return plots;
    }

    private static Plot.Line memory(String name, List<Step> steps, ToDoubleFunction<Memory> value) {
        return line(name, steps, step -> step.memory().map(value::applyAsDouble).orElse(Double.NaN));
    }

    private static Optional<Plot> parts(List<Step> steps) {
        Set<String> names = new TreeSet<>();
        steps.forEach(step -> names.addAll(step.parts().keySet()));
        if (names.isEmpty()) {
            return Optional.empty();
        }
        List<Plot.Line> lines = names.stream()
                .limit(MOST_LINES)
                .map(name -> line(name, steps, step -> step.parts().getOrDefault(name, Double.NaN)))
                .toList();
        return Optional.of(plot("Parts of the loss", "What the loss is the sum of.", STEP, LOSS, lines));
    }

    private static Plot.Line line(String name, List<Step> steps, ToDoubleFunction<Step> value) {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (Step step : steps) {
            double at = value.applyAsDouble(step);
            if (Double.isFinite(at)) {
                x.add((double) step.step());
                y.add(at);
            }
        }
        return new Plot.Line(name, x, y);
    }

    /** Returns at most so many steps, evenly chosen, the last one among them. */
    private static List<Step> thinned(List<Step> steps) {
        int count = steps.size();
        if (count <= MOST_POINTS) {
            return steps;
        }
        List<Step> some = new ArrayList<>();
        for (int i = 0; i < MOST_POINTS; i++) {
            some.add(steps.get((int) ((long) i * (count - 1) / (MOST_POINTS - 1))));
        }
        return some;
    }
}
