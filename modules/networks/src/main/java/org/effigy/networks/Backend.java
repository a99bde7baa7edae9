package org.effigy.networks;

import java.util.Map;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.networks.onednn.OneDnn;
import org.nd4j.linalg.factory.Nd4j;

/** What ND4J computes with. */
public final class Backend {
    /**
     * The questions that the CPU backend answers, as class and method, of 1.0.0-M2.1 and 1.0.0-M1.1; looked up by name because
     * only its API is known here.
     */
    private static final Map<String, String> USES_ONEDNN = Map.of(
            "org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu$Environment", "isUseONEDNN",
            "org.nd4j.nativeblas.Nd4jCpu$Environment", "isUseMKLDNN");

    /** {@code onednn}, {@code dl4j}, or not set: the fastest that works here. */
    private static final String ENGINE = "effigy.engine";

    private Backend() {}

    /**
     * Returns whether networks are compiled for the CPU with oneDNN; otherwise Deeplearning4j computes them.
     *
     * @throws InputException if the system property {@code effigy.engine} asks for what is not there
     */
    public static boolean compilesForCpu() {
        String wish = System.getProperty(ENGINE, "auto");
        return switch (wish) {
            case "auto" -> isCpu() && OneDnn.version().isPresent();
            case "dl4j" -> false;
            case "onednn" -> {
                if (OneDnn.version().isEmpty()) {
                    throw new InputException("effigy.engine is onednn, but oneDNN cannot be loaded here; use dl4j");
                }
                yield true;
            }
            default -> throw new InputException("effigy.engine is " + wish + ", allowed are auto, onednn and dl4j");
        };
    }

    /** Returns the version of oneDNN that networks are compiled with, empty where it cannot be loaded. */
    public static Optional<String> oneDnnVersion() {
        return OneDnn.version();
    }

    private static boolean isCpu() {
        return !Nd4j.getBackend().getClass().getName().contains("Jcublas");
    }

    /**
     * Returns whether the loaded CPU backend computes convolutions with oneDNN; without, they take 5 to 24 times as long.
     * False on any other backend.
     */
    public static boolean usesOneDnn() {
        return isCpu()
                && USES_ONEDNN.entrySet().stream().anyMatch(question -> asks(question.getKey(), question.getValue()));
    }

    private static boolean asks(String environmentClass, String method) {
        try {
            Class<?> bindings = Class.forName(environmentClass);
            Object environment = bindings.getMethod("getInstance").invoke(null);
            return (boolean) bindings.getMethod(method).invoke(environment);
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
