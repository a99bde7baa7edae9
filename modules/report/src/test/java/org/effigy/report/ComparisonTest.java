package org.effigy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Evaluation;
import org.effigy.evaluation.Figure;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
    private static Figure figure(String id, Estimate estimate) {
        return new Figure(id, "", Cell.ALL, 60, "", "lower", Optional.of(estimate), Optional.empty(), "");
    }

    private static Evaluation with(List<Figure> figures) {
        Evaluation of = PlausibleEvaluation.make();
        return new Evaluation(
                of.format(),
                of.version(),
                of.codeVersion(),
                of.seed(),
                of.settings(),
                of.train(),
                of.holdout(),
                of.synthetic(),
                figures,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    @Test
    void givesDifferenceAndWhetherIntervalsMeet() {
        Comparison comparison = Comparison.of(
                with(List.of(
                        figure("fidelity.kid", new Estimate(0.5, 0.4, 0.6)),
                        figure("fidelity.recall", new Estimate(0.5, 0.4, 0.6)),
                        figure("fidelity.here", new Estimate(1, 1, 1)))),
                with(List.of(
                        figure("fidelity.kid", new Estimate(0.7, 0.6, 0.8)),
                        figure("fidelity.recall", new Estimate(0.3, 0.2, 0.39)),
                        figure("fidelity.there", new Estimate(2, 2, 2)))));
        assertEquals(4, comparison.rows().size());
        assertEquals(0.2, comparison.rows().get(0).difference().orElseThrow(), 1e-12);
        assertEquals(Optional.of(true), comparison.rows().get(0).meet());
        assertEquals(-0.2, comparison.rows().get(1).difference().orElseThrow(), 1e-12);
        assertEquals(Optional.of(false), comparison.rows().get(1).meet());
        assertEquals(Optional.empty(), comparison.rows().get(2).there());
        assertEquals(Optional.empty(), comparison.rows().get(3).here());
        assertEquals(2, comparison.compared());
        assertEquals(1, comparison.meeting());
        assertEquals(Optional.of(false), comparison.agrees());
        assertTrue(comparison.sameTrain() && comparison.sameHoldout() && comparison.sameSynthetic());
    }

    @Test
    void anEvaluationAgreesWithItself() {
        Evaluation evaluation = PlausibleEvaluation.make();
        Comparison comparison = Comparison.of(evaluation, evaluation);
        assertEquals(Optional.of(true), comparison.agrees());
        assertEquals(evaluation.figures().size(), comparison.rows().size());
    }
}
