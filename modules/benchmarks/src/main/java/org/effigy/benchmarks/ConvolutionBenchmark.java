package org.effigy.benchmarks;

import java.util.concurrent.TimeUnit;
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
 * A 3x3 convolution of 8 images in one thread, by the compiled networks (ONEDNN) and by ND4J's operations (ND4J). The
 * column {@code megaFlop} is millions of floating-point operations per second; a backward pass counts twice a forward pass.
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
    @Param({"ONEDNN", "ND4J"})
    private NetworkKernels.Path engine;

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
        NetworkKernels.Shape shape = new NetworkKernels.Shape(8, channels, side);
        megaFlop = Math.round(shape.convolutionFlop() / 1e6);
        kernel = NetworkKernels.convolution(engine, shape);
        kernel.forward();
    }

    @TearDown
    public void close() {
        kernel.close();
    }

    @Benchmark
    public void forward(Work work) {
        kernel.forward();
        work.megaFlop += megaFlop;
    }

    @Benchmark
    public void backward(Work work) {
        kernel.backward();
        work.megaFlop += 2 * megaFlop;
    }
}
