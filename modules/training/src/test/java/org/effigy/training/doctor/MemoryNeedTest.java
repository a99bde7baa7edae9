package org.effigy.training.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.bytedeco.javacpp.Pointer;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.Batch;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.Model;
import org.junit.jupiter.api.Test;

class MemoryNeedTest {
    private static final long GIB = 1L << 30;

    /** What a step allocates outside of the heap, as JavaCPP counts it, over the estimate. */
    private static double measured(String family, String preset, int size, int batch, int threads) {
        Family kind = Family.named(family);
        Family.Preset settings = kind.preset(preset, size, 2);
        Family.Recipe recipe = new Family.Recipe(1, settings.optimisation(), 0.1);
        long before = Pointer.totalBytes();
        try (Model model =
                kind.create(settings.model(), recipe, Compute.standard().withThreads(threads))) {
            float[] images = new float[batch * size * size];
            Random random = new Random(1);
            for (int i = 0; i < images.length; i++) {
                images[i] = 2 * random.nextFloat() - 1;
            }
            model.prepare(new Batch(1, images, new int[batch], new int[batch])).run();
            MemoryNeed need = MemoryNeed.of(model.nets(), batch, Math.min(batch, threads));
            double ratio = (Pointer.totalBytes() - before) / need.bytes();
            return ratio;
        }
    }

    @Test
    void isNearWhatAStepAllocates() {
        assertNear(measured("ddpm", "tiny", 32, 8, 1));
        assertNear(measured("ddpm", "tiny", 64, 4, 2));
        assertNear(measured("ddpm", "small", 32, 2, 1));
        assertNear(measured("dcgan", "tiny", 32, 16, 1));
        assertNear(measured("dcgan", "small", 64, 8, 2));
        assertNear(measured("classifier", "tiny", 32, 16, 1));
    }

    private static void assertNear(double ratio) {
        assertTrue(ratio > 0.7 && ratio < 1.25, "measured over estimated is " + ratio);
    }

    @Test
    void tellsWhichBatchFitsAndRefusesOnlyWhatCertainlyDoesNot() {
        MemoryNeed need = new MemoryNeed(GIB, GIB / 8, 16);
        assertEquals(3.0 * GIB, need.bytes());
        assertEquals(Optional.empty(), need.tight(3 * GIB));
        Warning warning = need.tight(2 * GIB).orElseThrow();
        assertEquals(
                "about 3.0 GiB of memory are needed for a batch of 16, 2.0 GiB are available; a batch of up to 8 fits;"
                        + " take a smaller batch, 8 at most",
                warning.text());
        assertFalse(need.isTooMuch(2 * GIB));
        assertTrue(need.isTooMuch(GIB));
        assertEquals("take a smaller batch and a smaller preset or size", need.advice(GIB));
    }
}
