package org.effigy.networks.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SigmoidTest {
    @Test
    void isTheLogisticFunction() {
        for (double x = -60; x < 60; x += 1e-3) {
            assertEquals(1 / (1 + Math.exp(-(float) x)), Sigmoid.of((float) x), 3e-7, "at " + x);
        }
        assertEquals(0.5f, Sigmoid.of(0));
        assertTrue(Float.isNaN(Sigmoid.of(Float.NaN)));
    }
}
