package org.effigy.networks;

/** What ND4J computes with. */
public final class Backend {
    /** Where the CPU backend answers; looked up by name because only its API is known here. */
    private static final String CPU_ENVIRONMENT = "org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu$Environment";

    private Backend() {}

    /**
     * Returns whether the loaded CPU backend computes convolutions with oneDNN; without, they take 5 to 24 times as long.
     * False on any other backend.
     */
    public static boolean usesOneDnn() {
        try {
            Class<?> bindings = Class.forName(CPU_ENVIRONMENT);
            Object environment = bindings.getMethod("getInstance").invoke(null);
            return (boolean) bindings.getMethod("isUseONEDNN").invoke(environment);
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
