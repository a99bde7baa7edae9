package org.effigy.cli;

import java.util.ArrayList;
import java.util.List;

/** What to do for the best speed on a machine. */
record DoctorAdvice(Machine machine, DoctorReport.Program program) {
    /** The preset small takes less; so much lets the system breathe. */
    private static final long MEMORY_MIB = 3072;

    private static final long HEAP_MIB = 512;
    private static final long DISK_MIB = 2048;

    /**
     * Returns the advice, one line each.
     *
     * @param cudaFails whether a card that should work does not
     */
    List<String> lines(boolean cudaFails) {
        List<String> lines = new ArrayList<>();
        if (cudaFails) {
            lines.add("pass --device cpu to train and sample until the card works");
        }
        if (program.networks().startsWith("Deeplearning4j")) {
            lines.add("networks are compiled with oneDNN where it can be loaded, which is faster; it is missing or"
                    + " switched off (effigy.engine)");
        }
        if (hasBfloat16() && program.networks().endsWith("float32")) {
            lines.add("this processor multiplies bfloat16, which is faster: do without --precision float32 and"
                    + " effigy.precision");
        }
        if (program.heapMiB() < HEAP_MIB) {
            lines.add("Java's heap is small: EFFIGY_JAVA_OPTS=-Xmx2g gives more");
        }
        if (machine.availableMiB() < MEMORY_MIB) {
            lines.add(
                    "little memory is available: end other programs, or train with --preset tiny or a smaller --batch");
        }
        if (machine.diskMiB() < DISK_MIB) {
            lines.add("little space is left where runs go: a run keeps several checkpoints; free some or use another"
                    + " disk");
        }
        return lines;
    }

    private boolean hasBfloat16() {
        return machine.instructions().contains("AVX512_BF16")
                || machine.instructions().contains("AMX");
    }
}
