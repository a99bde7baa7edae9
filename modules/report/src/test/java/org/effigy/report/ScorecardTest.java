package org.effigy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Evaluation;
import org.effigy.evaluation.Figure;
import org.effigy.evaluation.ImageSetFacts;
import org.effigy.evaluation.Verdict;
import org.effigy.report.document.Points.Outcome;
import org.effigy.report.document.Points.Point;
import org.junit.jupiter.api.Test;

final class ScorecardTest {
    private static Figure figure(String id, Cell cell, double value) {
        return new Figure(
                id,
                "random",
                cell,
                60,
                "",
                "lower",
                Optional.of(new Estimate(value, value - 0.1, value + 0.1)),
                Optional.of(new Estimate(0.5, 0.4, 0.6)),
                "");
    }

    private static Evaluation evaluation(List<Figure> figures, List<Verdict> verdicts, Map<String, Integer> made) {
        ImageSetFacts real = new ImageSetFacts("train", 100, 100, Map.of("A", 60, "B", 40), "a", List.of());
        ImageSetFacts synthetic = new ImageSetFacts("synthetic", 100, 0, made, "c", List.of());
        return new Evaluation(
                Evaluation.FORMAT,
                Evaluation.VERSION,
                "test",
                1,
                Map.of("seed", "1"),
                real,
                real,
                synthetic,
                figures,
                List.of(),
                List.of(),
                verdicts,
                List.of("assumed"),
                List.of());
    }

    private static Point point(String name, Evaluation evaluation, Optional<Boolean> replicated) {
        List<Point> points = new Scorecard(evaluation, true, replicated).points();
        assertEquals(7, points.size());
        return points.stream()
                .filter(point -> point.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Outcome outcome(String name, Figure... figures) {
        return point(name, evaluation(List.of(figures), List.of(), Map.of()), Optional.empty())
                .outcome();
    }

    @Test
    void congruenceIsCountedFromDistancesOfAllImages() {
        Figure good = figure("fidelity.kid", Cell.ALL, 0.5);
        Figure bad = figure("fidelity.frechet.limit", Cell.ALL, 0.9);
        assertEquals(Outcome.MET, outcome("Congruence", good));
        assertEquals(Outcome.PARTLY, outcome("Congruence", good, bad));
        assertEquals(Outcome.NOT_MET, outcome("Congruence", bad));
        assertEquals(Outcome.NOT_MEASURED, outcome("Congruence", figure("fidelity.kid", Cell.ofClass("A"), 0.5)));
        assertEquals(Outcome.NOT_MEASURED, outcome("Congruence", figure("fidelity.recall", Cell.ALL, 0.5)));
    }

    @Test
    void coverageAndConstraintHaveFiguresOfTheirOwn() {
        assertEquals(Outcome.MET, outcome("Coverage", figure("fidelity.vendi", Cell.ALL, 0.5)));
        assertEquals(Outcome.NOT_MET, outcome("Coverage", figure("fidelity.coverage", Cell.ALL, 0.9)));
        assertEquals(Outcome.MET, outcome("Constraint", figure("fidelity.hounsfield.share", Cell.ALL, 0.5)));
        assertEquals(Outcome.NOT_MEASURED, outcome("Constraint", figure("fidelity.kid", Cell.ALL, 0.5)));
    }

    @Test
    void completenessAsksForFiftyImagesOfEachClass() {
        assertEquals(Outcome.MET, completeness(Map.of("A", 50, "B", 50)));
        assertEquals(Outcome.PARTLY, completeness(Map.of("A", 50, "B", 49)));
        assertEquals(Outcome.NOT_MET, completeness(Map.of("A", 1)));
    }

    private static Outcome completeness(Map<String, Integer> made) {
        return point("Completeness", evaluation(List.of(), List.of(), made), Optional.empty())
                .outcome();
    }

    @Test
    void complianceFollowsTheVerdicts() {
        assertEquals(Outcome.NOT_MEASURED, compliance());
        assertEquals(Outcome.NOT_MEASURED, compliance("not measurable"));
        assertEquals(Outcome.MET, compliance("nothing found", "nothing found"));
        assertEquals(Outcome.PARTLY, compliance("nothing found", "not measurable"));
        assertEquals(Outcome.NOT_MET, compliance("nothing found", "found"));
    }

    private static Outcome compliance(String... outcomes) {
        List<Verdict> verdicts = Stream.of(outcomes)
                .map(outcome -> new Verdict("images", outcome, "", "", ""))
                .toList();
        return point("Compliance", evaluation(List.of(), verdicts, Map.of()), Optional.empty())
                .outcome();
    }

    @Test
    void comprehensionSaysWhatIsMissing() {
        Evaluation evaluation = evaluation(List.of(), List.of(), Map.of());
        assertEquals(
                Outcome.MET,
                point("Comprehension", evaluation, Optional.empty()).outcome());
        Point without =
                new Scorecard(evaluation, false, Optional.empty()).points().get(5);
        assertEquals(Outcome.PARTLY, without.outcome());
        assertTrue(without.evidence().endsWith("missing: how the model was made"));
    }

    @Test
    void consistencyComparesClassesWithAllImages() {
        Figure all = figure("fidelity.kid", Cell.ALL, 0.5);
        assertEquals(Outcome.MET, outcome("Consistency", all, figure("fidelity.kid", Cell.ofClass("A"), 0.55)));
        assertEquals(Outcome.NOT_MET, outcome("Consistency", all, figure("fidelity.kid", Cell.ofClass("A"), 0.9)));
        Evaluation evaluation = evaluation(List.of(all), List.of(), Map.of());
        assertEquals(
                Outcome.NOT_MEASURED,
                point("Consistency", evaluation, Optional.empty()).outcome());
        assertEquals(
                Outcome.MET, point("Consistency", evaluation, Optional.of(true)).outcome());
        assertEquals(
                Outcome.NOT_MET,
                point("Consistency", evaluation, Optional.of(false)).outcome());
    }
}
