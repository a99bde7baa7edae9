package org.effigy.networks.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.bytedeco.javacpp.ShortPointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MapWriterTest {
    @BeforeEach
    void needsOneDnn() {
        assumeTrue(OneDnn.version().isPresent() && OneDnn.supportsBfloat16());
    }

    /** Rounds to nearest, ties to even: what the last 16 bits of a float leave in the first 16. */
    private static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
    }

    private static float[] values(int n) {
        Random random = new Random(4);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        // Halfway between two neighbours, of which the lower, then the upper is even.
        values[0] = Float.intBitsToFloat(0x3f808000);
        values[1] = Float.intBitsToFloat(0x3f818000);
        values[2] = -0f;
        values[3] = Float.POSITIVE_INFINITY;
        return values;
    }

    private static short[] written(float[] values, int images, int tile) {
        Slot slot = new Slot(values.length).forRounded();
        try (Workspace space = new Workspace(OneDnn.engine(), slot.floats)) {
            MapWriter writer = MapWriter.of(space, slot, images);
            space.finish();
            // Twice, since a program runs again and again.
            for (int run = 0; run < 2; run++) {
                for (int from = 0; from < values.length; from += tile) {
                    int n = Math.min(tile, values.length - from);
                    float[] part = new float[tile];
                    System.arraycopy(values, from, part, 0, n);
                    writer.put(from, part, n);
                }
            }
            short[] bits = new short[values.length];
            new ShortPointer(space.pointer(slot, 0)).get(bits);
            return bits;
        }
    }

    private static short[] expected(float[] values) {
        short[] bits = new short[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = bfloat16(values[i]);
        }
        return bits;
    }

    @Test
    void roundsToNearestAndTiesToEvenWhateverTheTiles() {
        float[] values = values(3 * 40);
        for (int tile : new int[] {1, 7, 40, 64, 120, 500}) {
            assertArrayEquals(expected(values), written(values, 3, tile), "tiles of " + tile);
        }
    }

    @Test
    void imagesOfAnOddNumberOfValuesAreRoundedTogether() {
        float[] values = values(3 * 5);
        assertArrayEquals(expected(values), written(values, 3, 4));
    }

    @Test
    void leavesFloatsAsTheyAre() {
        float[] values = values(64);
        Slot slot = new Slot(values.length);
        try (Workspace space = new Workspace(OneDnn.engine(), slot.floats)) {
            MapWriter.of(space, slot, 2).put(0, values, values.length);
            float[] back = new float[values.length];
            space.buffer(slot).get(0, back);
            assertArrayEquals(values, back);
        }
    }

    @Test
    void refusesValuesOutOfTheirOrder() {
        Slot slot = new Slot(8).forRounded();
        assertEquals(4, slot.floats);
        try (Workspace space = new Workspace(OneDnn.engine(), slot.floats)) {
            MapWriter writer = MapWriter.of(space, slot, 2);
            space.finish();
            assertThrows(IllegalStateException.class, () -> writer.put(4, new float[4], 4));
        }
    }
}
