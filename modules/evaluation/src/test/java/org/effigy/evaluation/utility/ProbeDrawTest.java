package org.effigy.evaluation.utility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProbeDrawTest {
    private static Cases cases(int a, int b) {
        int[] labels = new int[a + b];
        Arrays.fill(labels, a, a + b, 1);
        int[] patients = IntStream.range(0, a + b).map(i -> i / 3).toArray();
        return new Cases(1, new float[a + b][1], labels, patients);
    }

    @Test
    void bothSidesHaveAsManyImagesOfEachClass() {
        List<Cases> sets = List.of(cases(40, 20), cases(30, 30), cases(50, 10));
        ProbeDraw.Counts counts = ProbeDraw.common(sets, 2);
        assertEquals(List.of(30, 10), counts.numbers());
        ScoreHead.Probe probe = ProbeDraw.of("synthetic", sets.get(0), sets.get(2), counts, 1);
        assertEquals(80, probe.rows().size());
        for (int side = 0; side < 2; side++) {
            int wanted = side;
            long b = IntStream.range(0, 80)
                    .filter(i ->
                            probe.truth().get(i) == wanted && probe.labels().get(i) == 1)
                    .count();
            assertEquals(10, b);
        }
    }

    @Test
    void noPatientIsInTwoFoldsAndEveryFoldHasBothSides() {
        Cases train = cases(40, 20);
        Cases other = cases(30, 30);
        ScoreHead.Probe probe = ProbeDraw.of("holdout", train, other, ProbeDraw.common(List.of(train, other), 2), 1);
        Map<String, Integer> foldOf = new HashMap<>();
        for (int i = 0; i < probe.rows().size(); i++) {
            Cases cases = probe.truth().get(i) == 0 ? train : other;
            String patient =
                    probe.truth().get(i) + " " + cases.patients()[probe.rows().get(i)];
            int fold = probe.folds().get(i);
            assertEquals(fold, foldOf.computeIfAbsent(patient, key -> fold), "patient in two folds");
        }
        for (int fold = 0; fold < ProbeDraw.FOLDS; fold++) {
            long others = Arrays.stream(probe.places(fold))
                    .filter(i -> probe.truth().get(i) == 1)
                    .count();
            assertTrue(others > 0 && others < probe.places(fold).length, "fold " + fold);
        }
    }

    @Test
    void setsWithoutCommonClassesAreDrawnFromAsAWhole() {
        ProbeDraw.Counts counts = ProbeDraw.common(List.of(cases(70, 0), cases(0, 60)), 2);
        assertEquals(List.of(60), counts.numbers());
        assertEquals(60, counts.total());
    }

    @Test
    void largeSetsGiveAThousandImagesInTheirProportions() {
        ProbeDraw.Counts counts = ProbeDraw.common(List.of(cases(3000, 1000), cases(3000, 1000)), 2);
        assertEquals(List.of(750, 250), counts.numbers());
    }
}
