package org.effigy.benchmarks;

import java.util.concurrent.TimeUnit;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.net.Init;
import org.effigy.networks.net.Net.Window;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * A 3x3 convolution of 8 images in one thread, by either engine. The column {@code megaFlop} is millions of floating-point
 * operations per second; a step is a forward and a backward pass, which counts twice a forward pass.
 *
 * <p>{@code scripts/benchmark ConvolutionBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ConvolutionBenchmark {
    @Param({"ONEDNN", "DL4J"})
    private EngineName engine;

    @Param({"48", "144"})
    private int channels;

    @Param({"32"})
    private int side;

    private Kernel kernel;
    private long megaFlop;

    /** The work done. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Work {
        public long megaFlop;
    }

    @Setup
    public void make() {
        megaFlop = Math.round(2.0 * 9 * 8 * side * side * channels * channels / 1e6);
        kernel = new Kernel(
                engine, channels, side, (net, x) -> net.conv("layer", x, channels, Window.same(3), true, Init.GLOROT));
    }

    @TearDown
    public void close() {
        kernel.close();
    }

    @Benchmark
    public float[] forward(Work work) {
        work.megaFlop += megaFlop;
        return kernel.forward();
    }

    @Benchmark
    public float[] step(Work work) {
        work.megaFlop += 3 * megaFlop;
        return kernel.step();
    }
}
