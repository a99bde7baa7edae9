package org.effigy.networks.device;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.effigy.base.InputException;

/**
 * What this build of the program can do with a card. Which code the libraries hold was read from their files, the drivers are
 * those of NVIDIA's release notes; decision 12 says how.
 */
public enum GpuSupport {
    /** Nothing: it has no CUDA. */
    NONE("cpu"),
    /** nd4j-cuda-11.6 1.0.0-M2.1: machine code for 3.7 and 5.0 to 8.6, no PTX. */
    MACHINE_CODE("cuda"),
    /** nd4j-cuda-11.2 1.0.0-M1.1: machine code for 3.5 and 5.0 to 8.6, and PTX of 8.6, compiled by the driver for newer cards. */
    PTX("cuda-ptx");

    /** Of the last cards that run the machine code: 8.6 runs on 8.9, too. */
    private static final int LAST_MAJOR = 8;

    private final String backend;

    GpuSupport(String backend) {
        this.backend = backend;
    }

    /** Returns the name as the build and {@code EFFIGY_BACKEND} have it. */
    public String backend() {
        return backend;
    }

    /**
     * Returns the support that a backend's name stands for.
     *
     * @throws InputException if there is no such backend
     */
    public static GpuSupport ofBackend(String name) {
        return Arrays.stream(values())
                .filter(support -> support.backend.equals(name))
                .findFirst()
                .orElseThrow(() -> new InputException("backend is " + name + ", allowed are "
                        + Arrays.stream(values()).map(GpuSupport::backend).collect(Collectors.joining(", "))));
    }

    /** Returns whether kernels for this compute capability are there or can be compiled. */
    boolean runsOn(ComputeCapability capability) {
        // Machine code runs on the same major version from its own minor version on.
        return switch (this) {
            case NONE -> false;
            case MACHINE_CODE -> isKepler(capability, 7) || isBetween(capability, 5, LAST_MAJOR);
            case PTX -> isKepler(capability, 5) || isBetween(capability, 5, Integer.MAX_VALUE);
        };
    }

    private static boolean isKepler(ComputeCapability capability, int leastMinor) {
        return capability.major() == 3 && capability.minor() >= leastMinor;
    }

    private static boolean isBetween(ComputeCapability capability, int least, int most) {
        return capability.major() >= least && capability.major() <= most;
    }

    /** Returns whether the driver must compile the kernels for a card, at its first start; also where that is not known. */
    public boolean compilesFor(Optional<ComputeCapability> capability) {
        return this == PTX && (capability.isEmpty() || capability.get().major() > LAST_MAJOR);
    }

    /**
     * Returns the oldest driver that will do: any of CUDA 11 runs machine code, the driver of CUDA 11.2 compiles its PTX.
     */
    DriverVersion oldestDriver(Platform platform, Optional<ComputeCapability> capability) {
        boolean linux = platform == Platform.LINUX;
        return new DriverVersion(
                compilesFor(capability) ? (linux ? "460.27.03" : "460.82") : (linux ? "450.80.02" : "452.39"));
    }

    /** Returns the support that a card of this compute capability needs; {@link #NONE} if no build runs on it. */
    static GpuSupport neededBy(ComputeCapability capability) {
        if (MACHINE_CODE.runsOn(capability)) {
            return MACHINE_CODE;
        }
        return PTX.runsOn(capability) ? PTX : NONE;
    }
}
