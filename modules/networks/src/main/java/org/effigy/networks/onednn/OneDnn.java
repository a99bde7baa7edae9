package org.effigy.networks.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.effigy.base.InputException;

/** The oneDNN library on this machine. */
public final class OneDnn {
    /** The system property: {@code float32}, {@code bfloat16}, or {@code auto}, as where it is not set. */
    public static final String PRECISION = "effigy.precision";

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

    /**
     * Returns whether convolutions and matrix products round their factors to bfloat16 (8 bits of mantissa) and add up in
     * float32; all else, and all that is stored, is float32. The system property {@link #PRECISION} decides.
     *
     * @throws InputException if the property is none of float32, bfloat16 and auto
     */
    public static boolean usesBfloat16() {
        String precision = System.getProperty(PRECISION, "auto");
        return switch (precision) {
            case "float32" -> false;
            case "bfloat16" -> {
                if (!supportsBfloat16()) {
                    throw new InputException("precision is bfloat16, which needs a processor with AVX-512;"
                            + " leave it out or choose float32");
                }
                yield true;
            }
            case "auto" -> hasBfloat16();
            default ->
                throw new InputException("precision is " + precision + ", allowed are float32, bfloat16 and auto");
        };
    }
}
