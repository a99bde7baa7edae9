package org.effigy.networks;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The passes in Java, some channels of an image at a time. */
final class HeapBatchNorm implements BatchNormKernel {
    /** Floats of neighbouring channels that are loaded at once. */
    private static final int BLOCK = 4096;

    /** Scratch of one block. */
    private float[] x = {};

    private float[] dy = {};
    private float[] y = {};

    @Override
    public double[] moments(INDArray input) {
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
                BatchNorm.add(local, 1 + c, 1 + channels + c, counts[c], new double[] {m, m2, area});
                counts[c] += area;
            }
        });
        return local;
    }

    @Override
    public void activate(INDArray input, INDArray output, Lines lines) {
        int area = area(input);
        FloatBuffer in = Heap.memory(input);
        FloatBuffer out = Heap.memory(output);
        forEachBlock(input, (at, first, last) -> {
            in.get(at, x, 0, (last - first) * area);
            for (int c = first, from = 0; c < last; c++, from += area) {
                float a = lines.a()[c];
                float b = lines.b()[c];
                float slope = lines.slope();
                for (int i = from; i < from + area; i++) {
                    float z = a * x[i] + b;
                    y[i] = Math.max(z, slope * z);
                }
            }
            out.put(at, y, 0, (last - first) * area);
        });
    }

    @Override
    public double[] sums(INDArray input, INDArray epsilon, Lines lines, double[] mean) {
        int channels = mean.length;
        int area = area(input);
        double[] sums = new double[2 * channels];
        FloatBuffer in = Heap.memory(input);
        FloatBuffer eps = Heap.memory(epsilon);
        forEachBlock(input, (at, first, last) -> {
            load(in, eps, at, (last - first) * area);
            for (int c = first, from = 0; c < last; c++, from += area) {
                slopeGradient(lines, c, from, area);
                double d = Sums.of(y, from, area);
                sums[c] += d;
                sums[channels + c] += Sums.products(x, y, from, area) - mean[c] * d;
            }
        });
        return sums;
    }

    @Override
    public void gradient(INDArray input, INDArray epsilon, INDArray dInput, Lines lines, Lines rest) {
        int area = area(input);
        FloatBuffer in = Heap.memory(input);
        FloatBuffer eps = Heap.memory(epsilon);
        FloatBuffer out = Heap.memory(dInput);
        forEachBlock(input, (at, first, last) -> {
            load(in, eps, at, (last - first) * area);
            for (int c = first, from = 0; c < last; c++, from += area) {
                slopeGradient(lines, c, from, area);
                float a = lines.a()[c];
                float b = rest.a()[c];
                float shift = rest.b()[c];
                for (int i = from; i < from + area; i++) {
                    y[i] = a * y[i] + b * x[i] + shift;
                }
            }
            out.put(at, y, 0, (last - first) * area);
        });
    }

    /** Puts dy times the derivative of the (leaky) ReLU into y. */
    private void slopeGradient(Lines lines, int c, int from, int area) {
        float a = lines.a()[c];
        float b = lines.b()[c];
        float slope = lines.slope();
        for (int i = from; i < from + area; i++) {
            y[i] = a * x[i] + b > 0 ? dy[i] : slope * dy[i];
        }
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
            dy = Arrays.copyOf(x, x.length);
            y = Arrays.copyOf(x, x.length);
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
}
