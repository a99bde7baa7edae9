package org.effigy.evaluation.statistics;

/**
 * The kernel distance (Binkowski et al. 2018): the unbiased estimate of the squared maximum mean discrepancy under the cubic kernel
 * k(x, y) = (x y / d + 1)^3, which may be below 0. All points go in; there are no random subsets.
 */
public final class KernelDistance {
    private final double[] real;
    private final double[] cross;
    private final double[] other;
    private final int n;
    private final int m;

    /**
     * Takes products of points, see {@link Samples#products}.
     *
     * @param sizes the number of real points, that of other points, and d
     */
    public KernelDistance(double[] real, double[] cross, double[] other, int[] sizes) {
        n = sizes[0];
        m = sizes[1];
        this.real = kernel(real, sizes[2]);
        this.cross = kernel(cross, sizes[2]);
        this.other = kernel(other, sizes[2]);
    }

    private static double[] kernel(double[] products, int width) {
        double[] out = new double[products.length];
        for (int i = 0; i < out.length; i++) {
            double base = products[i] / width + 1;
            out[i] = base * base * base;
        }
        return out;
    }

    /** Returns the distance. */
    public double value() {
        return within(real, n) + within(other, m) - 2 * sum(cross) / ((double) n * m);
    }

    private static double within(double[] kernel, int size) {
        double diagonal = 0;
        for (int i = 0; i < size; i++) {
            diagonal += kernel[i * size + i];
        }
        return (sum(kernel) - diagonal) / ((double) size * (size - 1));
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /**
     * Returns what a replicate of a bootstrap makes of the real points alone: the mean of the kernel over pairs, where a point that
     * is taken several times is not paired with itself.
     *
     * @param weights how often each real point is taken
     */
    public double withinReal(int[] weights) {
        return within(real, weights);
    }

    /**
     * Returns the distance of a replicate.
     *
     * @param within what {@link #withinReal} gave for the same weights
     */
    public double replicate(double within, int[] realWeights, int[] otherWeights) {
        return within + within(other, otherWeights) - 2 * between(realWeights, otherWeights);
    }

    private static double within(double[] kernel, int[] weights) {
        int size = weights.length;
        double sum = 0;
        double all = 0;
        double squares = 0;
        for (int i = 0; i < size; i++) {
            if (weights[i] > 0) {
                double row = 0;
                for (int j = 0; j < size; j++) {
                    row += weights[j] * kernel[i * size + j];
                }
                sum += weights[i] * (row - weights[i] * kernel[i * size + i]);
                all += weights[i];
                squares += (double) weights[i] * weights[i];
            }
        }
        double pairs = all * all - squares;
        return pairs > 0 ? sum / pairs : 0;
    }

    private double between(int[] realWeights, int[] otherWeights) {
        double sum = 0;
        double realAll = 0;
        double otherAll = 0;
        for (int weight : otherWeights) {
            otherAll += weight;
        }
        for (int i = 0; i < n; i++) {
            if (realWeights[i] > 0) {
                double row = 0;
                for (int j = 0; j < m; j++) {
                    row += otherWeights[j] * cross[i * m + j];
                }
                sum += realWeights[i] * row;
                realAll += realWeights[i];
            }
        }
        return sum / (realAll * otherAll);
    }
}
