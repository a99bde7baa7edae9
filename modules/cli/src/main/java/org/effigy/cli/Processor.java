package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.effigy.base.InputException;

/** What the networks' native kernels ask of the machine. */
final class Processor {
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

    private Processor() {}

    /**
     * Checks, where the system tells, that the processor has what the kernels were made for.
     *
     * @throws InputException if it has not
     */
    static void require() throws IOException {
        if (Files.isReadable(PROCESSOR)) {
            require(BuildInfo.read().kernels(), Files.readString(PROCESSOR));
        }
    }

    static void require(String kernels, String processor) {
        if (kernels.endsWith("avx2") && processor.contains("flags") && !processor.contains(" avx2")) {
            throw new InputException("this processor has no AVX2 instructions, which the networks need; use a machine"
                    + " with an x86-64 processor from 2013 or later");
        }
    }
}
