package org.effigy.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.networks.device.Device;
import org.effigy.networks.device.DevicePlan;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.nd4j.common.config.ND4JClassLoading;

class EngineTrialTest {
    @Test
    void bothEnginesWorkWhereTheTestsRun() {
        assertEquals(Optional.empty(), EngineTrial.nd4j());
        Assumptions.assumeTrue(Backend.oneDnnVersion().isPresent(), "skipped: there is no oneDNN for this platform");
        assertEquals(Optional.empty(), EngineTrial.oneDnn());
    }

    @Test
    void theReasonIsTheFirstLineOfTheFirstCause() {
        Throwable cause = new UnsatisfiedLinkError("no jnind4jcpu in java.library.path\nmore");
        assertEquals(
                "UnsatisfiedLinkError: no jnind4jcpu in java.library.path",
                EngineTrial.reason(new ExceptionInInitializerError(new IllegalStateException(cause))));
        assertEquals("NullPointerException", EngineTrial.reason(new NullPointerException()));
    }

    @Test
    void cudaThatDoesNotStartIsRefusedOrLeftToTheCpu() {
        // ND4J loads once, here for the CPU.
        assertEquals(Optional.empty(), EngineTrial.nd4j());
        DevicePlan cuda = new DevicePlan(Device.CUDA, Optional.empty(), "", false, List.of());
        ClassLoader before = ND4JClassLoading.getNd4jClassloader();
        try {
            assertThrows(InputException.class, () -> Backend.use(cuda, true));
            assertTrue(Backend.use(cuda, false).orElseThrow().contains("the CPU computes"));
            assertEquals("cpu", Backend.device());
        } finally {
            System.clearProperty("effigy.device");
            ND4JClassLoading.setNd4jClassloader(before);
        }
    }

    @Test
    void theCpuEngineAndCudaExcludeEachOther() {
        DevicePlan cuda = new DevicePlan(Device.CUDA, Optional.empty(), "", false, List.of());
        String before = System.getProperty("effigy.engine");
        System.setProperty("effigy.engine", "onednn");
        try {
            assertThrows(InputException.class, () -> Backend.use(cuda, true));
        } finally {
            if (before == null) {
                System.clearProperty("effigy.engine");
            } else {
                System.setProperty("effigy.engine", before);
            }
        }
    }
}
