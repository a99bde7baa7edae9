package org.effigy.benchmarks;

import org.effigy.networks.net.Loss;

/**
 * What a segmentation of logits costs, per image: the mean binary cross entropy of its pixels plus the soft Dice loss (Milletari et al.
 * 2016, section 3, with sums where they have squares) 1 - (2 sum p t + 1) / (sum p + sum t + 1), p the logistic function of the logits.
 * The 1 makes an image without a region cost nothing where none is found.
 */
final class SegmentationLoss {
    private static final double SMOOTH = 1;

    private SegmentationLoss() {}

    /**
     * Returns the loss.
     *
     * @param pixels of an image
     */
    static Loss of(int pixels) {
        return (y, target, count, gradient) -> {
            double sum = 0;
            for (int from = 0; from < y.length; from += pixels) {
                sum += image(y, target, from, pixels, count, gradient);
            }
            return sum;
        };
    }

    private static double image(float[] y, float[] target, int from, int pixels, int count, float[] gradient) {
        double entropy = 0;
        double both = 0;
        double sizes = SMOOTH;
        for (int i = from; i < from + pixels; i++) {
            double p = logistic(y[i]);
            entropy += Math.max(y[i], 0.0) - y[i] * (double) target[i] + Math.log1p(Math.exp(-Math.abs((double) y[i])));
            both += p * target[i];
            sizes += p + target[i];
        }
        double overlap = 2 * both + SMOOTH;
        for (int i = from; i < from + pixels; i++) {
            double p = logistic(y[i]);
            // d/dp of -overlap / sizes, and dp/dy.
            double dice = -(2 * target[i] * sizes - overlap) / (sizes * sizes) * p * (1 - p);
            gradient[i] = (float) (((p - target[i]) / pixels + dice) / count);
        }
        return entropy / pixels + 1 - overlap / sizes;
    }

    static double logistic(double y) {
        return 1 / (1 + Math.exp(-y));
    }
}
