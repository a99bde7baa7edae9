package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.effigy.networks.NamedTensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class EmaTest {
    /** Rounding of a handful of 32-bit operations on values near 1. */
    private static final double FLOAT = 1e-6;

    private static INDArray vector(float... values) {
        return Nd4j.createFromArray(values);
    }

    private static float[] average(Ema ema, INDArray parameters) {
        return ema.inPlaceOf(
                        parameters, () -> List.of(new NamedTensor("p", new long[] {2}, parameters.toFloatVector())))
                .get(0)
                .values();
    }

    @Test
    void decayGrowsFromTwoElevenths() {
        assertEquals(2.0 / 11, Ema.decayAt(0.999, 1));
        assertEquals(11.0 / 20, Ema.decayAt(0.999, 10));
        assertEquals(0.999, Ema.decayAt(0.999, 8990), 1e-15);
        assertEquals(0.9, Ema.decayAt(0.9, 1000));
        assertEquals(0, Ema.decayAt(0, 5));
    }

    @Test
    void averagesByTheFormula() {
        INDArray parameters = vector(1, -3);
        try (Ema ema = new Ema(0.5, parameters)) {
            double expected = 1;
            double[] values = {2, 5, -1, 4};
            for (int n = 1; n <= values.length; n++) {
                parameters.putScalar(0, values[n - 1]);
                ema.update(parameters, n);
                double d = Math.min(0.5, (1.0 + n) / (10 + n));
                expected = d * expected + (1 - d) * values[n - 1];
            }
            assertEquals(expected, average(ema, parameters)[0], FLOAT);
            assertEquals(-3, average(ema, parameters)[1], FLOAT);
        }
    }

    @Test
    void noDecayIsACopyOfTheLastParameters() {
        INDArray parameters = vector(1, 2);
        try (Ema ema = new Ema(0, parameters)) {
            parameters.assign(vector(7, 8));
            ema.update(parameters, 1);
            assertArrayEquals(new float[] {7, 8}, average(ema, parameters));
        }
    }

    @Test
    void lendsItsValuesAndPutsTheParametersBackEvenAfterAFailure() {
        INDArray parameters = vector(1, 2);
        try (Ema ema = new Ema(0.5, parameters)) {
            parameters.assign(vector(3, 4));
            assertArrayEquals(new float[] {1, 2}, average(ema, parameters));
            assertArrayEquals(new float[] {3, 4}, parameters.toFloatVector());
            assertThrows(
                    IllegalStateException.class,
                    () -> ema.inPlaceOf(parameters, () -> {
                        throw new IllegalStateException("planted");
                    }));
            assertArrayEquals(new float[] {3, 4}, parameters.toFloatVector());
        }
    }
}
