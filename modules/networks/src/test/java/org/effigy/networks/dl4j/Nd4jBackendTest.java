package org.effigy.networks.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.device.Device;
import org.effigy.networks.device.DevicePlan;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

class Nd4jBackendTest {
    private static final DevicePlan CUDA = new DevicePlan(Device.CUDA, Optional.empty(), "", false, List.of());

    @Test
    void theCpuMultipliesWhereTheTestsRun() {
        assertEquals(Optional.empty(), Nd4jBackend.trial());
        assertTrue(Nd4jBackend.isCpu());
        assertFalse(Nd4jBackend.hasCuda());
        assertEquals(0, Nd4jBackend.cards());
        assertEquals("CpuBackend", Nd4jBackend.name());
        assertNotEquals("unknown", Nd4jBackend.version());
    }

    @Test
    void convolutionsRunInOneDnnWhereThereIsABuildWithIt() {
        String extension = System.getProperty("org.bytedeco.javacpp.platform.extension", "");
        Assumptions.assumeTrue(extension.contains("onednn"), "skipped: this platform's build has no oneDNN");
        assertEquals(Optional.empty(), Nd4jBackend.trial());
        assertTrue(usesOneDnn());
    }

    /** What each release of ND4J calls the question, by the class that answers it; by name, because only its API is known here. */
    private static final Map<String, String> USES_ONEDNN = Map.of(
            "org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu$Environment", "isUseONEDNN",
            "org.nd4j.nativeblas.Nd4jCpu$Environment", "isUseMKLDNN");

    /** Asks the loaded CPU backend. Without oneDNN, convolutions take 5 to 24 times as long. */
    private static boolean usesOneDnn() {
        return USES_ONEDNN.entrySet().stream().anyMatch(question -> asks(question.getKey(), question.getValue()));
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

    @Test
    void cudaThatDoesNotStartIsRefusedOrLeftToTheCpu() {
        // ND4J loads once, here for the CPU.
        assertEquals(Optional.empty(), Nd4jBackend.trial());
        ClassLoader before = ND4JClassLoading.getNd4jClassloader();
        try {
            InputException refused = assertThrows(InputException.class, () -> Nd4jBackend.use(CUDA, true));
            String otherwise = Nd4jBackend.use(CUDA, false).orElseThrow();
            assertTrue(otherwise.contains("the CPU computes"), otherwise);
            for (String message : List.of(refused.getMessage(), otherwise)) {
                assertFalse(message.contains("--"), "flags are the command line's: " + message);
            }
        } finally {
            ND4JClassLoading.setNd4jClassloader(before);
        }
    }

    @Test
    void onTheCpuNothingOfCudaIsAsked() {
        ClassLoader before = ND4JClassLoading.getNd4jClassloader();
        assertEquals(Optional.empty(), Nd4jBackend.use(DevicePlan.cpu("CPU", false), true));
        assertSame(before, ND4JClassLoading.getNd4jClassloader());
    }

    @Test
    void eachThreadComputesWithOneNativeThread() {
        Nd4jSetup setup = new Nd4jSetup();
        assertEquals(DataType.FLOAT, Nd4j.defaultFloatingPointType());
        setup.begin(0);
        setup.commit();
        assertEquals(1, NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads());
    }

    @Test
    void nd4jTellsOpenMpOnlyWhatTheEnvironmentHasNot() {
        assertSame(Workers.Setup.NONE, Nd4jSetup.openMp("1"));
        assertTrue(Nd4jSetup.openMp("") instanceof Nd4jSetup);
        assertTrue(Nd4jSetup.openMp("2") instanceof Nd4jSetup);
    }
}
