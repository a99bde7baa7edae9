package org.effigy.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.networks.Engines.Wishes;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.compute.Precision;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class EnginesTest {
    private static final String CARD = "cuda: a card";

    private static Wishes wishes(EngineName engine, Precision precision) {
        return new Wishes(Optional.of(engine), precision, 0, 0);
    }

    @Test
    void bothEnginesWorkWhereTheTestsRun() {
        assertEquals(Optional.empty(), Engines.trial(EngineName.DL4J));
        Assumptions.assumeTrue(Engines.oneDnnVersion().isPresent(), "skipped: there is no oneDNN for this platform");
        assertEquals(Optional.empty(), Engines.trial(EngineName.ONEDNN));
    }

    @Test
    void withoutWishesTheFastestEngineComputesOnAllProcessors() {
        Compute compute = Engines.settle(Wishes.NONE, Compute.CPU);
        boolean oneDnn = Engines.oneDnnVersion().isPresent();
        assertEquals(oneDnn ? EngineName.ONEDNN : EngineName.DL4J, compute.engine());
        assertEquals(Runtime.getRuntime().availableProcessors(), compute.threads());
        assertEquals(1, compute.devices());
        assertEquals(Engines.hasBfloat16() ? Precision.BFLOAT16 : Precision.FLOAT32, compute.precision());
        assertTrue(Engines.name(compute).startsWith(oneDnn ? "oneDNN " : "Cpu"), Engines.name(compute));
    }

    @Test
    void wishesAreFulfilled() {
        Compute compute = Engines.settle(
                new Wishes(Optional.of(EngineName.DL4J), Precision.FLOAT32, 3, 0).shared(6, 2), Compute.CPU);
        assertEquals(new Compute(EngineName.DL4J, Compute.CPU, 6, 2, Precision.FLOAT32), compute);
        assertEquals(
                Precision.FLOAT32,
                Engines.settle(Wishes.NONE.withPrecision(Precision.FLOAT32), Compute.CPU)
                        .precision());
    }

    /** Deeplearning4j rounds nothing: what was wished is what it does not have. */
    @Test
    void deeplearning4jComputesInFloat32() {
        assertEquals(
                Precision.FLOAT32,
                Engines.settle(wishes(EngineName.DL4J, Precision.AUTO), Compute.CPU)
                        .precision());
    }

    @Test
    void theCpuEngineAndACardExcludeEachOther() {
        InputException e = assertThrows(
                InputException.class, () -> Engines.settle(wishes(EngineName.ONEDNN, Precision.AUTO), CARD));
        assertFalse(e.getMessage().contains("--"), "flags are the command line's: " + e.getMessage());
        assertThrows(
                IllegalArgumentException.class, () -> new Compute(EngineName.ONEDNN, CARD, 1, 1, Precision.FLOAT32));
    }

    @Test
    void moreDevicesThanThereAreAreRefused() {
        Compute cpu = Compute.standard();
        assertEquals(3, Engines.sharedBy(cpu, 3).devices());
        assertThrows(InputException.class, () -> Engines.sharedBy(cpu, 0));
        assertThrows(InputException.class, () -> Engines.sharedBy(cpu, Compute.MOST_DEVICES + 1));
    }
}
