package org.effigy.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.networks.device.Device;
import org.effigy.networks.device.DevicePlan;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

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
