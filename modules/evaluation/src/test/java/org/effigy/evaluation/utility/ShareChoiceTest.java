package org.effigy.evaluation.utility;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.effigy.evaluation.utility.ShareChoice.Candidate;
import org.junit.jupiter.api.Test;

class ShareChoiceTest {
    private static Candidate of(double share, boolean augmented, double area, int positives, int negatives) {
        return new Candidate(share, augmented, List.of(area), positives, negatives);
    }

    private static List<Candidate> candidates(int positives, int negatives) {
        return List.of(
                of(0, true, 0.80, positives, negatives),
                of(0.25, true, 0.70, positives, negatives),
                of(0.5, true, 0.72, positives, negatives),
                of(0.75, true, 0.78, positives, negatives),
                of(0, false, 0.75, positives, negatives));
    }

    /** Hanley and McNeil 1982: with A = 0.75, Q1 = 0.6 and Q2 = 1.125 / 1.75; (0.1875 + 3 (0.6 - 0.5625) + 9 (Q2 - 0.5625)) / 40. */
    @Test
    void theStandardErrorIsHanleysAndMcNeils() {
        double expected = Math.sqrt((0.1875 + 3 * 0.0375 + 9 * (1.125 / 1.75 - 0.5625)) / 40);
        assertEquals(expected, ShareChoice.error(candidates(4, 10)), 1e-12);
        // One patient of each kind: a coin that falls with A.
        assertEquals(Math.sqrt(0.1875), ShareChoice.error(candidates(1, 1)), 1e-12);
    }

    @Test
    void fewPatientsDoNotChooseByChance() {
        Candidate few = ShareChoice.chosen(candidates(4, 100));
        assertEquals(0.5, few.share());
        assertEquals(true, few.augmented());
    }

    /** A standard error of 0.013: 0.79 is no further than that from below the best, 0.72 is. */
    @Test
    void manyPatientsChoose() {
        List<Candidate> many = candidates(1000, 400);
        assertEquals(0.0132, ShareChoice.error(many), 1e-4);
        assertEquals(0.8, ShareChoice.chosen(many).mean());
        List<Candidate> close = List.of(of(0, true, 0.80, 1000, 400), of(0.75, true, 0.79, 1000, 400));
        assertEquals(0.75, ShareChoice.chosen(close).share());
    }

    @Test
    void augmentationGoesBeforeTheShareAndTheBetterOfEqualOnesIsTaken() {
        assertEquals(
                0.9,
                ShareChoice.chosen(List.of(of(0.5, false, 0.7, 3, 3), of(0.9, true, 0.7, 3, 3)))
                        .share());
        assertEquals(
                0.71,
                ShareChoice.chosen(List.of(of(0.25, true, 0.7, 3, 3), of(0.75, true, 0.71, 3, 3)))
                        .mean());
    }
}
