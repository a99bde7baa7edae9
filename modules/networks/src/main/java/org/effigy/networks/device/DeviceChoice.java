package org.effigy.networks.device;

/** What the user asked for. */
public enum DeviceChoice {
    /** The card where it can be used, else the CPU. */
    AUTO,
    CPU,
    CUDA
}
