package org.effigy.evaluation.radiomics;

import org.effigy.base.Check;

/** A square image of numbers, rows first. */
@SuppressWarnings("ArrayRecordComponent")
record Plane(int side, double[] values) {
    Plane {
        Check.sameLength("values", values.length, side * side);
    }

    /** Returns the image with mean 0 and standard deviation 1 times a scale; one of equal values becomes 0. */
    static Plane normalised(int side, float[] image, double scale) {
        double mean = 0;
        for (float value : image) {
            mean += value;
        }
        mean /= image.length;
        double square = 0;
        for (float value : image) {
            square += (value - mean) * (value - mean);
        }
        double deviation = Math.sqrt(square / image.length);
        double factor = deviation > FLAT ? scale / deviation : 0;
        double[] values = new double[image.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (image[i] - mean) * factor;
        }
        return new Plane(side, values);
    }

    /** Below this standard deviation, of values in [-1, 1], an image is of one value but for rounding. */
    private static final double FLAT = 1e-7;
}
