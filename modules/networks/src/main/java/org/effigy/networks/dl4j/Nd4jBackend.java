package org.effigy.networks.dl4j;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.effigy.base.InputException;
import org.effigy.networks.compute.Trial;
import org.effigy.networks.device.Device;
import org.effigy.networks.device.DevicePlan;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What ND4J computes with: the CPU, or graphics cards by CUDA. */
public final class Nd4jBackend {
    private static final String CUDA_BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";

    private static final String ND4J_PROPERTIES = "META-INF/maven/org.nd4j/nd4j-api/pom.properties";

    private Nd4jBackend() {}

    /**
     * Makes ND4J compute as planned; to be called before anything of ND4J, since it loads once. On the CPU nothing of CUDA is
     * touched. For CUDA ND4J is started.
     *
     * @param required whether there shall be no other device than the planned one
     * @return why the CPU computes although CUDA was planned, in one line; empty if all went as planned
     * @throws InputException if CUDA cannot be started and is required, or its start broke ND4J
     */
    public static Optional<String> use(DevicePlan plan, boolean required) {
        boolean cuda = plan.device() == Device.CUDA;
        if (cuda || hasCuda()) {
            ClassLoader parent = Nd4jBackend.class.getClassLoader();
            ND4JClassLoading.setNd4jClassloader(new BackendLoader(
                    parent, name -> name.toLowerCase(Locale.ROOT).contains("cublas") ? cuda : !(cuda && required)));
        }
        if (!cuda || startsCuda()) {
            return Optional.empty();
        }
        if (required) {
            throw new InputException(
                    "CUDA could not be started: ND4J chose the CPU; unset BACKEND_PRIORITY_CPU, or build"
                            + " again with EFFIGY_BACKEND; the CPU needs no card");
        }
        return Optional.of("CUDA could not be started, so the CPU computes; requiring CUDA shows why");
    }

    /** Loads ND4J and returns whether it computes with CUDA. */
    private static boolean startsCuda() {
        try {
            return !isCpu();
        } catch (LinkageError | RuntimeException e) {
            throw new InputException("CUDA could not be started: " + Trial.reason(e) + "; the CPU needs no card", e);
        }
    }

    /** Returns whether ND4J computes on the CPU; loads it only where it could answer otherwise, which takes seconds. */
    public static boolean isCpu() {
        return !hasCuda()
                || hidesCuda()
                || !Nd4j.getBackend().getClass().getName().equals(CUDA_BACKEND);
    }

    private static boolean hidesCuda() {
        return ND4JClassLoading.getNd4jClassloader() instanceof BackendLoader loader && !loader.shows(CUDA_BACKEND);
    }

    /** Returns whether the backend of CUDA is on the class path; whether it starts is another question. */
    public static boolean hasCuda() {
        return Nd4jBackend.class.getClassLoader().getResource(CUDA_BACKEND.replace('.', '/') + ".class") != null;
    }

    /** Returns the name of the backend, for records; loads ND4J. */
    public static String name() {
        return Nd4j.getBackend().getClass().getSimpleName();
    }

    /** Returns the version of ND4J on the class path, which need not be loaded; {@code unknown} where it does not tell. */
    public static String version() {
        try (InputStream in = Nd4jBackend.class.getClassLoader().getResourceAsStream(ND4J_PROPERTIES)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Returns how many graphics cards ND4J sees; 0 where it computes on the CPU. */
    public static int cards() {
        return isCpu() ? 0 : Nd4j.getAffinityManager().getNumberOfDevices();
    }

    /** Multiplies matrices; returns what went wrong, in one line, or nothing. */
    public static Optional<String> trial() {
        return Trial.of("a product of matrices", () -> {
            try (INDArray a = Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}});
                    INDArray product = a.mmul(a)) {
                return Arrays.equals(product.ravel().toFloatVector(), new float[] {7, 10, 15, 22});
            }
        });
    }
}
