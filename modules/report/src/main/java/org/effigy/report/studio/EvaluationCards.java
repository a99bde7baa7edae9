package org.effigy.report.studio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.effigy.base.InputException;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Evaluation;
import org.effigy.evaluation.Figure;
import org.effigy.report.FigureWords;
import org.effigy.report.document.Html;
import org.effigy.report.document.Numbers;
import org.effigy.report.document.Table;

/** Evaluations side by side on the live page. */
final class EvaluationCards {
    private EvaluationCards() {}

    /** Returns the links to the evaluations, and their figures in one table. */
    static String html(Map<String, Path> folders) throws IOException {
        Map<String, Evaluation> read = new LinkedHashMap<>();
        Html out = new Html().open("ul");
        for (Map.Entry<String, Path> folder : folders.entrySet()) {
            String name = Places.name(folder.getValue());
            try {
                Evaluation evaluation = Evaluation.read(folder.getValue());
                read.put(name, evaluation);
                out.open("li").element("a href=\"evaluations/" + folder.getKey() + "/\"", name);
                out.text(": " + words(evaluation)).close("li");
            } catch (InputException e) {
                out.element("li", name + " could not be read just now.");
            }
        }
        out.close("ul");
        if (!read.isEmpty()) {
            table(read).html(out);
        }
        return out.toString();
    }

    private static String words(Evaluation evaluation) {
        List<String> verdicts = evaluation.verdicts().stream()
                .map(verdict -> verdict.subject() + " " + verdict.outcome())
                .toList();
        return evaluation.synthetic().images() + " synthetic images"
                + (verdicts.isEmpty() ? "" : "; traces of patients: " + String.join(", ", verdicts));
    }

    private static Table table(Map<String, Evaluation> evaluations) {
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        evaluations.forEach((name, evaluation) -> evaluation.figures().stream()
                .filter(figure -> figure.cell().equals(Cell.ALL))
                .forEach(figure -> rows.computeIfAbsent(row(figure), key -> new LinkedHashMap<>())
                        .put(name, figure.measured().map(EvaluationCards::text).orElse("not measurable"))));
        List<String> header = new ArrayList<>(List.of("figure"));
        header.addAll(evaluations.keySet());
        List<List<String>> cells = new ArrayList<>();
        rows.forEach((figure, values) -> {
            List<String> row = new ArrayList<>(List.of(figure));
            evaluations.keySet().forEach(name -> row.add(values.getOrDefault(name, "not measured")));
            cells.add(row);
        });
        return new Table("Figures of all images, with 95 % intervals", header, cells);
    }

    private static String row(Figure figure) {
        return FigureWords.name(figure.id()) + (figure.space().isEmpty() ? "" : ", " + figure.space());
    }

    private static String text(Estimate estimate) {
        return Numbers.text(estimate.value()) + " (" + Numbers.text(estimate.low()) + " to "
                + Numbers.text(estimate.high()) + ")";
    }
}
