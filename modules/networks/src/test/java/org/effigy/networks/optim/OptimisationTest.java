package org.effigy.networks.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class OptimisationTest {
    @Test
    void theLearningRateGrowsInEqualPartsAndStays() {
        Optimisation optimisation = new Optimisation(AdamSettings.of(0.1), 4, 1, 0.99);
        assertEquals(0.025, optimisation.learningRate(1), 1e-12);
        assertEquals(0.075, optimisation.learningRate(3), 1e-12);
        assertEquals(0.1, optimisation.learningRate(4));
        assertEquals(0.1, optimisation.adam(1000).learningRate());
        assertEquals(0.999, optimisation.adam(2).beta2());
        assertEquals(0.1, new Optimisation(AdamSettings.of(0.1), 0, 1, 0).learningRate(1));
    }

    @Test
    void theAverageForgetsTheFirstWeightsQuickly() {
        Optimisation optimisation = new Optimisation(AdamSettings.of(0.1), 0, 1, 0.9);
        assertEquals(2.0 / 11, optimisation.emaDecay(1), 1e-12);
        assertEquals(0.9, optimisation.emaDecay(1000));
        assertEquals(0, optimisation.withEmaDecay(0).emaDecay(1000));
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        AdamSettings adam = AdamSettings.of(0.1);
        assertThrows(IllegalArgumentException.class, () -> new Optimisation(adam, -1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Optimisation(adam, 0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Optimisation(adam, 0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> AdamSettings.of(1.1));
    }
}
