package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.effigy.networks.checkpoint.RunMemory;
import org.junit.jupiter.api.Test;

class MemoryRuleTest {
    /** Returns checkpoints at steps 10, 20, ... whose gaps are so many standard errors wide. */
    private static List<MemoryRule.At> gaps(double... errors) {
        List<MemoryRule.At> at = new ArrayList<>();
        for (double error : errors) {
            at.add(at(10 * (at.size() + 1), error, Optional.empty()));
        }
        return at;
    }

    private static MemoryRule.At at(long step, double errors, Optional<MemoryFigures.Copies> copies) {
        return new MemoryRule.At(
                step, new MemoryFigures(64, 64, 0.1, 0.1 + errors * 0.01, errors * 0.01, 0.01, copies));
    }

    private static Optional<Long> from(List<MemoryRule.At> at) {
        return MemoryRule.found(at).map(RunMemory::remembersFrom);
    }

    @Test
    void aGapThatIsWideAndGrowsBeganWhereItWasFirstWide() {
        assertEquals(Optional.of(20L), from(gaps(1, 4, 5)));
        assertEquals(Optional.of(20L), from(gaps(1, 4, 3.5, 3.6, 9)));
        assertEquals(Optional.of(10L), from(gaps(3.1, 3.2)));
        RunMemory found = MemoryRule.found(gaps(1, 4, 5)).orElseThrow();
        assertEquals(
                "the loss on held-out images is above that on training images by 4.0 standard errors at step 20 and 5.0 at"
                        + " step 30, and the gap grows",
                found.evidence());
    }

    @Test
    void oneWideGapOrOneThatShrinksIsNoSign() {
        assertEquals(Optional.empty(), from(gaps()));
        assertEquals(Optional.empty(), from(gaps(1, 4)));
        assertEquals(Optional.empty(), from(gaps(1, 4, 2, 4)));
        assertEquals(Optional.empty(), from(gaps(9, 8, 7, 6)));
        assertEquals(Optional.empty(), from(gaps(2.9, 2.95, 3)));
        assertEquals(Optional.empty(), from(gaps(-5, -6, -7)));
    }

    @Test
    void whatIsFoundStaysFound() {
        assertEquals(Optional.of(20L), from(gaps(1, 4, 5, 0, 0)));
    }

    @Test
    void theCheckpointBeforeAWideGapIsKeptUntilTheNextOneDecides() {
        assertEquals(OptionalLong.empty(), MemoryRule.suspectFrom(gaps()));
        assertEquals(OptionalLong.empty(), MemoryRule.suspectFrom(gaps(1, 2)));
        assertEquals(OptionalLong.of(20), MemoryRule.suspectFrom(gaps(1, 4)));
        assertEquals(OptionalLong.of(20), MemoryRule.suspectFrom(gaps(1, 4, 3.5)));
        assertEquals(OptionalLong.empty(), MemoryRule.suspectFrom(gaps(1, 4, 2)));
        assertEquals(OptionalLong.of(20), MemoryRule.suspectFrom(gaps(1, 4, 5, 0)));
    }

    @Test
    void copiesAboveThoseOfHeldOutImagesAreASignByThemselves() {
        Optional<MemoryFigures.Copies> few = Optional.of(new MemoryFigures.Copies(64, 7, 64, 0));
        Optional<MemoryFigures.Copies> many = Optional.of(new MemoryFigures.Copies(64, 10, 64, 0));
        Optional<MemoryFigures.Copies> alike = Optional.of(new MemoryFigures.Copies(64, 20, 64, 12));
        assertEquals(Optional.empty(), from(List.of(at(10, 0, few))));
        assertEquals(Optional.empty(), from(List.of(at(10, 0, alike))));
        assertEquals(Optional.of(10L), from(List.of(at(10, 0, many))));
        assertEquals(Optional.of(10L), from(List.of(at(10, 4, Optional.empty()), at(20, 3.5, many))));
        assertTrue(MemoryRule.found(List.of(at(10, 0, many)))
                .orElseThrow()
                .evidence()
                .contains("at step 10 10 of 64 images made lie at one training image, 0 of 64 held-out images do"));
    }

    @Test
    void intervalsAreWilsons() {
        // scipy.stats.binomtest(10, 64).proportion_ci(method="wilson")
        assertEquals(0.08714842338206585, MemoryRule.wilson(10, 64, -1), 1e-12);
        assertEquals(0.2642806177254878, MemoryRule.wilson(10, 64, 1), 1e-12);
        assertEquals(0, MemoryRule.wilson(0, 64, -1), 1e-12);
    }

    @Test
    void theErrorOfAMeanKnowsPatients() {
        double[] values = {1, 1, 3, 3, 5, 5};
        // As if there were three images: 2 / sqrt(3).
        assertEquals(2 / Math.sqrt(3), MemoryWatch.errorOfMean(values, new int[] {7, 7, 8, 8, 9, 9}), 1e-12);
        double[] three = {1, 3, 5};
        assertEquals(2 / Math.sqrt(3), MemoryWatch.errorOfMean(three, new int[] {0, 1, 2}), 1e-12);
    }
}
