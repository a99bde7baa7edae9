package org.effigy.networks.device;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.effigy.base.InputException;

/** What this build of the program can do with a card. */
public enum GpuSupport {
    /** Nothing: it has no CUDA. */
    NONE("cpu", "", ""),
    /** nd4j-cuda-11.6 1.0.0-M2.1: machine code for 3.7 and 5.0 to 8.6, no PTX. CUDA 11 asks for driver 450.80.02. */
    MACHINE_CODE("cuda", "450.80.02", "452.39"),
    /** nd4j-cuda-11.2 1.0.0-M1.1: PTX, compiled by the driver, which must know that of CUDA 11.2. */
    PTX("cuda-ptx", "460.27.03", "460.82");

    private final String backend;
    private final String linuxDriver;
    private final String windowsDriver;

    GpuSupport(String backend, String linuxDriver, String windowsDriver) {
        this.backend = backend;
        this.linuxDriver = linuxDriver;
        this.windowsDriver = windowsDriver;
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
        return switch (this) {
            case NONE -> false;
            // Machine code runs on the same major version from its own minor version on.
            case MACHINE_CODE -> isOld(capability) || capability.major() >= 5 && capability.major() <= 8;
            case PTX -> isOld(capability) || capability.major() >= 5;
        };
    }

    private static boolean isOld(ComputeCapability capability) {
        return capability.major() == 3 && capability.minor() >= 7;
    }

    /** Returns the oldest driver that will do. */
    DriverVersion oldestDriver(Platform platform) {
        return new DriverVersion(platform == Platform.LINUX ? linuxDriver : windowsDriver);
    }

    /** Returns the support that a card of this compute capability needs; {@link #NONE} if no build runs on it. */
    static GpuSupport neededBy(ComputeCapability capability) {
        if (MACHINE_CODE.runsOn(capability)) {
            return MACHINE_CODE;
        }
        return PTX.runsOn(capability) ? PTX : NONE;
    }
}
