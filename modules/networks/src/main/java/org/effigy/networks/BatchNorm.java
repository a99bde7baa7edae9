package org.effigy.networks;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arithmetic of {@link BatchNormLayer} for one shard of a batch: batch normalisation (Ioffe and Szegedy 2015)
 * followed by (leaky) ReLU. Keeps what the backward pass needs.
 */
final class BatchNorm {
    private static final double EPSILON = 1e-5;
    /** Floats of neighbouring channels that are loaded at once. */
    private static final int BLOCK = 4096;

    private final BatchSync sync;
    private final int shard;
    /** Of ReLU for negative inputs. */
    private final float slope;

    /** Per channel: statistics of the latest forward pass, and gamma and beta in use. */
    private double[] mean = {};

    private double[] variance = {};
    private double count;
    private float[] gamma = {};
    private float[] beta = {};

    /** Scratch of one block. */
    private float[] x = {};

    private float[] dy = {};
    private float[] y = {};

    BatchNorm(BatchSync sync, int shard, double slope) {
        this.sync = sync;
        this.shard = shard;
        this.slope = (float) slope;
    }

    /** Writes the activation under the statistics of the whole batch, which {@link #mean} and others then return. */
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
        int area = area(input);
        double[] sums = new double[2 * channels];
        FloatBuffer in = Heap.memory(input);
        FloatBuffer eps = Heap.memory(epsilon);
        FloatBuffer out = Heap.memory(dInput);
        forEachBlock(input, (at, first, last) -> {
            load(in, eps, at, (last - first) * area);
            for (int c = first, from = 0; c < last; c++, from += area) {
                slopeGradient(c, from, area);
                double d = Sums.of(y, from, area);
                sums[c] += d;
                sums[channels + c] += (Sums.products(x, y, from, area) - mean[c] * d) * scale(c);
            }
        });
        for (int c = 0; c < channels; c++) {
            dBeta[c] += (float) sums[c];
            dGamma[c] += (float) sums[channels + c];
        }
        double[] total = new double[2 * channels];
        for (double[] part : sync.exchange(shard, sums)) {
            for (int i = 0; i < total.length; i++) {
                total[i] += part[i];
            }
        }
        forEachBlock(input, (at, first, last) -> {
            load(in, eps, at, (last - first) * area);
            for (int c = first, from = 0; c < last; c++, from += area) {
                slopeGradient(c, from, area);
                double s = scale(c);
                float a = (float) (gamma[c] * s);
                float b = (float) (-gamma[c] * s * s * total[channels + c] / count);
                float shift = (float) (-gamma[c] * s * total[c] / count - mean[c] * b);
                for (int i = from; i < from + area; i++) {
                    y[i] = a * y[i] + b * x[i] + shift;
                }
            }
            out.put(at, y, 0, (last - first) * area);
        });
    }

    /** Mean and variance of each channel over the batch (Chan et al. 1979, pairwise update). */
    private void gather(INDArray input) {
        int channels = Math.toIntExact(input.size(1));
        int area = area(input);
        double[] local = new double[1 + 2 * channels];
        local[0] = (double) input.size(0) * area;
        double[] counts = new double[channels];
        FloatBuffer in = Heap.memory(input);
        forEachBlock(input, (at, first, last) -> {
            in.get(at, x, 0, (last - first) * area);
            for (int c = first, from = 0; c < last; c++, from += area) {
                double m = Sums.of(x, from, area) / area;
                double m2 = Sums.squares(x, from, area, (float) m);
                add(local, 1 + c, 1 + channels + c, counts[c], new double[] {m, m2, area});
                counts[c] += area;
            }
        });
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
    private static void add(double[] to, int atMean, int atSquares, double n, double[] part) {
        double difference = part[0] - to[atMean];
        double all = n + part[2];
        to[atMean] += difference * part[2] / all;
        to[atSquares] += part[1] + difference * difference * n * part[2] / all;
    }

    private void apply(INDArray input, INDArray output, float[] newGamma, float[] newBeta) {
        gamma = newGamma;
        beta = newBeta;
        int area = area(input);
        FloatBuffer in = Heap.memory(input);
        FloatBuffer out = Heap.memory(output);
        forEachBlock(input, (at, first, last) -> {
            in.get(at, x, 0, (last - first) * area);
            for (int c = first, from = 0; c < last; c++, from += area) {
                float a = (float) (gamma[c] * scale(c));
                float b = (float) (beta[c] - mean[c] * a);
                for (int i = from; i < from + area; i++) {
                    float z = a * x[i] + b;
                    y[i] = Math.max(z, slope * z);
                }
            }
            out.put(at, y, 0, (last - first) * area);
        });
    }

    /** Puts dy times the derivative of the (leaky) ReLU into y. */
    private void slopeGradient(int c, int from, int area) {
        float a = (float) (gamma[c] * scale(c));
        float b = (float) (beta[c] - mean[c] * a);
        for (int i = from; i < from + area; i++) {
            y[i] = a * x[i] + b > 0 ? dy[i] : slope * dy[i];
        }
    }

    private double scale(int c) {
        return 1 / Math.sqrt(variance[c] + EPSILON);
    }

    private void load(FloatBuffer in, FloatBuffer eps, int at, int n) {
        in.get(at, x, 0, n);
        eps.get(at, dy, 0, n);
    }

    /** The channels first..last of one image, which begin at this position. */
    private interface BlockTask {
        void run(int at, int first, int last);
    }

    private void forEachBlock(INDArray input, BlockTask task) {
        int channels = Math.toIntExact(input.size(1));
        int area = area(input);
        int step = Math.min(channels, Math.max(1, BLOCK / area));
        if (x.length < step * area) {
            x = new float[step * area];
            dy = new float[x.length];
            y = new float[x.length];
        }
        for (int n = 0; n < input.size(0); n++) {
            for (int c = 0; c < channels; c += step) {
                task.run((n * channels + c) * area, c, Math.min(channels, c + step));
            }
        }
    }

    private static int area(INDArray input) {
        return Math.toIntExact(input.size(2) * input.size(3));
    }

    private static double[] doubles(float[] values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }
}
