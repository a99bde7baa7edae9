package org.effigy.benchmarks;

import org.effigy.gate.RealImages;

/**
 * The nearest training image by pixels alone, in full resolution: correlation of brightness over all shifts of up to 4 pixels and the
 * mirror image, with every training image. It shares nothing with the gate that it judges.
 */
final class RawSearch {
    private static final int SHIFT = 4;

    private final RealImages train;
    private final int side;

    RawSearch(RealImages train, int side) {
        this.train = train;
        this.side = side;
    }

    /**
     * The nearest training image.
     *
     * @param correlation with it
     * @param ratio of its distance to that of the second nearest, after both were brought to mean 0 and norm 1
     */
    record Match(int at, double correlation, double ratio) {}

    Match nearest(float[] image) {
        double first = -1;
        double second = -1;
        int at = -1;
        for (int i = 0; i < train.size(); i++) {
            double correlation = best(image, train.image(i));
            if (correlation > first) {
                second = first;
                first = correlation;
                at = i;
            } else {
                second = Math.max(second, correlation);
            }
        }
        return new Match(at, first, Math.sqrt((1 - first) / Math.max(1e-12, 1 - second)));
    }

    private double best(float[] image, float[] other) {
        double best = -1;
        for (int dy = -SHIFT; dy <= SHIFT; dy++) {
            for (int dx = -SHIFT; dx <= SHIFT; dx++) {
                best = Math.max(best, correlation(image, other, dx, dy, false));
                best = Math.max(best, correlation(image, other, dx, dy, true));
            }
        }
        return best;
    }

    private double correlation(float[] image, float[] other, int dx, int dy, boolean mirrored) {
        double a = 0;
        double b = 0;
        double aa = 0;
        double bb = 0;
        double ab = 0;
        int n = 0;
        for (int row = Math.max(0, dy); row < Math.min(side, side + dy); row++) {
            for (int column = Math.max(0, dx); column < Math.min(side, side + dx); column++) {
                float x = image[row * side + (mirrored ? side - 1 - column : column)];
                float y = other[(row - dy) * side + column - dx];
                a += x;
                b += y;
                aa += x * x;
                bb += y * y;
                ab += x * y;
                n++;
            }
        }
        double variances = (aa - a * a / n) * (bb - b * b / n);
        return variances <= 0 ? 0 : (ab - a * b / n) / Math.sqrt(variances);
    }
}
