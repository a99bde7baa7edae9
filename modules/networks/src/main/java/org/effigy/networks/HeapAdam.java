package org.effigy.networks;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link Adam} on the CPU: one pass over chunks of fixed length, which the threads share. A chunk of everything fits into
 * the second-level cache, and all arrays of a loop are indexed alike, which lets the compiler use vector instructions.
 */
final class HeapAdam implements AdamMemory {
    private static final int CHUNK = 1 << 13;

    private final Engine engine;
    private final int length;
    /** By chunk; empty until they are needed. */
    private float[][] m = {};

    private float[][] v = {};
    private float[][] average = {};

    HeapAdam(Engine engine, int length) {
        this.engine = engine;
        this.length = length;
    }

    @Override
    public double combine(List<INDArray> gradients, int shards) {
        FloatBuffer first = Heap.memory(gradients.get(0));
        List<FloatBuffer> others = gradients.stream().skip(1).map(Heap::memory).toList();
        double[] squares = new double[chunks()];
        forEachChunk((chunk, from, n) -> {
            float[] sum = new float[n];
            first.get(from, sum);
            float[] other = new float[n];
            for (FloatBuffer gradient : others) {
                gradient.get(from, other);
                add(sum, other);
            }
            if (!others.isEmpty()) {
                first.put(from, sum);
            }
            squares[chunk] = squares(sum);
        });
        return norm(squares);
    }

    /** Adds the other values to the sum. */
    static void add(float[] sum, float[] other) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other[i];
        }
    }

    /** Returns the sum of the squares: eight partial sums in double, which do not wait for one another. */
    static double squares(float[] values) {
        double[] s = new double[8];
        int i = 0;
        for (; i + 7 < values.length; i += 8) {
            for (int j = 0; j < 8; j++) {
                double x = values[i + j];
                s[j] += x * x;
            }
        }
        for (; i < values.length; i++) {
            s[0] += (double) values[i] * values[i];
        }
        double sum = 0;
        for (double part : s) {
            sum += part;
        }
        return sum;
    }

    private static double norm(double[] squares) {
        double total = 0;
        for (double square : squares) {
            total += square;
        }
        return Math.sqrt(total);
    }

    @Override
    public void update(INDArray parameters, INDArray gradient, Adam.Factors factors) {
        FloatBuffer weights = Heap.memory(parameters);
        FloatBuffer slopes = Heap.memory(gradient);
        makeMoments();
        boolean starts = factors.averages() && average.length == 0;
        if (starts) {
            average = chunks(length);
        }
        forEachChunk((chunk, from, n) -> {
            float[] p = new float[n];
            float[] g = new float[n];
            weights.get(from, p);
            slopes.get(from, g);
            if (starts) {
                System.arraycopy(p, 0, average[chunk], 0, n);
            }
            step(p, g, m[chunk], v[chunk], factors);
            if (factors.averages()) {
                follow(average[chunk], p, factors.decay());
            }
            weights.put(from, p);
        });
    }

    private static void step(float[] p, float[] g, float[] m, float[] v, Adam.Factors f) {
        float scale = f.scale();
        float rate = f.rate();
        float root = f.root();
        float b1 = f.beta1();
        float c1 = f.rest1();
        float b2 = f.beta2();
        float c2 = f.rest2();
        float eps = f.epsilon();
        for (int i = 0; i < p.length; i++) {
            float gi = scale * g[i];
            float mi = b1 * m[i] + c1 * gi;
            float vi = b2 * v[i] + c2 * gi * gi;
            m[i] = mi;
            v[i] = vi;
            p[i] = p[i] - rate * mi / ((float) Math.sqrt(vi) * root + eps);
        }
    }

    /** The moving average of a chunk, whose parameters are still in the cache. */
    private static void follow(float[] average, float[] p, float d) {
        for (int i = 0; i < p.length; i++) {
            average[i] = (average[i] - p[i]) * d + p[i];
        }
    }

    private void makeMoments() {
        if (m.length == 0) {
            m = chunks(length);
            v = chunks(length);
        }
    }

    @Override
    public float[] firstMoment() {
        makeMoments();
        return joined(m);
    }

    @Override
    public float[] secondMoment() {
        makeMoments();
        return joined(v);
    }

    @Override
    public void setMoments(float[] first, float[] second) {
        m = cut(first);
        v = cut(second);
    }

    @Override
    public float[] average() {
        return average.length == 0 ? new float[0] : joined(average);
    }

    @Override
    public void setAverage(float[] values) {
        average = cut(values);
    }

    private float[] joined(float[][] chunks) {
        float[] out = new float[length];
        for (int i = 0; i < chunks.length; i++) {
            System.arraycopy(chunks[i], 0, out, i * CHUNK, chunks[i].length);
        }
        return out;
    }

    private static float[][] cut(float[] values) {
        float[][] out = chunks(values.length);
        for (int i = 0; i < out.length; i++) {
            System.arraycopy(values, i * CHUNK, out[i], 0, out[i].length);
        }
        return out;
    }

    /** Returns zeros. */
    private static float[][] chunks(int length) {
        float[][] out = new float[(length + CHUNK - 1) / CHUNK][];
        for (int i = 0; i < out.length; i++) {
            out[i] = new float[Math.min(CHUNK, length - i * CHUNK)];
        }
        return out;
    }

    private int chunks() {
        return (length + CHUNK - 1) / CHUNK;
    }

    private interface ChunkTask {
        void run(int chunk, int from, int length);
    }

    private void forEachChunk(ChunkTask task) {
        int threads = engine.threads();
        engine.run(threads, thread -> IntStream.range(0, chunks())
                .filter(c -> c % threads == thread)
                .forEach(c -> task.run(c, c * CHUNK, Math.min(CHUNK, length - c * CHUNK))));
    }
}
