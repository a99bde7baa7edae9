package org.effigy.networks;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;
import org.effigy.networks.compute.HostVector;
import org.effigy.networks.compute.Passes;
import org.effigy.networks.compute.Wanted;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.Loss;

/**
 * The sum of the gradients of units, each shortened to a norm, plus noise (Abadi et al. 2016, algorithm 1): removing a unit changes the
 * sum before the noise by no more than that norm. A backward pass for each unit; the threads share the units.
 *
 * <p>The sum is in float32: its order, and with it the last bits, depend on the number of threads. Not safe for use by several threads
 * at once.
 */
public final class ClippedSum implements AutoCloseable {
    private static final int CHUNK = 1 << 13;
    /** Shortened to a hair less than the norm, for rounding. */
    private static final double HAIR = 1 - 1e-6;

    private final Network network;
    private final Workers workers;
    /** By thread. */
    private final List<HostVector> sums = new ArrayList<>();

    /**
     * What one unit shows the network.
     *
     * @param inputs of the net
     * @param target of its output
     * @param count by which the loss's sum is divided
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Unit(float[][] inputs, float[] target, double count) {}

    /**
     * What was found of the units.
     *
     * @param loss the mean of those of theirs that are finite; 0 without units
     * @param clipped how many were shortened
     */
    public record Outcome(double loss, int clipped) {}

    /** Starts with a sum of zeros for a network that these threads compute. */
    public ClippedSum(Network network, Workers workers) {
        this.network = network;
        this.workers = workers;
        for (int thread = 0; thread < workers.count(); thread++) {
            sums.add(new HostVector(network.parameterCount()));
        }
    }

    /**
     * Makes it the sum of these units' gradients, none longer than the norm. A unit whose gradient is not finite adds nothing.
     *
     * @param clip the norm
     */
    public Outcome add(Loss loss, List<Unit> units, double clip) {
        float[] zeros = new float[CHUNK];
        sums.forEach(sum ->
                forEachChunk(sum.length(), (chunk, from, n) -> sum.memory().put(from, zeros, 0, n)));
        double[] losses = new double[units.size()];
        double[] norms = new double[units.size()];
        int shards = Math.min(workers.count(), units.size());
        network.refresh();
        if (shards > 0) {
            workers.runShards(shards, shard -> {
                for (int i = shard; i < units.size(); i += shards) {
                    losses[i] = backward(loss, units.get(i), network.shard(shard));
                    HostVector gradient = network.shard(shard).gradient();
                    norms[i] = addShortened(gradient, 1 / units.get(i).count(), clip, sums.get(shard));
                }
            });
        }
        for (HostVector other : sums.subList(1, sums.size())) {
            forEachChunk(other.length(), (chunk, from, n) -> plus(sums.get(0), other, 1, from, n));
        }
        int clipped = (int) Arrays.stream(norms).filter(norm -> norm > clip).count();
        double mean = Arrays.stream(losses).filter(Double::isFinite).average().orElse(units.isEmpty() ? 0 : Double.NaN);
        return new Outcome(mean, clipped);
    }

    private static double backward(Loss loss, Unit unit, Passes passes) {
        try (Passes.Memory memory = passes.open()) {
            float[] y = passes.forward(Wanted.WEIGHTS, unit.inputs());
            float[] slope = new float[y.length];
            double sum = loss.of(y, unit.target(), 1, slope);
            passes.backward(slope);
            return sum / unit.count();
        }
    }

    /** Adds a gradient times a scale, shortened to the norm, to a sum; returns the norm that it had. */
    private static double addShortened(HostVector gradient, double scale, double clip, HostVector sum) {
        double[] squares = {0};
        float[] values = new float[CHUNK];
        forEachChunkHere(gradient.length(), (chunk, from, n) -> {
            gradient.memory().get(from, values, 0, n);
            double chunkSquares = 0;
            for (int i = 0; i < n; i++) {
                chunkSquares += (double) values[i] * values[i];
            }
            squares[0] += chunkSquares;
        });
        double norm = scale * Math.sqrt(squares[0]);
        if (Double.isFinite(norm)) {
            float factor = (float) (norm > clip * HAIR ? scale * clip * HAIR / norm : scale);
            forEachChunkHere(gradient.length(), (chunk, from, n) -> plus(sum, gradient, factor, from, n));
        }
        return norm;
    }

    private static void plus(HostVector to, HostVector other, float factor, int from, int n) {
        FloatBuffer memory = to.memory();
        float[] sum = new float[n];
        float[] values = new float[n];
        memory.get(from, sum, 0, n);
        other.memory().get(from, values, 0, n);
        for (int i = 0; i < n; i++) {
            sum[i] += factor * values[i];
        }
        memory.put(from, sum, 0, n);
    }

    /**
     * Adds normal noise.
     *
     * @param deviation its standard deviation
     * @param noise a fresh source for a part of the sum, by the part's number; each is used by one thread
     */
    public void addNoise(double deviation, LongFunction<Random> noise) {
        FloatBuffer memory = sums.get(0).memory();
        forEachChunk(sums.get(0).length(), (chunk, from, n) -> {
            Random random = noise.apply(chunk);
            float[] sum = new float[n];
            memory.get(from, sum, 0, n);
            for (int i = 0; i < n; i++) {
                sum[i] += (float) (deviation * random.nextGaussian());
            }
            memory.put(from, sum, 0, n);
        });
    }

    /** Returns the sum, laid out as the parameters; a view. */
    public HostVector sum() {
        return sums.get(0);
    }

    private interface ChunkTask {
        void run(int chunk, int from, int length);
    }

    /** Runs the task for each part; all threads share them. */
    private void forEachChunk(int length, ChunkTask task) {
        int threads = workers.count();
        workers.run(threads, thread -> {
            for (int chunk = thread; chunk * CHUNK < length; chunk += threads) {
                task.run(chunk, chunk * CHUNK, Math.min(CHUNK, length - chunk * CHUNK));
            }
        });
    }

    private static void forEachChunkHere(int length, ChunkTask task) {
        for (int chunk = 0; chunk * CHUNK < length; chunk++) {
            task.run(chunk, chunk * CHUNK, Math.min(CHUNK, length - chunk * CHUNK));
        }
    }

    @Override
    public void close() {
        sums.forEach(HostVector::close);
    }
}
