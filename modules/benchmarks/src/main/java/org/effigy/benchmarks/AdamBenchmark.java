package org.effigy.benchmarks;

import java.util.concurrent.TimeUnit;
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
 * Adam and the moving average over float32 weights: in one pass, and one after the other.
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

    private NetworkKernels.Optimiser optimiser;

    @Setup
    public void make() {
        optimiser = new NetworkKernels.Optimiser(parameters, threads);
    }

    @TearDown
    public void close() {
        optimiser.close();
    }

    @Benchmark
    public void fused() {
        optimiser.fused();
    }

    @Benchmark
    public void separate() {
        optimiser.separate();
    }
}
