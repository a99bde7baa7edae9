package org.effigy.networks.compute;

import java.util.Locale;

/** How the factors of products are rounded in networks that are compiled for the CPU; sums are float32 in any case. */
public enum Precision {
    /** 24 bits of mantissa. */
    FLOAT32,
    /** 8 bits of mantissa; several times as fast on processors with AVX512_BF16 or AMX, and slow on others. */
    BFLOAT16,
    /** bfloat16 where the processor has instructions for it. */
    AUTO;

    /** Returns the name as one types it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
