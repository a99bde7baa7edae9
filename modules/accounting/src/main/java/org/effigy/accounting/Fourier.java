package org.effigy.accounting;

import org.effigy.base.Check;

/** The discrete Fourier transform of 2^m complex numbers (Cooley and Tukey 1965, radix 2, in place). */
final class Fourier {
    private Fourier() {}

    /** Replaces the numbers by their transform, sum over n of x[n] exp(-2 pi i k n / N). */
    static void forward(double[] re, double[] im) {
        Check.sameLength("im", im.length, re.length);
        Check.argument(
                Integer.bitCount(re.length) == 1, () -> "there are " + re.length + " numbers, not a power of two");
        reorder(re, im);
        for (int half = 1; half < re.length; half *= 2) {
            butterflies(re, im, half);
        }
    }

    /** Replaces the numbers by those of which they are the transform. */
    static void inverse(double[] re, double[] im) {
        // With real and imaginary parts exchanged, forward and inverse differ by the factor alone.
        forward(im, re);
        for (int i = 0; i < re.length; i++) {
            re[i] /= re.length;
            im[i] /= re.length;
        }
    }

    private static void reorder(double[] re, double[] im) {
        int shift = Integer.numberOfLeadingZeros(re.length) + 1;
        for (int i = 0; i < re.length; i++) {
            int j = re.length == 1 ? 0 : Integer.reverse(i) >>> shift;
            if (i < j) {
                double a = re[i];
                re[i] = re[j];
                re[j] = a;
                double b = im[i];
                im[i] = im[j];
                im[j] = b;
            }
        }
    }

    private static void butterflies(double[] re, double[] im, int half) {
        double[] cos = new double[half];
        double[] sin = new double[half];
        for (int k = 0; k < half; k++) {
            cos[k] = Math.cos(Math.PI * k / half);
            sin[k] = -Math.sin(Math.PI * k / half);
        }
        for (int start = 0; start < re.length; start += 2 * half) {
            for (int k = 0; k < half; k++) {
                int a = start + k;
                int b = a + half;
                double r = re[b] * cos[k] - im[b] * sin[k];
                double i = re[b] * sin[k] + im[b] * cos[k];
                re[b] = re[a] - r;
                im[b] = im[a] - i;
                re[a] += r;
                im[a] += i;
            }
        }
    }
}
