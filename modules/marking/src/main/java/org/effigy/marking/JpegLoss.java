package org.effigy.marking;

/**
 * What JPEG of quality 75 leaves of an image: its values as 256 levels, in blocks of 8 x 8 pixels transformed by the DCT, rounded to the steps of
 * the standard's table K.1, halved, and transformed back. Brightest and darkest value of the image are white and black.
 */
final class JpegLoss {
    private static final int SIDE = 8;
    private static final int WHITE = 255;

    /** ITU-T T.81, table K.1, at quality 50. */
    private static final int[] STEPS = {
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29,
        51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121,
        120, 101, 72, 92, 95, 98, 112, 100, 103, 99
    };

    /** The orthonormal DCT-II: row k is the wave of k half periods. */
    private static final double[] WAVES = new double[SIDE * SIDE];

    static {
        for (int k = 0; k < SIDE; k++) {
            double norm = Math.sqrt((k == 0 ? 1.0 : 2.0) / SIDE);
            for (int x = 0; x < SIDE; x++) {
                WAVES[k * SIDE + x] = norm * StrictMath.cos(Math.PI * k * (2 * x + 1) / (2 * SIDE));
            }
        }
    }

    private JpegLoss() {}

    /** Returns an image as it comes back, in its own unit. */
    static Plane of(Plane image) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float value : image.values()) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        double level = (high - low) / WHITE;
        if (!(level > 0)) {
            return image;
        }
        float[] out = new float[image.values().length];
        double[] block = new double[SIDE * SIDE];
        for (int top = 0; top < image.rows(); top += SIDE) {
            for (int left = 0; left < image.columns(); left += SIDE) {
                for (int i = 0; i < block.length; i++) {
                    // Beyond the border an image goes on with its outermost values.
                    int row = Math.min(top + i / SIDE, image.rows() - 1);
                    int column = Math.min(left + i % SIDE, image.columns() - 1);
                    block[i] =
                            Math.rint((image.values()[row * image.columns() + column] - low) / level) - WHITE / 2 - 1;
                }
                double[] back = lossy(block);
                int height = Math.min(SIDE, image.rows() - top);
                int width = Math.min(SIDE, image.columns() - left);
                for (int i = 0; i < height * width; i++) {
                    double value = back[i / width * SIDE + i % width] + WHITE / 2 + 1;
                    out[(top + i / width) * image.columns() + left + i % width] = (float) (low + level * value);
                }
            }
        }
        return new Plane(image.rows(), image.columns(), out);
    }

    /** Returns a block of levels around 0 after rounding in the DCT. */
    static double[] lossy(double[] block) {
        double[] spectrum = rotated(rotated(block, false), false);
        for (int i = 0; i < spectrum.length; i++) {
            int step = (STEPS[i] + 1) / 2;
            spectrum[i] = step * Math.rint(spectrum[i] / step);
        }
        return rotated(rotated(spectrum, true), true);
    }

    /** Transforms, or transforms back, along columns, and exchanges rows and columns. */
    private static double[] rotated(double[] block, boolean back) {
        double[] out = new double[block.length];
        for (int k = 0; k < SIDE; k++) {
            for (int other = 0; other < SIDE; other++) {
                double sum = 0;
                for (int y = 0; y < SIDE; y++) {
                    sum += block[y * SIDE + other] * WAVES[back ? y * SIDE + k : k * SIDE + y];
                }
                out[other * SIDE + k] = sum;
            }
        }
        return out;
    }
}
