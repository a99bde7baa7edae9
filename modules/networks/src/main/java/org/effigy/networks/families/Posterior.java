package org.effigy.networks.families;

import org.effigy.base.Check;

/**
 * The normal distributions q(z|x) that an encoder gives for a batch, one of mean and variance for each latent value (Kingma and
 * Welling 2014, "Auto-Encoding Variational Bayes").
 *
 * <p>Differs: the log variance is held within -20 and 10, beyond which it has no gradient.
 *
 * @param statistics (N, 2 units, positions), flattened: the means of all units, then the logarithms of their variances
 * @param units of the latent: the length of a vector, or the channels of maps
 * @param positions of a unit: 1 for a vector, height times width for maps
 */
@SuppressWarnings("ArrayRecordComponent")
record Posterior(float[] statistics, int units, int positions) {
    private static final float LEAST = -20;
    private static final float MOST = 10;

    Posterior {
        int length = 2 * units * positions;
        int given = statistics.length;
        Check.argument(given % length == 0, () -> "there are " + given + " statistics, not a multiple of " + length);
    }

    /** Returns the number of latent values of an image. */
    int length() {
        return units * positions;
    }

    /** Returns the number of images. */
    int images() {
        return statistics.length / (2 * length());
    }

    private int mean(int value) {
        return value + value / length() * length();
    }

    private double logVariance(int value) {
        return Math.max(LEAST, Math.min(MOST, statistics[mean(value) + length()]));
    }

    /** Returns the means, (N, units, positions), flattened; a copy. */
    float[] means() {
        float[] out = new float[images() * length()];
        for (int i = 0; i < out.length; i++) {
            out[i] = statistics[mean(i)];
        }
        return out;
    }

    /**
     * Returns z = mean + deviation eps (section 2.4), (N, units, positions), flattened.
     *
     * @param eps standard normal, as long as z
     */
    float[] sample(float[] eps) {
        float[] z = means();
        Check.sameLength("eps", eps.length, z.length);
        for (int i = 0; i < z.length; i++) {
            z[i] += (float) (Math.exp(logVariance(i) / 2) * eps[i]);
        }
        return z;
    }

    /** The divergence of one normal distribution from the standard one: (mean^2 + variance - 1 - log variance) / 2 (appendix B). */
    private double divergence(int value) {
        double mean = statistics[mean(value)];
        double log = logVariance(value);
        return (mean * mean + Math.exp(log) - 1 - log) / 2;
    }

    /** Returns the Kullback-Leibler divergence from the standard normal distribution, in nats, for each unit, over all images and positions. */
    double[] divergenceByUnit() {
        double[] sums = new double[units];
        for (int i = 0; i < images() * length(); i++) {
            sums[i % length() / positions] += divergence(i);
        }
        return sums;
    }

    /** Returns the Kullback-Leibler divergence from the standard normal distribution, in nats, for each image. */
    double[] divergenceByImage() {
        double[] sums = new double[images()];
        for (int i = 0; i < images() * length(); i++) {
            sums[i / length()] += divergence(i);
        }
        return sums;
    }

    /**
     * Returns the gradient of a loss of z plus the weighted divergences, by the statistics.
     *
     * @param byZ the gradient of the loss by z
     * @param eps that z was made with
     * @param weights by which each unit's divergence is multiplied
     */
    float[] gradient(float[] byZ, float[] eps, double[] weights) {
        float[] out = new float[statistics.length];
        for (int i = 0; i < byZ.length; i++) {
            double weight = weights[i % length() / positions];
            int mean = mean(i);
            out[mean] = (float) (byZ[i] + weight * statistics[mean]);
            float given = statistics[mean + length()];
            if (given > LEAST && given < MOST) {
                double deviation = Math.exp(given / 2.0);
                out[mean + length()] =
                        (float) ((byZ[i] * (double) eps[i] * deviation + weight * (deviation * deviation - 1)) / 2);
            }
        }
        return out;
    }
}
