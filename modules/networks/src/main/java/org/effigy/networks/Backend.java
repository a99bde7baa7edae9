package org.effigy.networks;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.effigy.base.InputException;
import org.effigy.networks.device.Device;
import org.effigy.networks.device.DevicePlan;
import org.effigy.networks.onednn.OneDnn;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.factory.Nd4j;

/** What networks compute with. */
public final class Backend {
    /**
     * The questions that the CPU backend answers, as class and method, of 1.0.0-M2.1 and 1.0.0-M1.1; looked up by name because
     * only its API is known here.
     */
    private static final Map<String, String> USES_ONEDNN = Map.of(
            "org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu$Environment", "isUseONEDNN",
            "org.nd4j.nativeblas.Nd4jCpu$Environment", "isUseMKLDNN");

    private static final String CUDA_BACKEND = "Jcublas";

    private static final String CUDA_CLASS = "org/nd4j/linalg/jcublas/JCublasBackend.class";

    private static final String ND4J_PROPERTIES = "META-INF/maven/org.nd4j/nd4j-api/pom.properties";

    /** {@code onednn}, {@code dl4j}, or not set: the fastest that works here. */
    private static final String ENGINE = "effigy.engine";

    /** What {@link #use} was told; not set where nobody chose. */
    private static final String DEVICE = "effigy.device";

    private static final int MOST_WORKERS = 64;

    /** How many devices share a batch: graphics cards, or on the CPU groups of threads. */
    private static final String WORKERS = "effigy.workers";

    /** {@code host}, {@code nd4j}, or not set: what suits the backend. */
    private static final String KERNELS = "effigy.kernels";

    private Backend() {}

    /**
     * Makes networks compute as planned; to be called before the first of them, since ND4J loads once. On the CPU nothing
     * of CUDA is touched. For CUDA ND4J is started.
     *
     * @param required whether there shall be no other device than the planned one
     * @return why the CPU computes although CUDA was planned, in one line; empty if all went as planned
     * @throws InputException if CUDA cannot be started and is required, or its start broke ND4J
     */
    public static Optional<String> use(DevicePlan plan, boolean required) {
        boolean cuda = plan.device() == Device.CUDA;
        if (cuda && System.getProperty(ENGINE, "auto").equals("onednn")) {
            throw new InputException("effigy.engine is onednn, which computes on the CPU, but the device is CUDA;"
                    + " remove effigy.engine or pass --device cpu");
        }
        System.setProperty(DEVICE, plan.summary());
        if (cuda || hasCudaBackend()) {
            ClassLoader parent = Backend.class.getClassLoader();
            ND4JClassLoading.setNd4jClassloader(new BackendLoader(
                    parent, name -> name.toLowerCase(Locale.ROOT).contains("cublas") ? cuda : !(cuda && required)));
        }
        if (!cuda || startsCuda()) {
            return Optional.empty();
        }
        System.setProperty(DEVICE, "cpu");
        if (required) {
            throw new InputException(
                    "CUDA could not be started: ND4J chose the CPU; unset BACKEND_PRIORITY_CPU, or build"
                            + " again with EFFIGY_BACKEND; --device cpu needs no card");
        }
        return Optional.of("CUDA could not be started, so the CPU computes; --device cuda shows why");
    }

    /** Loads ND4J and returns whether it computes with CUDA. */
    private static boolean startsCuda() {
        try {
            return !isCpuBackend();
        } catch (LinkageError | RuntimeException e) {
            throw new InputException(
                    "CUDA could not be started: " + EngineTrial.reason(e) + "; compute with --device cpu", e);
        }
    }

    /** Returns what computes, for records: {@code cpu}, or {@code cuda: } and the card. */
    public static String device() {
        String chosen = System.getProperty(DEVICE);
        return chosen != null ? chosen : isCpuBackend() ? "cpu" : "cuda";
    }

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

    /** Makes networks that are compiled from now on round so. */
    public static void use(Precision precision) {
        System.setProperty(OneDnn.PRECISION, precision.word());
    }

    /**
     * Returns how networks round: float32 or bfloat16.
     *
     * @throws InputException if bfloat16 is asked for and the processor cannot
     */
    public static Precision precision() {
        return compilesForCpu() && OneDnn.usesBfloat16() ? Precision.BFLOAT16 : Precision.FLOAT32;
    }

    /** Returns whether the processor multiplies bfloat16 natively; false where oneDNN cannot be loaded. */
    public static boolean hasBfloat16() {
        return OneDnn.version().isPresent() && OneDnn.hasBfloat16();
    }

    /**
     * Returns how many devices share a batch, each with weights of its own: the system property {@code effigy.workers}, by
     * default all graphics cards, or 1 on the CPU.
     *
     * @throws InputException if it asks for less than one or for more cards than there are
     */
    public static int workers() {
        int cards = isCpu() ? 1 : Nd4j.getAffinityManager().getNumberOfDevices();
        int workers = Integer.getInteger(WORKERS, cards);
        int most = isCpu() ? MOST_WORKERS : cards;
        if (workers < 1 || workers > most) {
            throw new InputException("devices is " + workers + ", allowed here are 1 to " + most);
        }
        return workers;
    }

    /** Makes networks that are created from now on share each batch among this many devices. */
    public static void shareAmong(int devices) {
        System.setProperty(WORKERS, String.valueOf(devices));
    }

    /**
     * Returns whether hand-written layers and the optimiser compute in Java, in memory that ND4J shares with it; otherwise
     * by operations of ND4J, which any backend has.
     */
    static boolean computesOnHost() {
        String wish = System.getProperty(KERNELS, "auto");
        return switch (wish) {
            case "auto" -> isCpu();
            case "host" -> true;
            case "nd4j" -> false;
            default -> throw new InputException("effigy.kernels is " + wish + ", allowed are auto, host and nd4j");
        };
    }

    /** Returns whether ND4J computes on the CPU, where an array's memory can be read and written by Java. */
    static boolean isCpu() {
        String chosen = System.getProperty(DEVICE);
        return chosen == null ? isCpuBackend() : chosen.equals("cpu");
    }

    /** Asks ND4J only where it could answer otherwise: loading it takes seconds. */
    private static boolean isCpuBackend() {
        return !hasCudaBackend() || !Nd4j.getBackend().getClass().getName().contains(CUDA_BACKEND);
    }

    private static boolean hasCudaBackend() {
        return Backend.class.getClassLoader().getResource(CUDA_CLASS) != null;
    }

    /** Returns what computes the networks, for records: oneDNN with its version, or the name of ND4J's backend. */
    public static String name() {
        return compilesForCpu()
                ? "oneDNN " + OneDnn.version().orElseThrow()
                : Nd4j.getBackend().getClass().getSimpleName();
    }

    /** Returns the version of ND4J on the class path, which need not be loaded; {@code unknown} where it does not tell. */
    public static String nd4jVersion() {
        try (InputStream in = Backend.class.getClassLoader().getResourceAsStream(ND4J_PROPERTIES)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            return "unknown";
        }
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
