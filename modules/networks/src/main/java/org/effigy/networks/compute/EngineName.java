package org.effigy.networks.compute;

import java.util.Locale;

/** What computes networks. */
public enum EngineName {
    /** Programs of oneDNN primitives and fused loops, on the CPU. */
    ONEDNN,
    /** Graphs of Deeplearning4j, on the CPU or on graphics cards. */
    DL4J;

    /** Returns the name as one types it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
