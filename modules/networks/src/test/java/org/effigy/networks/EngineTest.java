package org.effigy.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class EngineTest {
    @Test
    void convolutionsRunInOneDnnWhereThereIsABuildWithIt() {
        String extension = System.getProperty("org.bytedeco.javacpp.platform.extension", "");
        Assumptions.assumeTrue(extension.contains("onednn"), "skipped: this platform's build has no oneDNN");
        try (Engine engine = new Engine(1)) {
            assertEquals(1, engine.threads());
            assertTrue(Backend.usesOneDnn());
            assertEquals(DataType.FLOAT, Nd4j.defaultFloatingPointType());
        }
    }

    @Test
    void runsTaskNumberIOnThreadIModuloTheThreads() {
        try (Engine engine = new Engine(2)) {
            String[] names = new String[5];
            engine.run(5, i -> names[i] = Thread.currentThread().getName());
            assertArrayEquals(
                    List.of("network-0", "network-1", "network-0", "network-1", "network-0")
                            .toArray(),
                    names);
        }
    }

    @Test
    void aFailureInOneShardReachesTheCallerAndLeavesNobodyWaiting() {
        BatchSync sync = new BatchSync();
        sync.start(2);
        try (Engine engine = new Engine(2)) {
            IllegalStateException e = assertThrows(
                    IllegalStateException.class,
                    () -> engine.run(2, i -> {
                        if (i == 0) {
                            sync.fail();
                            throw new IllegalArgumentException("shard 0");
                        }
                        sync.exchange(1, new double[0]);
                    }));
            assertTrue(e.getCause() != null);
        }
    }
}
