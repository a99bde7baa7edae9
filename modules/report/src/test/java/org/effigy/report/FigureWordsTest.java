package org.effigy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Figure;
import org.effigy.report.document.Findings.Standing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FigureWordsTest {
    private static final Estimate FLOOR = new Estimate(0.5, 0.4, 0.6);

    private static Figure figure(String better, double low, double high) {
        return new Figure(
                "fidelity.kid",
                "random",
                Cell.ALL,
                60,
                "HU",
                better,
                Optional.of(new Estimate((low + high) / 2, low, high)),
                Optional.of(FLOOR),
                "");
    }

    @Test
    void aFigureIsUnlikeRealImagesOnlyWhereTheIntervalsDoNotMeetOnTheWorseSide() {
        assertEquals(Standing.UNLIKE_REAL, FigureWords.standing(figure("lower", 0.61, 0.8)));
        assertEquals(Standing.LIKE_REAL, FigureWords.standing(figure("lower", 0.6, 0.8)));
        assertEquals(Standing.LIKE_REAL, FigureWords.standing(figure("lower", 0.1, 0.2)));
        assertEquals(Standing.UNLIKE_REAL, FigureWords.standing(figure("higher", 0.1, 0.39)));
        assertEquals(Standing.LIKE_REAL, FigureWords.standing(figure("higher", 0.7, 0.8)));
        assertEquals(Standing.UNLIKE_REAL, FigureWords.standing(figure("near FLOOR", 0.1, 0.39)));
        assertEquals(Standing.UNLIKE_REAL, FigureWords.standing(figure("near FLOOR", 0.61, 0.8)));
        assertEquals(Standing.LIKE_REAL, FigureWords.standing(figure("near FLOOR", 0.3, 0.41)));
    }

    @Test
    void saysWhichWayRealImagesDiffer() {
        assertTrue(FigureWords.words(figure("lower", 0.7, 0.8)).startsWith("Real images among themselves give less"));
        assertTrue(FigureWords.words(figure("higher", 0.1, 0.2)).startsWith("Real images among themselves give more"));
        assertEquals("Real images among themselves do no better.", FigureWords.words(figure("lower", 0.1, 0.2)));
    }

    @Test
    void saysWhyAFigureIsNotMeasured() {
        Figure none = new Figure(
                "fidelity.kid",
                "",
                Cell.ALL,
                12,
                "",
                "lower",
                Optional.empty(),
                Optional.empty(),
                "12 images, needed are 50");
        assertEquals("not measurable", FigureWords.value(none));
        assertEquals(Standing.NOT_MEASURED, FigureWords.standing(none));
        assertEquals("12 images, needed are 50.", FigureWords.words(none));
    }

    @Test
    void aKindOfFigureWithoutALineIsNamedByTheNearestOne() {
        assertEquals("Kernel distance (KID)", FigureWords.name("fidelity.kid"));
        assertEquals("Kernel distance (KID), of halves", FigureWords.name("fidelity.kid.of-halves"));
        assertEquals("privacy.new", FigureWords.name("privacy.new"));
        assertEquals("", FigureWords.question("privacy.new"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fidelity.kid",
                "fidelity.frechet",
                "fidelity.frechet.limit",
                "fidelity.precision",
                "fidelity.recall",
                "fidelity.density",
                "fidelity.coverage",
                "fidelity.vendi",
                "fidelity.histogram",
                "fidelity.spectrum",
                "fidelity.hounsfield.share",
                "utility.auc",
                "utility.auc.difference",
                "utility.auc.delong",
                "utility.pr-auc",
                "utility.pr-auc.difference",
                "utility.sensitivity",
                "utility.sensitivity.difference",
                "utility.ece",
                "utility.ece.difference",
                "utility.brier",
                "utility.brier.difference",
                "utility.calibration",
                "utility.agreement",
                "utility.probe.auc",
                "privacy.copies.share",
                "privacy.ratio.share",
                "privacy.authenticity",
                "privacy.ct",
                "privacy.membership.auc",
                "privacy.membership.tpr",
                "privacy.membership.p"
            })
    void everyKindOfFigureThatAnEvaluationGivesHasANameAndAQuestionOfItsOwn(String id) {
        assertFalse(FigureWords.name(id).contains(id) || FigureWords.name(id).contains(", " + id), id);
        assertFalse(FigureWords.question(id).isEmpty(), id);
        String start = id.substring(0, id.lastIndexOf('.'));
        assertNotEquals(FigureWords.question(start), FigureWords.question(id), id);
    }

    @Test
    void theValueHasItsUnitAndThreeDigits() {
        assertEquals("0.75 HU", FigureWords.value(figure("lower", 0.7, 0.8)));
        assertEquals("Real against real: 0.5 HU (0.4 to 0.6)", FigureWords.floor(figure("lower", 0.7, 0.8)));
        assertEquals("95 % interval 0.4 to 0.6", FigureWords.interval(FLOOR));
    }
}
