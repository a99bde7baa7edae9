package org.effigy.marking;

import java.util.Arrays;
import org.effigy.base.Check;

/**
 * The tile of a key as an image of mean 0 and variance 1, read at any place: four times finer than the tile, between that
 * bilinear.
 */
final class Pattern {
    private static final int FINER = 4;
    private static final int FINE = WatermarkKey.SIDE * FINER;

    private final double[] fine;

    private Pattern(WatermarkKey key, double[] weights) {
        fine = new double[FINE * FINE];
        double[] im = new double[FINE * FINE];
        int side = WatermarkKey.SIDE;
        for (int i = 0; i < side * side; i++) {
            int u = (int) Math.round(WatermarkKey.cycles(i / side) * side);
            int v = (int) Math.round(WatermarkKey.cycles(i % side) * side);
            int at = Math.floorMod(u, FINE) * FINE + Math.floorMod(v, FINE);
            fine[at] = key.re(i) * weights[i];
            im[at] = key.im(i) * weights[i];
        }
        new Fft(FINE).inverse(fine, im);
        double squares = 0;
        for (double value : fine) {
            squares += value * value;
        }
        double scale = 1 / Math.sqrt(squares / fine.length);
        for (int i = 0; i < fine.length; i++) {
            fine[i] *= scale;
        }
    }

    /** Returns the tile with all its frequencies alike. */
    static Pattern flat(WatermarkKey key) {
        double[] weights = new double[WatermarkKey.SIDE * WatermarkKey.SIDE];
        Arrays.fill(weights, 1);
        return new Pattern(key, weights);
    }

    /**
     * Returns the tile with most of its strength where the means of regions do not see it.
     *
     * @param leastResponse keeps the weight of frequencies that no region's mean sees finite
     */
    static Pattern withoutMeans(WatermarkKey key, double leastResponse) {
        int side = WatermarkKey.SIDE;
        double[] weights = new double[side * side];
        for (int i = 0; i < weights.length; i++) {
            double u = WatermarkKey.cycles(i / side);
            double v = WatermarkKey.cycles(i % side);
            double response = 0;
            for (int height = RegionMeans.LEAST_SIDE; height <= RegionMeans.MOST_SIDE; height++) {
                for (int width = RegionMeans.LEAST_SIDE; width <= RegionMeans.MOST_SIDE; width++) {
                    double mean = ofMean(height, u) * ofMean(width, v);
                    response = Math.max(response, mean * mean);
                }
            }
            weights[i] = 1 / (response + leastResponse);
        }
        return new Pattern(key, weights);
    }

    /** Returns by how much the mean of so many pixels keeps of a wave: the Dirichlet kernel. */
    private static double ofMean(int pixels, double cycles) {
        return cycles == 0
                ? 1
                : StrictMath.sin(pixels * Math.PI * cycles) / (pixels * StrictMath.sin(Math.PI * cycles));
    }

    /** Returns the pattern at a place in pixels of the tile, anywhere. */
    double at(double y, double x) {
        Check.argument(Double.isFinite(y + x), () -> "the place is not finite");
        double row = floorMod(y * FINER);
        double column = floorMod(x * FINER);
        int top = (int) row % FINE;
        int left = (int) column % FINE;
        double below = row - (int) row;
        double right = column - (int) column;
        int next = (top + 1) % FINE * FINE;
        int beside = (left + 1) % FINE;
        double upper = fine[top * FINE + left] * (1 - right) + fine[top * FINE + beside] * right;
        double lower = fine[next + left] * (1 - right) + fine[next + beside] * right;
        return upper * (1 - below) + lower * below;
    }

    private static double floorMod(double value) {
        return value - Math.floor(value / FINE) * FINE;
    }
}
