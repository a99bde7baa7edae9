package org.effigy.networks;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arithmetic of {@link BatchNormLayer} for one shard of a batch: batch normalisation (Ioffe and Szegedy 2015)
 * followed by (leaky) ReLU. Keeps what the backward pass needs.
 */
final class BatchNorm {
    private static final double EPSILON = 1e-5;

    private final BatchSync sync;
    private final int shard;
    private final BatchNormKernel kernel = BatchNormKernel.create();
    /** Of ReLU for negative inputs. */
    private final float slope;

    /** Per channel: statistics of the latest forward pass, and gamma and beta in use. */
    private double[] mean = {};

    private double[] variance = {};
    private double count;
    private float[] gamma = {};
    private float[] beta = {};

    BatchNorm(BatchSync sync, int shard, double slope) {
        this.sync = sync;
        this.shard = shard;
        this.slope = (float) slope;
    }

    /** Writes the activation under the statistics of the whole batch, which {@link #runningMean} and others then use. */
    void forward(INDArray input, INDArray output, float[] newGamma, float[] newBeta) {
        gather(input);
        apply(input, output, newGamma, newBeta);
    }

    /** Writes the activation under given statistics. */
    void forward(INDArray input, INDArray output, float[] newGamma, float[] newBeta, float[][] statistics) {
        mean = doubles(statistics[0]);
        variance = doubles(statistics[1]);
        apply(input, output, newGamma, newBeta);
    }

    private void apply(INDArray input, INDArray output, float[] newGamma, float[] newBeta) {
        gamma = newGamma;
        beta = newBeta;
        kernel.activate(input, output, lines());
    }

    /** Returns the running mean after the latest batch: 0.9 old + 0.1 new. */
    float[] runningMean(float[] old) {
        float[] out = new float[old.length];
        for (int c = 0; c < old.length; c++) {
            out[c] = (float) (0.9 * old[c] + 0.1 * mean[c]);
        }
        return out;
    }

    /** Returns the running variance after the latest batch: 0.9 old + 0.1 new, the new one the unbiased estimate. */
    float[] runningVariance(float[] old) {
        float[] out = new float[old.length];
        for (int c = 0; c < old.length; c++) {
            out[c] = (float) (0.9 * old[c] + 0.1 * variance[c] * count / Math.max(1, count - 1));
        }
        return out;
    }

    /** Writes the gradient of the input; adds the shard's part of those of gamma and beta. */
    void backward(INDArray input, INDArray epsilon, INDArray dInput, float[] dGamma, float[] dBeta) {
        int channels = gamma.length;
        double[] sums = kernel.sums(input, epsilon, lines(), mean);
        for (int c = 0; c < channels; c++) {
            sums[channels + c] *= scale(c);
            dBeta[c] += (float) sums[c];
            dGamma[c] += (float) sums[channels + c];
        }
        double[] total = new double[2 * channels];
        for (double[] part : sync.exchange(shard, sums)) {
            for (int i = 0; i < total.length; i++) {
                total[i] += part[i];
            }
        }
        float[] factor = new float[channels];
        float[] shift = new float[channels];
        for (int c = 0; c < channels; c++) {
            double s = scale(c);
            factor[c] = (float) (-gamma[c] * s * s * total[channels + c] / count);
            shift[c] = (float) (-gamma[c] * s * total[c] / count - mean[c] * factor[c]);
        }
        kernel.gradient(input, epsilon, dInput, lines(), new BatchNormKernel.Lines(factor, shift, slope));
    }

    private BatchNormKernel.Lines lines() {
        float[] a = new float[gamma.length];
        float[] b = new float[gamma.length];
        for (int c = 0; c < a.length; c++) {
            a[c] = (float) (gamma[c] * scale(c));
            b[c] = (float) (beta[c] - mean[c] * a[c]);
        }
        return new BatchNormKernel.Lines(a, b, slope);
    }

    /** Mean and variance of each channel over the batch (Chan et al. 1979, pairwise update). */
    private void gather(INDArray input) {
        int channels = Math.toIntExact(input.size(1));
        double[] local = kernel.moments(input);
        double[] total = new double[1 + 2 * channels];
        for (double[] part : sync.exchange(shard, local)) {
            for (int c = 0; c < channels; c++) {
                add(total, 1 + c, 1 + channels + c, total[0], new double[] {part[1 + c], part[1 + channels + c], part[0]
                });
            }
            total[0] += part[0];
        }
        count = total[0];
        mean = Arrays.copyOfRange(total, 1, 1 + channels);
        variance = Arrays.stream(total, 1 + channels, total.length)
                .map(m2 -> m2 / count)
                .toArray();
    }

    /** Adds a part (mean, sum of squared distances, count) to the mean and the sum of squared distances of n numbers. */
    static void add(double[] to, int atMean, int atSquares, double n, double[] part) {
        double difference = part[0] - to[atMean];
        double all = n + part[2];
        to[atMean] += difference * part[2] / all;
        to[atSquares] += part[1] + difference * difference * n * part[2] / all;
    }

    private double scale(int c) {
        return 1 / Math.sqrt(variance[c] + EPSILON);
    }

    private static double[] doubles(float[] values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }
}
