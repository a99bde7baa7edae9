package org.effigy.marking;

import java.util.Arrays;

/** Separable smoothing; beyond the border an image goes on with its outermost values. */
final class Blur {
    private Blur() {}

    /** Returns the image smoothed by a Gaussian of this standard deviation in pixels, cut off at three of them. */
    static double[] gaussian(double[] image, int rows, int columns, double sigma) {
        int radius = (int) Math.ceil(3 * sigma);
        double[] weights = new double[2 * radius + 1];
        double sum = 0;
        for (int i = -radius; i <= radius; i++) {
            weights[i + radius] = StrictMath.exp(-i * i / (2 * sigma * sigma));
            sum += weights[i + radius];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return separable(image, rows, columns, weights);
    }

    /** Returns the means over squares of an odd side in pixels. */
    static double[] box(double[] image, int rows, int columns, int side) {
        double[] weights = new double[side];
        Arrays.fill(weights, 1.0 / side);
        return separable(image, rows, columns, weights);
    }

    private static double[] separable(double[] image, int rows, int columns, double[] weights) {
        int radius = weights.length / 2;
        double[] across = new double[image.length];
        double[] padded = new double[columns + 2 * radius];
        for (int y = 0; y < rows; y++) {
            int at = y * columns;
            for (int x = 0; x < padded.length; x++) {
                padded[x] = image[at + Math.min(Math.max(x - radius, 0), columns - 1)];
            }
            for (int x = 0; x < columns; x++) {
                double sum = 0;
                for (int i = 0; i < weights.length; i++) {
                    sum += weights[i] * padded[x + i];
                }
                across[at + x] = sum;
            }
        }
        double[] out = new double[image.length];
        for (int y = 0; y < rows; y++) {
            int at = y * columns;
            for (int i = 0; i < weights.length; i++) {
                int from = Math.min(Math.max(y + i - radius, 0), rows - 1) * columns;
                for (int x = 0; x < columns; x++) {
                    out[at + x] += weights[i] * across[from + x];
                }
            }
        }
        return out;
    }
}
