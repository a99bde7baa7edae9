package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.effigy.networks.optim.AdamSettings;
import org.junit.jupiter.api.Test;

class OptimisationTest {
    private static final Optimisation WARM = new Optimisation(AdamSettings.of(4e-4), 100, 1, 0.99);

    @Test
    void warmsUpInEqualPartsAndThenStays() {
        assertEquals(4e-6, WARM.learningRate(1), 1e-18);
        assertEquals(2e-4, WARM.learningRate(50), 1e-18);
        assertEquals(4e-4, WARM.learningRate(100));
        assertEquals(4e-4, WARM.learningRate(1_000_000));
    }

    @Test
    void withoutWarmUpTheFirstStepHasTheFullRate() {
        assertEquals(4e-4, new Optimisation(AdamSettings.of(4e-4), 0, 1, 0.99).learningRate(1));
    }

    @Test
    void givesTheStepsRateToAdamAndKeepsTheRest() {
        AdamSettings adam = WARM.adam(25);
        assertEquals(1e-4, adam.learningRate(), 1e-18);
        assertEquals(0.9, adam.beta1());
        assertEquals(0.999, adam.beta2());
        assertEquals(1e-8, adam.epsilon());
    }

    @Test
    void refusesADecayOfOne() {
        assertThrows(IllegalArgumentException.class, () -> WARM.withEmaDecay(1));
    }
}
