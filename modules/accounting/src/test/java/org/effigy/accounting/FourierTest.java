package org.effigy.accounting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class FourierTest {
    private static final double ROUNDING = 1e-12;

    @Test
    void isTheSumThatDefinesIt() {
        int n = 16;
        double[] x = new Random(3).doubles(n).toArray();
        double[] y = new Random(4).doubles(n).toArray();
        double[] re = new double[n];
        double[] im = new double[n];
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < n; i++) {
                double angle = -2 * Math.PI * k * i / n;
                re[k] += x[i] * Math.cos(angle) - y[i] * Math.sin(angle);
                im[k] += x[i] * Math.sin(angle) + y[i] * Math.cos(angle);
            }
        }
        Fourier.forward(x, y);
        assertArrayEquals(re, x, ROUNDING);
        assertArrayEquals(im, y, ROUNDING);
    }

    @Test
    void theInverseGivesTheNumbersBack() {
        for (int n : new int[] {1, 2, 1024}) {
            double[] x = new Random(n).doubles(n).toArray();
            double[] y = new Random(n + 1).doubles(n).toArray();
            double[] re = x.clone();
            double[] im = y.clone();
            Fourier.forward(re, im);
            Fourier.inverse(re, im);
            assertArrayEquals(x, re, ROUNDING);
            assertArrayEquals(y, im, ROUNDING);
        }
    }

    @Test
    void refusesOtherLengths() {
        assertThrows(IllegalArgumentException.class, () -> Fourier.forward(new double[3], new double[3]));
        assertThrows(IllegalArgumentException.class, () -> Fourier.forward(new double[4], new double[2]));
    }
}
