package org.effigy.marking;

import java.util.Arrays;

/**
 * What remains of an image without its anatomy: the image less a smoothed copy, divided by the local standard deviation, so
 * that neither edges nor the unit of the values count. Knows no key.
 */
final class Residual {
    /** Standard deviation of the smoothing, in pixels. */
    static final double SMOOTHING = 2.5;

    private static final int NEIGHBOURHOOD = 5;
    /** Added to the local variance, as a part of its median, so that noise of flat areas stays small. */
    private static final double FLOOR = 0.1;

    private static final double LEAST = 1e-6;

    private Residual() {}

    /** Returns the residual, row by row, without unit. */
    static double[] of(Plane image) {
        double[] high = highPass(image);
        double[] energy = localEnergy(high, image, NEIGHBOURHOOD);
        double[] sorted = energy.clone();
        Arrays.sort(sorted);
        double floor = FLOOR * sorted[sorted.length / 2] + LEAST * variance(image.values()) + Double.MIN_NORMAL;
        for (int i = 0; i < high.length; i++) {
            high[i] /= Math.sqrt(energy[i] + floor);
        }
        return high;
    }

    /** Returns the image less a smoothed copy. */
    static double[] highPass(Plane image) {
        double[] values = new double[image.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = image.values()[i];
        }
        double[] smooth = Blur.gaussian(values, image.rows(), image.columns(), SMOOTHING);
        for (int i = 0; i < values.length; i++) {
            values[i] -= smooth[i];
        }
        return values;
    }

    /** Returns the mean square in the square around each pixel. */
    static double[] localEnergy(double[] high, Plane image, int side) {
        double[] squares = new double[high.length];
        for (int i = 0; i < high.length; i++) {
            squares[i] = high[i] * high[i];
        }
        return Blur.box(squares, image.rows(), image.columns(), side);
    }

    private static double variance(float[] values) {
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
        }
        double mean = sum / values.length;
        return Math.max(0, squares / values.length - mean * mean);
    }
}
