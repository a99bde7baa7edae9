package org.effigy.networks.families;

import org.effigy.base.Check;

/**
 * The structural similarity of two images (SSIM, Wang et al. 2004): means, variances and covariance under a Gaussian window of
 * standard deviation 1.5 and 11x11 pixels, K1 = 0.01, K2 = 0.03, the mean over all places where the window fits.
 */
final class StructuralSimilarity {
    private static final int RADIUS = 5;
    private static final double DEVIATION = 1.5;
    /** Of values in [-1, 1]. */
    private static final double RANGE = 2;

    private static final double C1 = Math.pow(0.01 * RANGE, 2);
    private static final double C2 = Math.pow(0.03 * RANGE, 2);
    private static final double[] WINDOW = window();

    private StructuralSimilarity() {}

    private static double[] window() {
        double[] window = new double[2 * RADIUS + 1];
        double sum = 0;
        for (int i = 0; i < window.length; i++) {
            window[i] = Math.exp(-Math.pow((i - RADIUS) / DEVIATION, 2) / 2);
            sum += window[i];
        }
        for (int i = 0; i < window.length; i++) {
            window[i] /= sum;
        }
        return window;
    }

    /**
     * Returns the similarity, 1 for equal images.
     *
     * @param from where both images begin in their arrays
     * @param width of the image, at least 11, as is its height
     * @param length height times width
     */
    static double of(float[] a, float[] b, int from, int width, int length) {
        int height = length / width;
        Check.argument(Math.min(width, height) >= WINDOW.length, () -> "SSIM needs images of 11x11 pixels or more");
        double[][] maps = new double[5][length];
        for (int i = 0; i < length; i++) {
            double x = a[from + i];
            double y = b[from + i];
            maps[0][i] = x;
            maps[1][i] = y;
            maps[2][i] = x * x;
            maps[3][i] = y * y;
            maps[4][i] = x * y;
        }
        double[][] m = new double[5][];
        for (int k = 0; k < m.length; k++) {
            m[k] = smooth(maps[k], width, height);
        }
        double sum = 0;
        for (int i = 0; i < m[0].length; i++) {
            double squares = m[0][i] * m[0][i] + m[1][i] * m[1][i];
            double product = m[0][i] * m[1][i];
            double numerator = (2 * product + C1) * (2 * (m[4][i] - product) + C2);
            sum += numerator / ((squares + C1) * (m[2][i] + m[3][i] - squares + C2));
        }
        return sum / m[0].length;
    }

    /** Returns the weighted means at all places where the window fits, row by row. */
    private static double[] smooth(double[] map, int width, int height) {
        int columns = width - 2 * RADIUS;
        int rows = height - 2 * RADIUS;
        double[] across = new double[height * columns];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < columns; x++) {
                double sum = 0;
                for (int k = 0; k < WINDOW.length; k++) {
                    sum += WINDOW[k] * map[y * width + x + k];
                }
                across[y * columns + x] = sum;
            }
        }
        double[] out = new double[rows * columns];
        for (int i = 0; i < out.length; i++) {
            double sum = 0;
            for (int k = 0; k < WINDOW.length; k++) {
                sum += WINDOW[k] * across[i + k * columns];
            }
            out[i] = sum;
        }
        return out;
    }
}
