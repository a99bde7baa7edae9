package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class EmaTest {
    @Test
    void decayGrowsFromTwoElevenths() {
        assertEquals(2.0 / 11, new Ema(0.999).at(1));
        assertEquals(11.0 / 20, new Ema(0.999).at(10));
        assertEquals(0.999, new Ema(0.999).at(8990), 1e-15);
        assertEquals(0.9, new Ema(0.9).at(1000));
        assertEquals(0, new Ema(0).at(5));
    }

    @Test
    void aDecayOfOneIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Ema(1));
        assertThrows(IllegalArgumentException.class, () -> new Ema(-0.1));
    }
}
