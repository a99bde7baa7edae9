package org.effigy.evaluation.membership;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PermutationTestTest {
    private static final Map<String, double[]> GOLDEN = Golden.values();

    @Test
    void ranksAreThoseOfScipy() {
        double[] ranks = PermutationTest.ranks(GOLDEN.get("scores"));
        assertArrayEquals(GOLDEN.get("ranks"), Arrays.copyOf(ranks, 10), 1e-12);
    }

    @Test
    void pIsThatOfAllWaysOfChoosingMembers() {
        double[] all = GOLDEN.get("scores");
        double[] scores = new double[12];
        boolean[] member = new boolean[12];
        for (int i = 0; i < 6; i++) {
            scores[i] = all[i];
            scores[6 + i] = all[120 + i];
            member[i] = true;
        }
        double p = new PermutationTest(20_000, 3)
                .p(scores, member, IntStream.range(0, 12).toArray());
        // Three standard errors of 20,000 draws.
        assertEquals(GOLDEN.get("p")[0], p, 0.008);
    }

    /** Returns p values of sets without members: patients have one to three images that are alike. */
    private static double[] pOfNull(boolean byPatients) {
        double[] p = new double[400];
        for (int set = 0; set < p.length; set++) {
            Random random = new Random(1000 + set);
            double[] scores = new double[80];
            boolean[] member = new boolean[80];
            int[] patients = new int[80];
            double own = 0;
            for (int i = 0, patient = -1; i < scores.length; i++) {
                if (i == 0 || random.nextInt(2) == 0) {
                    patient++;
                    own = 3 * random.nextGaussian();
                    member[i] = random.nextBoolean();
                } else {
                    member[i] = member[i - 1];
                }
                patients[i] = byPatients ? patient : i;
                scores[i] = own + 0.3 * random.nextGaussian();
            }
            p[set] = new PermutationTest(199, set).p(scores, member, patients);
        }
        return p;
    }

    @Test
    void pIsUniformWhereThereIsNoMember() {
        double[] p = pOfNull(true);
        Arrays.sort(p);
        double largest = 0;
        for (int i = 0; i < p.length; i++) {
            largest = Math.max(largest, Math.abs((i + 1.0) / p.length - p[i]));
        }
        // Kolmogorov and Smirnov's bound of 1 in 1,000 at 400 values, and the step of 1/200 between values of p.
        assertTrue(largest < 1.95 / Math.sqrt(p.length) + 0.005, "largest distance " + largest);
    }

    @Test
    void imagesOfAPatientTakenForStrangersWouldGiveFalseAlarms() {
        long alarms = Arrays.stream(pOfNull(false)).filter(p -> p < 0.05).count();
        assertTrue(alarms > 400 * 0.08, alarms + " alarms of 400");
    }
}
