package org.effigy.networks;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.effigy.base.InputException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Adam (Kingma and Ba 2015, algorithm 1) on one flat parameter vector, and clipping of the gradient to a global norm.
 *
 * <p>Works in chunks of fixed length, so that the result does not depend on the number of threads.
 */
final class Adam {
    private static final int CHUNK = 1 << 14;
    private static final int LARGEST_EXACT_FLOAT = 1 << 24;

    private final Engine engine;
    private final float[] m;
    private final float[] v;
    private int step;

    Adam(Engine engine, long parameters) {
        this.engine = engine;
        m = new float[Math.toIntExact(parameters)];
        v = new float[m.length];
    }

    /** Adds up the gradients of all shards into the first and returns the 2-norm of the sum. */
    double combine(List<INDArray> gradients) {
        FloatBuffer first = Heap.memory(gradients.get(0));
        List<FloatBuffer> others = gradients.stream().skip(1).map(Heap::memory).toList();
        double[] squares = new double[chunks()];
        forEachChunk((chunk, from, n) -> {
            float[] sum = new float[n];
            float[] other = new float[n];
            first.get(from, sum);
            for (FloatBuffer gradient : others) {
                gradient.get(from, other);
                for (int i = 0; i < n; i++) {
                    sum[i] += other[i];
                }
            }
            if (!others.isEmpty()) {
                first.put(from, sum);
            }
            for (int i = 0; i < n; i++) {
                squares[chunk] += (double) sum[i] * sum[i];
            }
        });
        double total = 0;
        for (double square : squares) {
            total += square;
        }
        return Math.sqrt(total);
    }

    /** Returns the number of steps taken. */
    int step() {
        return step;
    }

    /** One step against gradient times scale. */
    void update(INDArray parameters, INDArray gradient, double scale, AdamSettings settings) {
        step++;
        float correction1 = (float) (settings.learningRate() / (1 - Math.pow(settings.beta1(), step)));
        float correction2 = (float) (1 / Math.sqrt(1 - Math.pow(settings.beta2(), step)));
        float b1 = (float) settings.beta1();
        float c1 = (float) (1 - settings.beta1());
        float b2 = (float) settings.beta2();
        float c2 = (float) (1 - settings.beta2());
        float eps = (float) settings.epsilon();
        float s = (float) scale;
        FloatBuffer weights = Heap.memory(parameters);
        FloatBuffer slopes = Heap.memory(gradient);
        forEachChunk((chunk, from, n) -> {
            float[] p = new float[n];
            float[] g = new float[n];
            weights.get(from, p);
            slopes.get(from, g);
            for (int i = 0; i < n; i++) {
                float gi = s * g[i];
                float mi = b1 * m[from + i] + c1 * gi;
                float vi = b2 * v[from + i] + c2 * gi * gi;
                m[from + i] = mi;
                v[from + i] = vi;
                p[i] -= correction1 * mi / ((float) Math.sqrt(vi) * correction2 + eps);
            }
            weights.put(from, p);
        });
    }

    /** Returns the first moment as the flat vector it belongs to; a copy. */
    INDArray firstMoment() {
        return Nd4j.createFromArray(m.clone());
    }

    /** Returns the moments and the number of steps; copies. */
    List<NamedTensor> state(String prefix) {
        return List.of(
                new NamedTensor(prefix + "m", new long[] {m.length}, m.clone()),
                new NamedTensor(prefix + "v", new long[] {v.length}, v.clone()),
                new NamedTensor(prefix + "step", new long[] {1}, new float[] {step}));
    }

    /** Takes over what {@link #state} returned; other tensors are ignored. */
    void setState(String prefix, List<NamedTensor> state) {
        Map<String, NamedTensor> named = state.stream().collect(Collectors.toMap(NamedTensor::name, t -> t));
        copy(named, prefix + "m", m);
        copy(named, prefix + "v", v);
        float[] steps = new float[1];
        copy(named, prefix + "step", steps);
        step = (int) steps[0];
    }

    private static void copy(Map<String, NamedTensor> named, String name, float[] to) {
        NamedTensor tensor = named.get(name);
        if (tensor == null || tensor.values().length != to.length) {
            throw new InputException("updater state: " + name + " "
                    + (tensor == null ? "is missing" : "has " + tensor.values().length + " values")
                    + ", expected are " + to.length + "; it belongs to another network");
        }
        System.arraycopy(tensor.values(), 0, to, 0, to.length);
    }

    private int chunks() {
        return (m.length + CHUNK - 1) / CHUNK;
    }

    private interface ChunkTask {
        void run(int chunk, int from, int length);
    }

    private void forEachChunk(ChunkTask task) {
        int threads = engine.threads();
        engine.run(threads, thread -> IntStream.range(0, chunks())
                .filter(c -> c % threads == thread)
                .forEach(c -> task.run(c, c * CHUNK, Math.min(CHUNK, m.length - c * CHUNK))));
    }
}
