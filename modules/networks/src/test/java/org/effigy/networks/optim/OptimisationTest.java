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

    /** (1 + cos(pi share)) / 2 after the warm-up. */
    @Test
    void theCosineFallsToZero() {
        Optimisation cosine =
                new Optimisation(AdamSettings.of(0.1), 4, 1, 0.99).withSchedule(LearningRateSchedule.COSINE);
        assertEquals(0.1, cosine.learningRate(4, 0), 1e-15);
        assertEquals(0.05, cosine.learningRate(2, 0), 1e-15);
        assertEquals(0.05, cosine.learningRate(50, 0.5), 1e-15);
        assertEquals(0.1 * (1 + Math.sqrt(0.5)) / 2, cosine.learningRate(30, 0.25), 1e-15);
        assertEquals(0, cosine.learningRate(100, 1), 1e-15);
        assertEquals(0.05, cosine.adam(50, 0.5).learningRate(), 1e-15);
        Optimisation constant = cosine.withSchedule(LearningRateSchedule.CONSTANT);
        assertEquals(0.1, constant.learningRate(50, 0.9));
        assertThrows(IllegalArgumentException.class, () -> cosine.withAccumulate(0));
        assertEquals(3, cosine.withAccumulate(3).withWarmup(7).accumulate());
    }
}
