package org.effigy.networks.onednn;

import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.effigy.networks.compute.HostVector;
import org.effigy.networks.compute.Wanted;
import org.effigy.networks.net.Init;
import org.effigy.networks.net.Layout;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Shape;

/** The oneDNN library on this machine. */
public final class OneDnn {
    private OneDnn() {}

    /** Loaded with the class, once. */
    private static final class Cpu {
        static final engine ENGINE = new engine(engine.kind.cpu, 0);
    }

    /** Returns the CPU engine. */
    static engine engine() {
        return Cpu.ENGINE;
    }

    /** Returns the version, or empty where the library is not on the class path or cannot be loaded. */
    public static Optional<String> version() {
        try {
            engine();
            dnnl_version_t version = dnnl.dnnl_version();
            return Optional.of(version.major() + "." + version.minor() + "." + version.patch());
        } catch (LinkageError | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Returns whether bfloat16 works at all: natively, or slowly by AVX-512 without instructions for it. */
    public static boolean supportsBfloat16() {
        int isa = dnnl.dnnl_get_effective_cpu_isa();
        return (isa & dnnl.dnnl_cpu_isa_avx512_core) == dnnl.dnnl_cpu_isa_avx512_core;
    }

    /** Returns whether the processor multiplies bfloat16 natively (AVX512_BF16 or AMX). */
    public static boolean hasBfloat16() {
        int isa = dnnl.dnnl_get_effective_cpu_isa();
        return (isa & dnnl.dnnl_cpu_isa_avx512_core_bf16) == dnnl.dnnl_cpu_isa_avx512_core_bf16;
    }

    /** Returns whether a 3x3 kernel of ones over a padded 3x3 image of ones counts the neighbours of each pixel. */
    public static boolean works() {
        Net.Recorder recorder = new Net.Recorder();
        Net net = recorder.done(recorder.conv(
                "trial", recorder.input("x", new Shape(1, 3, 3)), 1, Net.Window.same(3), false, Init.ONE));
        float[] ones = new float[9];
        Arrays.fill(ones, 1);
        Program.Purpose purpose = new Program.Purpose(1, Wanted.NOTHING, false, numbers -> new double[][] {numbers});
        try (HostVector kernel = HostVector.of(ones);
                PackedWeights weights = new PackedWeights(new FlatParameters(kernel, new Layout(net)));
                Program program = new Program(net, weights, Optional.empty(), purpose)) {
            return Arrays.equals(program.forward(ones), new float[] {4, 6, 4, 6, 9, 6, 4, 6, 4});
        }
    }
}
