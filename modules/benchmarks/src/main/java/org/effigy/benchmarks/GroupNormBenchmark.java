package org.effigy.benchmarks;

import java.util.concurrent.TimeUnit;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.net.Activation;
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
 * Group normalisation with SiLU of 8 images in one thread, by either engine: the forward pass, and a step of both passes.
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
    @Param({"ONEDNN", "DL4J"})
    private EngineName engine;

    @Param({"48"})
    private int channels;

    @Param({"32"})
    private int side;

    private Kernel kernel;

    @Setup
    public void make() {
        kernel = new Kernel(
                engine,
                channels,
                side,
                (net, x) -> net.activate("silu", net.groupNorm("layer", x, 8), Activation.SILU));
    }

    @TearDown
    public void close() {
        kernel.close();
    }

    @Benchmark
    public float[] forward() {
        return kernel.forward();
    }

    @Benchmark
    public float[] step() {
        return kernel.step();
    }
}
