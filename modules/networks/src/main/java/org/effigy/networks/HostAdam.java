package org.effigy.networks;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;

/**
 * {@link Adam} on the CPU: one pass over chunks of fixed length, which the threads share. A chunk of everything fits into
 * the second-level cache, where it is copied into arrays, and all arrays of a loop are indexed alike: the compiler then uses
 * vector instructions.
 */
final class HostAdam implements AdamMemory {
    private static final int CHUNK = 1 << 13;

    private final Engine engine;
    private final int length;
    /** First and second; empty until they are needed. */
    private List<HostVector> moments = List.of();

    private Optional<FlatVector> average = Optional.empty();

    HostAdam(Engine engine, int length) {
        this.engine = engine;
        this.length = length;
    }

    @Override
    public double combine(List<FlatVector> gradients, int shards) {
        FloatBuffer first = gradients.get(0).memory();
        List<FloatBuffer> others =
                gradients.stream().skip(1).map(FlatVector::memory).toList();
        double[] squares = new double[chunks()];
        forEachChunk(2, (chunk, from, n, scratch) -> {
            float[] sum = scratch[0];
            float[] other = scratch[1];
            first.get(from, sum, 0, n);
            for (FloatBuffer gradient : others) {
                gradient.get(from, other, 0, n);
                add(sum, other, n);
            }
            if (!others.isEmpty()) {
                first.put(from, sum, 0, n);
            }
            squares[chunk] = squares(sum, n);
        });
        return norm(squares);
    }

    /** Adds the first n other values to the sum. */
    static void add(float[] sum, float[] other, int n) {
        for (int i = 0; i < n; i++) {
            sum[i] += other[i];
        }
    }

    /** Returns the sum of the first n squares: eight partial sums in double, which do not wait for one another. */
    static double squares(float[] values, int n) {
        double[] s = new double[8];
        int i = 0;
        for (; i + 7 < n; i += 8) {
            for (int j = 0; j < 8; j++) {
                double x = values[i + j];
                s[j] += x * x;
            }
        }
        for (; i < n; i++) {
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
    public void update(FlatVector parameters, FlatVector gradient, Adam.Factors factors) {
        FloatBuffer weights = parameters.memory();
        FloatBuffer slopes = gradient.memory();
        makeMoments();
        FloatBuffer first = moments.get(0).memory();
        FloatBuffer second = moments.get(1).memory();
        if (factors.averages() && average.isEmpty()) {
            makeAverage().assign(parameters);
        }
        forEachChunk(4, (chunk, from, n, scratch) -> {
            float[] p = scratch[0];
            float[] m = scratch[1];
            float[] v = scratch[2];
            float[] g = scratch[3];
            weights.get(from, p, 0, n);
            first.get(from, m, 0, n);
            second.get(from, v, 0, n);
            slopes.get(from, g, 0, n);
            step(scratch, n, factors);
            weights.put(from, p, 0, n);
            first.put(from, m, 0, n);
            second.put(from, v, 0, n);
            if (factors.averages()) {
                FloatBuffer mean = average.orElseThrow().memory();
                mean.get(from, g, 0, n);
                follow(g, p, n, factors.decay());
                mean.put(from, g, 0, n);
            }
        });
    }

    /** One step of the first n values of parameters, moments and gradient. */
    private static void step(float[][] chunk, int n, Adam.Factors f) {
        float[] p = chunk[0];
        float[] m = chunk[1];
        float[] v = chunk[2];
        float[] g = chunk[3];
        float scale = f.scale();
        float rate = f.rate();
        float root = f.root();
        float b1 = f.beta1();
        float c1 = f.rest1();
        float b2 = f.beta2();
        float c2 = f.rest2();
        float eps = f.epsilon();
        for (int i = 0; i < n; i++) {
            float gi = scale * g[i];
            float mi = b1 * m[i] + c1 * gi;
            float vi = b2 * v[i] + c2 * gi * gi;
            m[i] = mi;
            v[i] = vi;
            p[i] = p[i] - rate * mi / ((float) Math.sqrt(vi) * root + eps);
        }
    }

    /** The moving average of a chunk, whose parameters are still in the cache. */
    private static void follow(float[] average, float[] p, int n, float d) {
        for (int i = 0; i < n; i++) {
            average[i] = (average[i] - p[i]) * d + p[i];
        }
    }

    private void makeMoments() {
        if (moments.isEmpty()) {
            moments = List.of(new HostVector(length), new HostVector(length));
        }
    }

    @Override
    public FlatVector firstMoment() {
        makeMoments();
        return moments.get(0);
    }

    @Override
    public FlatVector secondMoment() {
        makeMoments();
        return moments.get(1);
    }

    @Override
    public void setMoments(float[] first, float[] second) {
        makeMoments();
        moments.get(0).put(0, first);
        moments.get(1).put(0, second);
    }

    @Override
    public Optional<FlatVector> average() {
        return average;
    }

    @Override
    public FlatVector makeAverage() {
        if (average.isEmpty()) {
            average = Optional.of(new HostVector(length));
        }
        return average.get();
    }

    @Override
    public void close() {
        moments.forEach(HostVector::close);
        average.ifPresent(FlatVector::close);
    }

    private int chunks() {
        return (length + CHUNK - 1) / CHUNK;
    }

    private interface ChunkTask {
        void run(int chunk, int from, int length, float[][] scratch);
    }

    /** Runs the task for each chunk, with arrays that are the thread's own. */
    private void forEachChunk(int arrays, ChunkTask task) {
        int threads = engine.threads();
        engine.run(threads, thread -> {
            float[][] scratch = new float[arrays][CHUNK];
            for (int chunk = thread; chunk < chunks(); chunk += threads) {
                int from = chunk * CHUNK;
                task.run(chunk, from, Math.min(CHUNK, length - from), scratch);
            }
        });
    }
}
