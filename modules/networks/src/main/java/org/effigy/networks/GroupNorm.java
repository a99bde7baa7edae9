package org.effigy.networks;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The arithmetic of {@link NormLayer} in Java, one group of one image at a time. Keeps what the backward pass needs. */
final class GroupNorm implements GroupNormKernel {
    private static final double EPSILON = 1e-5;

    private final int groups;
    private final boolean silu;

    /** Per image and group: the mean and 1 / standard deviation of the latest forward pass. */
    private float[] mean = {};

    private float[] scale = {};
    private float[] gamma = {};
    private float[] beta = {};

    /** Scratch of one group. */
    private float[] x = {};

    private float[] y = {};
    private float[] dy = {};

    GroupNorm(int groups, boolean silu) {
        this.groups = groups;
        this.silu = silu;
    }

    @Override
    public void forward(INDArray input, INDArray output, INDArray newGamma, INDArray newBeta) {
        gamma = Heap.values(newGamma);
        beta = Heap.values(newBeta);
        int chunks = prepare(input);
        int area = area(input);
        int channels = gamma.length / groups;
        int length = channels * area;
        FloatBuffer in = Heap.memory(input);
        FloatBuffer out = Heap.memory(output);
        for (int i = 0; i < chunks; i++) {
            in.get(i * length, x, 0, length);
            double m = Sums.of(x, 0, length) / length;
            double variance = Sums.squares(x, 0, length, (float) m) / length;
            mean[i] = (float) m;
            scale[i] = (float) (1 / Math.sqrt(variance + EPSILON));
            for (int c = 0; c < channels; c++) {
                int channel = (i % groups) * channels + c;
                float a = gamma[channel] * scale[i];
                float b = beta[channel] - mean[i] * a;
                if (silu) {
                    affineSilu(x, y, c * area, area, a, b);
                } else {
                    affine(x, y, c * area, area, a, b);
                }
            }
            out.put(i * length, y, 0, length);
        }
    }

    @Override
    public void backward(INDArray input, INDArray epsilon, INDArray dInput, INDArray gammaSlope, INDArray betaSlope) {
        float[] dGamma = new float[gamma.length];
        float[] dBeta = new float[gamma.length];
        int chunks = prepare(input);
        int area = area(input);
        int channels = gamma.length / groups;
        int length = channels * area;
        FloatBuffer in = Heap.memory(input);
        FloatBuffer eps = Heap.memory(epsilon);
        FloatBuffer out = Heap.memory(dInput);
        for (int i = 0; i < chunks; i++) {
            in.get(i * length, x, 0, length);
            eps.get(i * length, silu ? dy : y, 0, length);
            double sumD = 0;
            double sumDx = 0;
            for (int c = 0; c < channels; c++) {
                int channel = (i % groups) * channels + c;
                float a = gamma[channel] * scale[i];
                if (silu) {
                    siluGradient(x, dy, y, c * area, area, a, beta[channel] - mean[i] * a);
                }
                double d = Sums.of(y, c * area, area);
                double dx = (Sums.products(x, y, c * area, area) - mean[i] * d) * scale[i];
                dBeta[channel] += (float) d;
                dGamma[channel] += (float) dx;
                sumD += gamma[channel] * d;
                sumDx += gamma[channel] * dx;
            }
            float b = (float) (-scale[i] * scale[i] * sumDx / length);
            float shift = (float) (-scale[i] * sumD / length - mean[i] * b);
            for (int c = 0; c < channels; c++) {
                float a = gamma[(i % groups) * channels + c] * scale[i];
                combine(x, y, c * area, area, a, b, shift);
            }
            out.put(i * length, y, 0, length);
        }
        Heap.put(gammaSlope, dGamma);
        Heap.put(betaSlope, dBeta);
    }

    private int prepare(INDArray input) {
        int chunks = Math.toIntExact(input.size(0)) * groups;
        int length = Math.toIntExact(input.length()) / chunks;
        if (mean.length != chunks) {
            mean = new float[chunks];
            scale = new float[chunks];
        }
        if (x.length != length) {
            x = new float[length];
            y = new float[length];
            dy = new float[length];
        }
        return chunks;
    }

    private static int area(INDArray input) {
        return Math.toIntExact(input.size(2) * input.size(3));
    }

    private static void affine(float[] in, float[] out, int from, int n, float a, float b) {
        for (int i = from; i < from + n; i++) {
            out[i] = a * in[i] + b;
        }
    }

    private static void affineSilu(float[] in, float[] out, int from, int n, float a, float b) {
        for (int i = from; i < from + n; i++) {
            float z = a * in[i] + b;
            out[i] = z * Sigmoid.of(z);
        }
    }

    /** Writes d times the derivative of SiLU at a * in + b; not in place, which the compiler would not vectorise. */
    private static void siluGradient(float[] in, float[] d, float[] out, int from, int n, float a, float b) {
        for (int i = from; i < from + n; i++) {
            float z = a * in[i] + b;
            float s = Sigmoid.of(z);
            out[i] = d[i] * (s * (1 + z * (1 - s)));
        }
    }

    private static void combine(float[] in, float[] d, int from, int n, float a, float b, float shift) {
        for (int i = from; i < from + n; i++) {
            d[i] = a * d[i] + b * in[i] + shift;
        }
    }
}
