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
 * Group normalisation with SiLU of 8 images in one thread, by the compiled networks (ONEDNN), by Deeplearning4j's on the
 * CPU (HOST) and by ND4J's operations alone, as on a graphics card (ND4J).
 *
 * <p>{@code scripts/benchmark GroupNormBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GroupNormBenchmark {
    @Param({"ONEDNN", "HOST", "ND4J"})
    private NetworkKernels.Path engine;

    @Param({"48"})
    private int channels;

    @Param({"32"})
    private int side;

    private Kernel kernel;

    @Setup
    public void make() {
        kernel = NetworkKernels.groupNorm(engine, new NetworkKernels.Shape(8, channels, side));
        kernel.forward();
    }

    @TearDown
    public void close() {
        kernel.close();
    }

    @Benchmark
    public void forward() {
        kernel.forward();
    }

    @Benchmark
    public void backward() {
        kernel.backward();
    }
}
