package org.effigy.marking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.effigy.base.Seeds;
import org.junit.jupiter.api.Test;

final class FftTest {
    private static final int N = 16;
    private static final double EXACT = 1e-11;

    @Test
    void agreesWithTheSumThatDefinesIt() {
        double[] re = noise(1);
        double[] im = noise(2);
        double[] outRe = re.clone();
        double[] outIm = im.clone();
        new Fft(N).forward(outRe, outIm);
        for (int u = 0; u < N; u++) {
            for (int v = 0; v < N; v++) {
                double sumRe = 0;
                double sumIm = 0;
                for (int i = 0; i < N * N; i++) {
                    double angle = -2 * Math.PI * (u * (i / N) + v * (i % N)) / N;
                    sumRe += re[i] * Math.cos(angle) - im[i] * Math.sin(angle);
                    sumIm += re[i] * Math.sin(angle) + im[i] * Math.cos(angle);
                }
                assertEquals(sumRe, outRe[u * N + v], EXACT);
                assertEquals(sumIm, outIm[u * N + v], EXACT);
            }
        }
    }

    @Test
    void comesBack() {
        double[] re = noise(3);
        double[] im = noise(4);
        double[] outRe = re.clone();
        double[] outIm = im.clone();
        Fft fft = new Fft(N);
        fft.forward(outRe, outIm);
        fft.inverse(outRe, outIm);
        for (int i = 0; i < re.length; i++) {
            assertEquals(re[i], outRe[i], EXACT);
            assertEquals(im[i], outIm[i], EXACT);
        }
    }

    @Test
    void turnsPhasesWhereAnImageIsShifted() {
        double[] re = noise(5);
        double[] im = new double[N * N];
        double[] movedRe = new double[N * N];
        double[] movedIm = new double[N * N];
        for (int i = 0; i < re.length; i++) {
            movedRe[(i / N + 3) % N * N + (i % N + 5) % N] = re[i];
        }
        Fft fft = new Fft(N);
        fft.forward(re, im);
        fft.forward(movedRe, movedIm);
        for (int u = 0; u < N; u++) {
            for (int v = 0; v < N; v++) {
                int i = u * N + v;
                double angle = -2 * Math.PI * (3 * u + 5 * v) / N;
                assertEquals(re[i] * Math.cos(angle) - im[i] * Math.sin(angle), movedRe[i], EXACT);
                assertEquals(re[i] * Math.sin(angle) + im[i] * Math.cos(angle), movedIm[i], EXACT);
            }
        }
    }

    @Test
    void refusesASideThatIsNoPowerOfTwo() {
        assertThrows(IllegalArgumentException.class, () -> new Fft(12));
    }

    private static double[] noise(int index) {
        Random random = Seeds.of(1, "fft test", index);
        return random.doubles(N * N).toArray();
    }
}
