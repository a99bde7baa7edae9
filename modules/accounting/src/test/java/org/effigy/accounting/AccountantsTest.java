package org.effigy.accounting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AccountantsTest {
    private static final double DELTA = 1e-5;

    private static double renyi(double q, double sigma, long steps) {
        return RenyiAccountant.epsilon(List.of(new GaussianSteps(q, sigma, steps)), DELTA);
    }

    private static double tight(double q, double sigma, long steps) {
        return PrivacyLossAccountant.epsilon(List.of(new GaussianSteps(q, sigma, steps)), DELTA);
    }

    @Test
    void epsilonIsThatOfOpacus() {
        // By its RDPAccountant, and by the formulas of its PRVAccountant in numpy; the estimate is 0.01 below.
        assertEquals(7.32911117, renyi(0.04, 1.5, 2250), 5e-9);
        assertEquals(6.7791, tight(0.04, 1.5, 2250), 1e-4);
    }

    @Test
    void divergencesAreThoseOfAQuadratureWithThirtyDigits() {
        // mpmath; decision 26 says where other numbers for the orders 1.5 and 2.5 come from.
        GaussianSteps steps = new GaussianSteps(0.01, 2.5, 50);
        assertEquals(6.50070897e-4, RenyiAccountant.divergence(steps, 1.5), 1e-12);
        assertEquals(1.085418057e-3, RenyiAccountant.divergence(steps, 2.5), 1e-12);
        assertEquals(2.180756562e-3, RenyiAccountant.divergence(steps, 5), 1e-12);
        assertEquals(2.384603754e-2, RenyiAccountant.divergence(steps, 50), 1e-11);
    }

    @Test
    void twoHalvesAreTheWhole() {
        List<GaussianSteps> halves = List.of(
                new GaussianSteps(0.04, 1.5, 100), new GaussianSteps(0.04, 1.5, 200), new GaussianSteps(0.1, 1, 0));
        assertEquals(renyi(0.04, 1.5, 300), RenyiAccountant.epsilon(halves, DELTA), 1e-12);
        assertEquals(tight(0.04, 1.5, 300), PrivacyLossAccountant.epsilon(halves, DELTA), 1e-8);
    }

    @Test
    void moreStepsMoreUnitsAndLessNoiseSpendMore() {
        double last = 0;
        for (long steps : new long[] {1, 10, 100, 1000}) {
            double spent = tight(0.05, 2, steps);
            assertTrue(spent > last && spent <= renyi(0.05, 2, steps), steps + " steps: " + spent);
            last = spent;
        }
        last = 0;
        for (double q : new double[] {0.001, 0.01, 0.1, 0.5, 1}) {
            double spent = tight(q, 4, 100);
            assertTrue(spent > last, "q " + q + ": " + spent);
            last = spent;
        }
        last = Double.POSITIVE_INFINITY;
        for (double sigma : new double[] {0.6, 0.8, 1, 2, 5, 20}) {
            double spent = tight(0.05, sigma, 100);
            assertTrue(spent < last, "sigma " + sigma + ": " + spent);
            last = spent;
        }
    }

    @Test
    void noStepsSpendNothing() {
        assertEquals(0, renyi(0.5, 1, 0));
        assertEquals(0, tight(0.5, 1, 0));
    }

    @Test
    void wholeOrdersLieOnTheCurveOfFractionalOnes() {
        GaussianSteps steps = new GaussianSteps(0.02, 1.1, 1);
        for (int order = 2; order < 12; order++) {
            double around =
                    (RenyiAccountant.divergence(steps, order - 1e-6) + RenyiAccountant.divergence(steps, order + 1e-6))
                            / 2;
            assertEquals(around, RenyiAccountant.divergence(steps, order), 1e-8 * around);
        }
    }

    @Test
    void theNoiseFoundSpendsWhatIsWantedAndNoMore() {
        for (double epsilon : new double[] {0.5, 1, 3, 10}) {
            double sigma = NoiseSearch.noiseMultiplier(epsilon, DELTA, 0.03, 400);
            double spent = tight(0.03, sigma, 400);
            assertTrue(spent <= epsilon, epsilon + ": " + spent);
            assertTrue(tight(0.03, sigma * 0.995, 400) > epsilon, "sigma " + sigma + " is not the least");
        }
    }

    @Test
    void asksForSaneNumbers() {
        assertThrows(IllegalArgumentException.class, () -> new GaussianSteps(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new GaussianSteps(1.1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new GaussianSteps(0.1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new GaussianSteps(0.1, 1, -1));
        assertThrows(IllegalArgumentException.class, () -> RenyiAccountant.epsilon(List.of(), 0));
        assertThrows(IllegalArgumentException.class, () -> NoiseSearch.noiseMultiplier(0, DELTA, 0.1, 10));
        assertThrows(IllegalArgumentException.class, () -> RenyiAccountant.divergence(new GaussianSteps(0.1, 1, 1), 1));
    }
}
