package org.effigy.networks.compute;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.effigy.networks.net.Op;

/**
 * What batch normalisation knows of each channel.
 *
 * @param count values of a channel in the whole batch; 0 for running statistics
 */
@SuppressWarnings("ArrayRecordComponent")
public record BatchStatistics(double[] mean, double[] variance, double count) {
    private static final double MOMENTUM = Op.BatchNorm.MOMENTUM;

    /** Returns running statistics. */
    public static BatchStatistics running(FloatBuffer mean, FloatBuffer variance) {
        double[][] values = new double[2][mean.capacity()];
        Arrays.setAll(values[0], mean::get);
        Arrays.setAll(values[1], variance::get);
        return new BatchStatistics(values[0], values[1], 0);
    }

    /**
     * Returns those of a batch (Chan et al. 1979, pairwise update).
     *
     * @param parts of each shard the number of values of a channel, all means, and all sums of squares about the mean
     */
    public static BatchStatistics of(double[][] parts) {
        int channels = parts[0].length / 2;
        double[] mean = new double[channels];
        double[] variance = new double[channels];
        double count = 0;
        for (double[] part : parts) {
            double all = count + part[0];
            for (int c = 0; c < channels; c++) {
                double difference = part[1 + c] - mean[c];
                mean[c] += difference * part[0] / all;
                variance[c] += part[1 + channels + c] + difference * difference * count * part[0] / all;
            }
            count = all;
        }
        for (int c = 0; c < channels; c++) {
            variance[c] /= count;
        }
        return new BatchStatistics(mean, variance, count);
    }

    /** Returns 1 / the standard deviation of each channel. */
    public double[] scale() {
        return Arrays.stream(variance)
                .map(v -> 1 / Math.sqrt(v + Op.BatchNorm.EPSILON))
                .toArray();
    }

    /** Takes these into the running ones; the running variance takes the unbiased estimate. */
    public void track(FloatBuffer runningMean, FloatBuffer runningVariance) {
        double unbiased = count / Math.max(1, count - 1);
        for (int c = 0; c < mean.length; c++) {
            runningMean.put(c, (float) (MOMENTUM * runningMean.get(c) + (1 - MOMENTUM) * mean[c]));
            double variance = MOMENTUM * runningVariance.get(c) + (1 - MOMENTUM) * this.variance[c] * unbiased;
            runningVariance.put(c, (float) variance);
        }
    }
}
