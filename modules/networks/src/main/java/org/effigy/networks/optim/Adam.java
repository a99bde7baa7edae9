package org.effigy.networks.optim;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.effigy.base.InputException;
import org.effigy.networks.compute.HostVector;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.NamedTensor;

/**
 * Adam (Kingma and Ba 2015, algorithm 1) on one flat parameter vector, in the same pass an exponential moving average of
 * the parameters, and before that the sum of the shards' gradients with its norm, for clipping.
 *
 * <p>The threads share the vector in chunks of fixed length, so a result does not depend on their number. A chunk fits the
 * second-level cache, where it is copied into arrays, and all arrays of a loop are indexed alike: the compiler then uses
 * vector instructions.
 */
public final class Adam implements AutoCloseable {
    private static final int CHUNK = 1 << 13;

    private final Workers workers;
    private final HostVector parameters;
    private final int length;
    /** First and second; empty until they are needed. */
    private List<HostVector> moments = List.of();

    private Optional<HostVector> average = Optional.empty();
    private int step;

    /** Starts with empty moments. */
    public Adam(Workers workers, HostVector parameters) {
        this.workers = workers;
        this.parameters = parameters;
        length = parameters.length();
    }

    /**
     * The constants of one step.
     *
     * @param scale by which the gradient is multiplied: one over the batch size, and clipping
     * @param rate learning rate / (1 - beta1^t)
     * @param root 1 / sqrt(1 - beta2^t)
     */
    private record Constants(float scale, float rate, float root, AdamSettings settings) {
        static Constants of(AdamSettings settings, int step, double scale) {
            double rate = settings.learningRate() / (1 - Math.pow(settings.beta1(), step));
            double root = 1 / Math.sqrt(1 - Math.pow(settings.beta2(), step));
            return new Constants((float) scale, (float) rate, (float) root, settings);
        }
    }

    /** Adds up gradients into the first, in their order, and returns the 2-norm of the sum. */
    public double combine(List<HostVector> gradients) {
        FloatBuffer first = gradients.get(0).memory();
        List<HostVector> others = gradients.subList(1, gradients.size());
        double[] squares = new double[chunks()];
        forEachChunk(2, (chunk, from, n, scratch) -> {
            float[] sum = scratch[0];
            float[] other = scratch[1];
            first.get(from, sum, 0, n);
            for (HostVector gradient : others) {
                gradient.memory().get(from, other, 0, n);
                for (int i = 0; i < n; i++) {
                    sum[i] += other[i];
                }
            }
            if (!others.isEmpty()) {
                first.put(from, sum, 0, n);
            }
            squares[chunk] = squares(sum, n);
        });
        double total = 0;
        for (double square : squares) {
            total += square;
        }
        return Math.sqrt(total);
    }

    /** Returns the sum of the first n squares: eight partial sums in double, which do not wait for one another. */
    private static double squares(float[] values, int n) {
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

    /** Returns the number of steps taken. */
    public int step() {
        return step;
    }

    /**
     * One step against gradient times scale, after which the moving average is decay average + (1 - decay) parameters. The
     * average begins as the parameters before the first step that has a decay below 1.
     */
    public void update(HostVector gradient, double scale, AdamSettings settings, double decay) {
        step++;
        Constants constants = Constants.of(settings, step, scale);
        boolean averages = (float) decay < 1;
        if (averages && average.isEmpty()) {
            makeAverage().assign(parameters);
        }
        List<HostVector> vectors =
                List.of(parameters, moments().get(0), moments().get(1), gradient);
        forEachChunk(4, (chunk, from, n, scratch) -> {
            for (int i = 0; i < 4; i++) {
                vectors.get(i).memory().get(from, scratch[i], 0, n);
            }
            step(scratch, n, constants);
            for (int i = 0; i < 3; i++) {
                vectors.get(i).memory().put(from, scratch[i], 0, n);
            }
            if (averages) {
                FloatBuffer mean = average.orElseThrow().memory();
                mean.get(from, scratch[3], 0, n);
                follow(scratch[3], scratch[0], n, (float) decay);
                mean.put(from, scratch[3], 0, n);
            }
        });
    }

    /** One step of the first n values of parameters, moments and gradient. */
    private static void step(float[][] chunk, int n, Constants f) {
        float[] p = chunk[0];
        float[] m = chunk[1];
        float[] v = chunk[2];
        float[] g = chunk[3];
        float scale = f.scale();
        float rate = f.rate();
        float root = f.root();
        float b1 = (float) f.settings().beta1();
        float c1 = (float) (1 - f.settings().beta1());
        float b2 = (float) f.settings().beta2();
        float c2 = (float) (1 - f.settings().beta2());
        float eps = (float) f.settings().epsilon();
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

    private List<HostVector> moments() {
        if (moments.isEmpty()) {
            moments = List.of(new HostVector(length), new HostVector(length));
        }
        return moments;
    }

    /** Returns the first moment: the gradient of the latest step, where beta1 is 0; a view. */
    public HostVector firstMoment() {
        return moments().get(0);
    }

    /** Returns the moving average of the parameters, or themselves before the first step with one; a view. */
    public HostVector average() {
        return average.orElse(parameters);
    }

    /** Returns the moving average to be written, made where there is none yet; a view. */
    public HostVector makeAverage() {
        if (average.isEmpty()) {
            average = Optional.of(new HostVector(length));
        }
        return average.get();
    }

    /** Returns the moments and the number of steps; copies. */
    public List<NamedTensor> state(String prefix) {
        long[] shape = {length};
        return List.of(
                new NamedTensor(prefix + "m", shape, moments().get(0).values()),
                new NamedTensor(prefix + "v", shape, moments().get(1).values()),
                new NamedTensor(prefix + "step", new long[] {1}, new float[] {step}));
    }

    /**
     * Takes over what {@link #state} returned; other tensors are ignored.
     *
     * @throws InputException if it is another network's
     */
    public void setState(String prefix, List<NamedTensor> state) {
        Map<String, NamedTensor> named = state.stream().collect(Collectors.toMap(NamedTensor::name, t -> t));
        float[] m = values(named, prefix + "m", length);
        float[] v = values(named, prefix + "v", length);
        step = (int) values(named, prefix + "step", 1)[0];
        moments().get(0).put(0, m);
        moments().get(1).put(0, v);
    }

    private static float[] values(Map<String, NamedTensor> named, String name, int length) {
        NamedTensor tensor = named.get(name);
        if (tensor == null || tensor.values().length != length) {
            throw new InputException("updater state: " + name + " "
                    + (tensor == null ? "is missing" : "has " + tensor.values().length + " values")
                    + ", expected are " + length + "; it belongs to another network");
        }
        return tensor.values();
    }

    @Override
    public void close() {
        moments.forEach(HostVector::close);
        average.ifPresent(HostVector::close);
    }

    private int chunks() {
        return (length + CHUNK - 1) / CHUNK;
    }

    private interface ChunkTask {
        void run(int chunk, int from, int length, float[][] scratch);
    }

    /** Runs the task for each chunk, with arrays that are the thread's own. */
    private void forEachChunk(int arrays, ChunkTask task) {
        int threads = workers.count();
        workers.run(threads, thread -> {
            float[][] scratch = new float[arrays][CHUNK];
            for (int chunk = thread; chunk < chunks(); chunk += threads) {
                int from = chunk * CHUNK;
                task.run(chunk, from, Math.min(CHUNK, length - from), scratch);
            }
        });
    }
}
