package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Json;
import org.effigy.report.chart.LineChart;
import org.effigy.report.document.Block;
import org.effigy.report.document.Document;
import org.effigy.report.document.Facts;
import org.effigy.report.document.Plot;
import org.effigy.report.document.Plots;
import org.effigy.report.document.Section;
import org.effigy.report.document.Table;
import org.effigy.report.document.Text;

/** Writes what a study of collapse found: {@code collapse.json}, {@code collapse.html} and {@code collapse.md}. */
record CollapseReport(CollapsePlan.Result result) {
    /** Returns figures in a line. */
    static String text(CollapseFigures figures) {
        return String.format(
                Locale.ROOT,
                "Frechet distance %.2f, recall %.3f, Vendi score %.2f, distance to real %.3f",
                figures.frechet(),
                figures.recall(),
                figures.vendi(),
                figures.distanceToReal());
    }

    void write(Path folder) throws IOException {
        Json.write(folder.resolve("collapse.json"), result);
        Document document = document();
        AtomicFiles.write(folder.resolve("collapse.html"), document.html());
        AtomicFiles.write(folder.resolve("collapse.md"), document.markdown());
    }

    private Document document() {
        CollapsePlan plan = result.plan();
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Plots(List.of(
                plot(
                        "Frechet distance",
                        "To real images of other patients; lower is nearer.",
                        CollapseFigures::frechet),
                plot(
                        "Recall",
                        "Share of the real images that the generation's images surround.",
                        CollapseFigures::recall),
                plot("Vendi score", "How many different images there are, in effect.", CollapseFigures::vendi),
                plot(
                        "Distance to real",
                        "From each image to the nearest real one, over that of real images.",
                        CollapseFigures::distanceToReal))));
        for (CollapsePlan.Curve curve : result.regimes()) {
            blocks.add(table(curve));
        }
        Facts facts = new Facts.Builder()
                .add(
                        "model",
                        plan.family() + ", preset " + plan.preset() + ", " + plan.size() + " pixels, without classes")
                .add("steps of each generation", plan.steps())
                .add("images in a step", String.valueOf(plan.batch()))
                .add("images learnt from and made", String.valueOf(plan.images()))
                .add("seed", String.valueOf(plan.seed()))
                .add("fingerprint of the index", plan.fingerprint())
                .build();
        return new Document(
                "Collapse over generations",
                "Models that learn from models, compared with real images of patients that no model has seen.",
                "Made by Effigy " + plan.codeVersion(),
                List.of(
                        new Section("figures", "Figures", blocks),
                        new Section(
                                "study",
                                "The study",
                                List.of(
                                        facts,
                                        new Text("Features are those of a convolutional network that was never"
                                            + " trained, scaled by the real training images. Generation 0 are the real"
                                            + " training images themselves. Replace: each generation learns from the"
                                            + " images of the one before alone. Accumulate: from the real images and"
                                            + " those of all generations before. Mix: half real, half of the"
                                            + " generation before, as many as in the first one.")))));
    }

    private Plot plot(String title, String words, ToDoubleFunction<CollapseFigures> figure) {
        List<Plot.Line> lines = new ArrayList<>();
        for (CollapsePlan.Curve curve : result.regimes()) {
            List<Double> x = new ArrayList<>(List.of(0.0));
            List<Double> y = new ArrayList<>(List.of(figure.applyAsDouble(result.real())));
            for (CollapseFigures of : curve.generations()) {
                x.add((double) of.generation());
                y.add(figure.applyAsDouble(of));
            }
            lines.add(new Plot.Line(curve.regime().word(), x, y));
        }
        String svg = new LineChart(
                        "generation",
                        title,
                        lines.stream()
                                .map(line -> new LineChart.Line(line.name(), line.x(), line.y()))
                                .toList(),
                        false)
                .svg(title + ". " + words);
        return new Plot(title, words, "generation", title, lines, svg);
    }

    private Table table(CollapsePlan.Curve curve) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row(result.real()));
        curve.generations().forEach(figures -> rows.add(row(figures)));
        return new Table(
                "Regime " + curve.regime().word(),
                List.of("generation", "real share", "Frechet distance", "recall", "Vendi score", "distance to real"),
                rows);
    }

    private static List<String> row(CollapseFigures figures) {
        return List.of(
                String.valueOf(figures.generation()),
                number("%.3f", figures.realShare()),
                number("%.2f", figures.frechet()),
                number("%.3f", figures.recall()),
                number("%.2f", figures.vendi()),
                number("%.3f", figures.distanceToReal()));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
