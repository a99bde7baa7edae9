package org.effigy.networks.device;

import java.util.Locale;

/** Where the driver runs. */
public enum Platform {
    LINUX,
    /** Linux in Windows; the driver, and its version, are those of Windows. */
    WSL,
    WINDOWS,
    /** No CUDA there. */
    OTHER;

    static Platform of(String osName, String kernelVersion) {
        if (osName.startsWith("Windows")) {
            return WINDOWS;
        }
        if (!osName.equals("Linux")) {
            return OTHER;
        }
        return kernelVersion.toLowerCase(Locale.ROOT).contains("microsoft") ? WSL : LINUX;
    }
}
