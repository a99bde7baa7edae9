package org.effigy.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Evaluation;
import org.effigy.evaluation.Figure;

/** The figures of an evaluation over all images, as a table; of utility what decides: AUC, its differences, and the probe. */
final class EvaluationTable {
    private static final String UTILITY = "utility.";
    private static final Set<String> OF_UTILITY =
            Set.of("utility.auc", "utility.auc.difference", "utility.agreement", "utility.probe.auc");

    private EvaluationTable() {}

    static void print(Evaluation evaluation, PrintWriter out) {
        out.println(sets(evaluation));
        TextTable table = new TextTable();
        table.row("figure", "space", "synthetic", "[95 % interval]", "floor", "[95 % interval]", "better");
        boolean more = false;
        for (Figure figure : evaluation.figures()) {
            boolean shown = figure.cell().equals(Cell.ALL)
                    && (!figure.id().startsWith(UTILITY) || OF_UTILITY.contains(figure.id()));
            if (shown) {
                table.row(
                        figure.id() + (figure.unit().isEmpty() ? "" : " (" + figure.unit() + ")"),
                        figure.space(),
                        value(figure.measured(), "not measurable"),
                        interval(figure.measured()),
                        value(figure.floor(), "none"),
                        interval(figure.floor()),
                        figure.better());
            }
            more |= !shown;
        }
        table.print(out);
        if (more) {
            out.println("Classes, subgroups and further figures are in the file.");
        }
    }

    private static String sets(Evaluation e) {
        return e.synthetic().images() + " synthetic images; learned from "
                + e.train().images() + ", floor from " + e.holdout().images() + " real images";
    }

    private static String value(Optional<Estimate> estimate, String otherwise) {
        return estimate.map(e -> number(e.value())).orElse(otherwise);
    }

    private static String interval(Optional<Estimate> estimate) {
        return estimate.map(e -> "[" + number(e.low()) + ", " + number(e.high()) + "]")
                .orElse("");
    }

    private static String number(double value) {
        return Math.abs(value) >= 1e6 || value != 0 && Math.abs(value) < 1e-3
                ? String.format(Locale.ROOT, "%.3e", value)
                : String.format(Locale.ROOT, "%.4f", value);
    }
}
