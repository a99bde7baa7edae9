package org.nd4j.nativeblas;

/**
 * The old name of ND4J's CPU bindings.
 *
 * <p>Deeplearning4j 1.0.0-M2.1 asks {@code org.nd4j.nativeblas.Nd4jCpu$Environment} by reflection whether oneDNN may be
 * used, but ND4J moved that class to {@code org.nd4j.linalg.cpu.nativecpu.bindings}. Without this one its oneDNN paths
 * (batch normalisation among them) stay off and a DCGAN step takes three times as long.
 */
public final class Nd4jCpu {
    private Nd4jCpu() {}

    /** Answers the one question Deeplearning4j asks; its class and method names are fixed by the caller. */
    public static final class Environment {
        private static final Environment INSTANCE = new Environment();

        private Environment() {}

        /** Returns the only instance. */
        public static Environment getInstance() {
            return INSTANCE;
        }

        /** Returns whether the loaded backend was built with oneDNN and has it switched on. */
        public boolean isUseMKLDNN() {
            try {
                Class<?> bindings = Class.forName("org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu$Environment");
                Object environment = bindings.getMethod("getInstance").invoke(null);
                return (boolean) bindings.getMethod("isUseONEDNN").invoke(environment);
            } catch (ReflectiveOperationException e) {
                return false;
            }
        }
    }
}
