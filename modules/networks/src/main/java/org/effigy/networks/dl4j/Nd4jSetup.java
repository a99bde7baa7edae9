package org.effigy.networks.dl4j;

import org.effigy.networks.compute.Workers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Sets up ND4J for threads that share a batch: one native thread in each, or one graphics card for each. */
public final class Nd4jSetup implements Workers.Setup {
    private static final String OPENMP_THREADS = "OMP_NUM_THREADS";

    private final boolean cards;

    /** Loads ND4J and sets up what is not a thread's own. */
    public Nd4jSetup() {
        cards = !Nd4jBackend.isCpu();
        Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
        // The periodic collector stops the world for nothing: workspaces hold all that is large.
        Nd4j.getMemoryManager().togglePeriodicGc(false);
        if (!cards) {
            Nd4j.getEnvironment().setMaxMasterThreads(1);
            Nd4j.factory().blas().setMaxThreads(1);
        }
    }

    /**
     * Returns what threads need in which oneDNN's programs compute without ND4J: one native thread in each. Where the environment
     * has told OpenMP so already, that is nothing and ND4J is not loaded; otherwise ND4J tells it.
     */
    public static Workers.Setup openMp() {
        return openMp(System.getenv().getOrDefault(OPENMP_THREADS, ""));
    }

    static Workers.Setup openMp(String threads) {
        return threads.equals("1") ? Workers.Setup.NONE : new Nd4jSetup();
    }

    @Override
    public void begin(int device) {
        if (cards) {
            // Unsafe, says ND4J, for a thread that has arrays on another device; a new one has none.
            Nd4j.getAffinityManager().unsafeSetDevice(device);
        } else {
            // The number of OpenMP threads, which oneDNN obeys, belongs to the calling thread.
            NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
        }
    }

    @Override
    public void commit() {
        if (cards) {
            Nd4j.getExecutioner().commit();
        }
    }
}
