package org.effigy.gate;

import java.util.List;

/** How far an image is outside of what the training images have in common. Safe for use by several threads. */
final class LikenessRule {
    /** The part of a range that counts as a margin, where it is more than the tolerance. */
    private static final double MARGIN = 0.25;
    /** The same for the distance of thumbnails, and the least. */
    private static final double LEAST_MARGIN = 0.4;
    /** Standard deviation that every place of a thumbnail has besides. */
    private static final double SPREAD = 0.3;

    private final Likeness likeness;
    private final int side;
    private final double[] margins;
    private final double[] factor;

    LikenessRule(Likeness likeness, int side) {
        this.likeness = likeness;
        this.side = side;
        List<ImageStatistics.Kind> kinds = ImageStatistics.kinds(side);
        margins = new double[kinds.size()];
        for (int i = 0; i < margins.length; i++) {
            Likeness.Range range = likeness.ranges().get(i);
            margins[i] = Math.max(kinds.get(i).tolerance(), MARGIN * (range.high() - range.low()));
        }
        factor = Cholesky.factor(spread(likeness.covariance()), Thumbnail.LENGTH);
    }

    private static double[] spread(List<Double> lower) {
        int n = Thumbnail.LENGTH;
        double[] matrix = new double[n * n];
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double value = lower.get(at++) + (i == j ? SPREAD * SPREAD : 0);
                matrix[i * n + j] = value;
                matrix[j * n + i] = value;
            }
        }
        return matrix;
    }

    /**
     * Returns how many margins an image lies outside of the ranges: the root of the sum of squares over the statistics and the
     * distance of the thumbnail; 0 for what lies within all.
     */
    double unlikeness(float[] image) {
        double[] statistics = ImageStatistics.of(image, side);
        double sum = 0;
        for (int i = 0; i < margins.length; i++) {
            Likeness.Range range = likeness.ranges().get(i);
            double outside = Math.max(0, Math.max(range.low() - statistics[i], statistics[i] - range.high()));
            sum += outside * outside / (margins[i] * margins[i]);
        }
        double margin = Math.max(LEAST_MARGIN, MARGIN * likeness.limit());
        double outside = Math.max(0, distance(Thumbnail.of(image, side)) - likeness.limit()) / margin;
        return Math.sqrt(sum + outside * outside);
    }

    /** Returns the Mahalanobis distance of a thumbnail from the mean one, per place. */
    double distance(double[] thumbnail) {
        double[] y = thumbnail.clone();
        double square = 0;
        for (int i = 0; i < y.length; i++) {
            y[i] -= likeness.mean().get(i);
            for (int k = 0; k < i; k++) {
                y[i] -= factor[i * y.length + k] * y[k];
            }
            y[i] /= factor[i * y.length + i];
            square += y[i] * y[i];
        }
        return Math.sqrt(square / y.length);
    }
}
