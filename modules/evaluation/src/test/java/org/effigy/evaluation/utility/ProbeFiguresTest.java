package org.effigy.evaluation.utility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Figure;
import org.junit.jupiter.api.Test;

class ProbeFiguresTest {
    private static List<String> warnings(double low, double high) {
        Optional<Estimate> measured = Optional.of(new Estimate((low + high) / 2, low, high));
        Optional<Estimate> floor = Optional.of(new Estimate(0.55, 0.51, 0.6));
        return ProbeFigures.warnings(
                new Figure("utility.probe.auc", "synthetic", Cell.ALL, 60, "", "near FLOOR", measured, floor, ""));
    }

    @Test
    void warnsOfAShortcutOnlyAboveTheFloor() {
        assertTrue(warnings(0.7, 0.8).get(0).contains("tells the synthetic images from real ones (AUC 0.750"));
        assertEquals(List.of(), warnings(0.55, 0.65));
    }

    @Test
    void warnsOfCopiesWhereItIsWorseThanChance() {
        assertTrue(warnings(0.2, 0.3).get(0).contains("near copies of training images"));
        assertEquals(List.of(), warnings(0.42, 0.52));
    }
}
