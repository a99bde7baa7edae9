package org.effigy.networks.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;

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
}
