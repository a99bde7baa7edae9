package org.effigy.benchmarks;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.effigy.base.Seeds;
import org.effigy.networks.Engines;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.HostVector;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.optim.Adam;
import org.effigy.networks.optim.AdamSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The optimiser over float32 weights: the norm of a gradient, which clipping needs, Adam, and Adam with the moving average in
 * the same pass.
 *
 * <p>{@code scripts/benchmark AdamBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AdamBenchmark {
    @Param({"4000000"})
    private int parameters;

    @Param({"1", "2"})
    private int threads;

    private final AdamSettings settings = AdamSettings.of(1e-4);
    private Workers workers;
    private HostVector weights;
    private HostVector gradient;
    private Adam adam;

    @Setup
    public void make() {
        workers = Engines.workers(Compute.standard().withThreads(threads));
        Random random = Seeds.of(1, "optimiser", 0);
        weights = random(random);
        gradient = random(random);
        adam = new Adam(workers, weights);
    }

    private HostVector random(Random random) {
        HostVector vector = new HostVector(parameters);
        vector.put(0, Seeds.fillNormal(random, new float[parameters]));
        return vector;
    }

    @TearDown
    public void close() {
        adam.close();
        gradient.close();
        weights.close();
        workers.close();
    }

    @Benchmark
    public double norm() {
        return adam.combine(List.of(gradient));
    }

    @Benchmark
    public void plain() {
        adam.update(gradient, 0.5, settings, 1);
    }

    @Benchmark
    public void averaged() {
        adam.update(gradient, 0.5, settings, 0.999);
    }
}
