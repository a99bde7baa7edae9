package org.effigy.networks.device;

/** What computes the networks. */
public enum Device {
    CPU,
    CUDA
}
