package org.effigy.marking;

import org.effigy.base.Check;

/**
 * The two-dimensional discrete Fourier transform of square arrays whose side is a power of two (Cooley and Tukey 1965, radix
 * 2). Its sines come from {@link StrictMath}, so that results are the same on every machine.
 */
final class Fft {
    private final int n;
    private final int[] reversed;
    private final double[] cos;
    private final double[] sin;

    /** Makes the transform of n x n values. */
    Fft(int n) {
        Check.argument(n >= 2 && Integer.bitCount(n) == 1, () -> "the side is " + n + ", needed is a power of two");
        this.n = n;
        reversed = new int[n];
        int bits = Integer.numberOfTrailingZeros(n);
        for (int i = 0; i < n; i++) {
            reversed[i] = Integer.reverse(i) >>> (32 - bits);
        }
        cos = new double[n / 2];
        sin = new double[n / 2];
        for (int i = 0; i < n / 2; i++) {
            cos[i] = StrictMath.cos(2 * Math.PI * i / n);
            sin[i] = StrictMath.sin(2 * Math.PI * i / n);
        }
    }

    /** Transforms in place, sum of x exp(-2 pi i (u y + v x) / n); both arrays (n, n). */
    void forward(double[] re, double[] im) {
        transform(re, im);
    }

    /** Transforms back in place, divided by n squared. */
    void inverse(double[] re, double[] im) {
        // With real and imaginary part exchanged the forward transform is the inverse one.
        transform(im, re);
        double scale = 1.0 / ((double) n * n);
        for (int i = 0; i < re.length; i++) {
            re[i] *= scale;
            im[i] *= scale;
        }
    }

    private void transform(double[] re, double[] im) {
        for (int y = 0; y < n; y++) {
            line(re, im, y * n);
        }
        transpose(re);
        transpose(im);
        for (int x = 0; x < n; x++) {
            line(re, im, x * n);
        }
        transpose(re);
        transpose(im);
    }

    private void transpose(double[] a) {
        for (int y = 0; y < n; y++) {
            for (int x = y + 1; x < n; x++) {
                double swap = a[y * n + x];
                a[y * n + x] = a[x * n + y];
                a[x * n + y] = swap;
            }
        }
    }

    private void line(double[] re, double[] im, int at) {
        for (int i = 0; i < n; i++) {
            int j = reversed[i];
            if (j > i) {
                double swapRe = re[at + i];
                double swapIm = im[at + i];
                re[at + i] = re[at + j];
                im[at + i] = im[at + j];
                re[at + j] = swapRe;
                im[at + j] = swapIm;
            }
        }
        for (int half = 1; half < n; half *= 2) {
            int step = n / (2 * half);
            for (int start = at; start < at + n; start += 2 * half) {
                for (int k = 0; k < half; k++) {
                    butterfly(re, im, start + k, half, k * step);
                }
            }
        }
    }

    private void butterfly(double[] re, double[] im, int a, int half, int turn) {
        int b = a + half;
        double oddRe = re[b] * cos[turn] + im[b] * sin[turn];
        double oddIm = im[b] * cos[turn] - re[b] * sin[turn];
        re[b] = re[a] - oddRe;
        im[b] = im[a] - oddIm;
        re[a] += oddRe;
        im[a] += oddIm;
    }
}
