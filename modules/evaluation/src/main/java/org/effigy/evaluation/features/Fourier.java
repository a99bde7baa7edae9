package org.effigy.evaluation.features;

import org.effigy.base.Check;

/** The discrete Fourier transform: by halves as long as a length is even (Cooley and Tukey 1965), then by its definition. */
final class Fourier {
    private Fourier() {}

    /** Transforms an image in place. */
    static void transform2d(double[] real, double[] imaginary, int side) {
        Check.sameLength("real", real.length, side * side);
        double[] re = new double[side];
        double[] im = new double[side];
        for (int line = 0; line < 2 * side; line++) {
            int start = line < side ? line * side : line - side;
            int step = line < side ? 1 : side;
            for (int i = 0; i < side; i++) {
                re[i] = real[start + i * step];
                im[i] = imaginary[start + i * step];
            }
            double[][] done = transform(re, im);
            for (int i = 0; i < side; i++) {
                real[start + i * step] = done[0][i];
                imaginary[start + i * step] = done[1][i];
            }
        }
    }

    /** Returns the real and the imaginary part of the transform. */
    static double[][] transform(double[] re, double[] im) {
        int n = re.length;
        return n % 2 == 0 && n > 2 ? halves(re, im, n) : plain(re, im, n);
    }

    private static double[][] halves(double[] re, double[] im, int n) {
        int h = n / 2;
        double[][] parts = new double[4][h];
        for (int i = 0; i < h; i++) {
            parts[0][i] = re[2 * i];
            parts[1][i] = im[2 * i];
            parts[2][i] = re[2 * i + 1];
            parts[3][i] = im[2 * i + 1];
        }
        double[][] even = transform(parts[0], parts[1]);
        double[][] odd = transform(parts[2], parts[3]);
        double[][] out = new double[2][n];
        for (int k = 0; k < h; k++) {
            double angle = -2 * Math.PI * k / n;
            double c = Math.cos(angle);
            double s = Math.sin(angle);
            double r = c * odd[0][k] - s * odd[1][k];
            double i = c * odd[1][k] + s * odd[0][k];
            out[0][k] = even[0][k] + r;
            out[1][k] = even[1][k] + i;
            out[0][k + h] = even[0][k] - r;
            out[1][k + h] = even[1][k] - i;
        }
        return out;
    }

    private static double[][] plain(double[] re, double[] im, int n) {
        double[][] out = new double[2][n];
        for (int k = 0; k < n; k++) {
            for (int j = 0; j < n; j++) {
                double angle = -2 * Math.PI * (k * j % n) / n;
                out[0][k] += re[j] * Math.cos(angle) - im[j] * Math.sin(angle);
                out[1][k] += re[j] * Math.sin(angle) + im[j] * Math.cos(angle);
            }
        }
        return out;
    }
}
