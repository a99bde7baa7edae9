package org.effigy.evaluation.membership;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttackResultTest {
    private static final Map<String, double[]> GOLDEN = Golden.values();
    private static final AttackResult.Chance CHANCE = new AttackResult.Chance(1, 200, 99);

    @Test
    void areaAndTruePositivesAreThoseOfScikitLearn() {
        double[] scores = GOLDEN.get("scores");
        int n = scores.length;
        double[] ordered = new double[2 * n];
        int[] halves = new int[2 * n];
        for (int i = 0; i < 2 * n; i++) {
            int place = i < 240 ? i % 120 : 120 + (i - 240) % 150;
            ordered[i] = scores[place];
            halves[i] = i < 120 || i >= 390 ? 1 : 0;
        }
        Subjects subjects = new Subjects(240, IntStream.range(0, 2 * n).toArray(), halves);
        AttackResult result = AttackResult.of(
                new AttackScores("any", new int[] {0}, new double[][] {ordered}), subjects, subjects.of(1), CHANCE);
        assertEquals(GOLDEN.get("auc")[0], result.area().value(), 1e-12);
        assertEquals(GOLDEN.get("tpr")[0], result.truePositives().value(), 1e-12);
        assertTrue(result.area().low() < result.area().value()
                && result.area().value() < result.area().high());
        assertEquals(n, result.images());
    }

    @Test
    void theTimeStepIsChosenOnTheHalfThatIsNotReported() {
        // At the first time step the reported half is told apart, at the second the other half is.
        int[] half = {0, 1, 0, 1, 0, 1, 0, 1};
        Subjects subjects = new Subjects(4, IntStream.range(0, 8).toArray(), half);
        double[][] values = {{0, 1, 0, 1, 0, 0, 0, 0}, {1, 0, 1, 0, 0, 0, 0, 0}};
        AttackScores scores = new AttackScores("any", new int[] {10, 20}, values);
        assertEquals(1, AttackResult.chosenTime(scores, subjects));
        AttackResult result = AttackResult.of(scores, subjects, subjects.of(1), CHANCE);
        assertEquals(20, result.timeStep());
        assertEquals(0.5, result.area().value());
    }

    @Test
    void halvesShareNoPatientAndAreOfBothKinds() {
        int[] patients =
                IntStream.range(0, 100).map(i -> i < 60 ? i / 3 : 1000 + i).toArray();
        Subjects subjects = Subjects.halved(60, patients, 9);
        for (int i = 0; i < 100; i++) {
            for (int j = 0; j < 100; j++) {
                assertTrue(patients[i] != patients[j] || subjects.half()[i] == subjects.half()[j]);
            }
        }
        assertEquals(30, subjects.members(subjects.of(0)));
        assertEquals(50, subjects.of(1).length);
        assertArrayEquals(subjects.half(), Subjects.halved(60, patients, 9).half());
    }

    @Test
    void powerIsThatOfScipy() {
        for (int n : new int[] {50, 200}) {
            Power power = Power.of(n, 2 * n);
            double[] golden = GOLDEN.get("power " + n);
            assertEquals(golden[0], power.area(), 1e-9);
            assertEquals(golden[2], power.truePositives(), 3e-6);
        }
        assertEquals(GOLDEN.get("binomial")[0], Power.atLeast(3, 50, 0.01), 1e-12);
    }

    @Test
    void severalAttacksAreJudgedTogether() {
        double[] golden = GOLDEN.get("holm");
        assertArrayEquals(Arrays.copyOfRange(golden, 4, 8), MembershipPart.holm(Arrays.copyOf(golden, 4)), 1e-12);
    }
}
