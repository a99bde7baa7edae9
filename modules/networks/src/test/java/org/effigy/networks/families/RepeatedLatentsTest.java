package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatedLatentsTest {
    private final List<Integer> encoded = new ArrayList<>();

    /** Images of three numbers have two latents. */
    private float[] encode(float[] images) {
        encoded.add(images.length / 3);
        float[] out = new float[images.length / 3 * 2];
        for (int i = 0; i < out.length / 2; i++) {
            out[2 * i] = images[3 * i] + images[3 * i + 1];
            out[2 * i + 1] = images[3 * i + 2];
        }
        return out;
    }

    @Test
    void whatComesAgainIsEncodedOnceAndEveryImageGetsItsOwn() {
        RepeatedLatents latents = new RepeatedLatents(this::encode);
        assertArrayEquals(new float[] {3, 3, 30, 30}, latents.of(new float[] {1, 2, 3, 10, 20, 30}, 2));
        assertArrayEquals(
                new float[] {30, 30, 9, 6, 3, 3, 9, 6},
                latents.of(new float[] {10, 20, 30, 4, 5, 6, 1, 2, 3, 4, 5, 6}, 4));
        assertArrayEquals(new float[] {9, 6}, latents.of(new float[] {4, 5, 6}, 1));
        // Two that are the same in one batch are encoded together.
        assertEquals(List.of(2, 2), encoded);
        assertEquals(6, latents.numbers());
    }

    @Test
    void aBitMoreIsAnotherImage() {
        RepeatedLatents latents = new RepeatedLatents(this::encode);
        latents.of(new float[] {1, 2, 0f}, 1);
        latents.of(new float[] {1, 2, Math.nextUp(0f)}, 1);
        latents.of(new float[] {1, 2, -0f}, 1);
        assertEquals(List.of(1, 1, 1), encoded);
    }

    @Test
    void whereNothingComesAgainNothingIsKept() {
        RepeatedLatents latents = new RepeatedLatents(this::encode, 4);
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(new float[] {i + 2, 3}, latents.of(new float[] {i, 2, 3}, 1));
        }
        assertEquals(0, latents.numbers());
        assertArrayEquals(new float[] {3, 3, 4, 3}, latents.of(new float[] {1, 2, 3, 2, 2, 3}, 2));
        assertEquals(List.of(1, 1, 1, 2), encoded);
    }

    @Test
    void whereSomeComeAgainThoseThatFitAreKept() {
        RepeatedLatents latents = new RepeatedLatents(this::encode, 4);
        for (int round = 0; round < 2; round++) {
            assertArrayEquals(new float[] {3, 3}, latents.of(new float[] {1, 2, 3}, 1));
            assertArrayEquals(new float[] {4, 3}, latents.of(new float[] {2, 2, 3}, 1));
        }
        assertArrayEquals(new float[] {5, 3}, latents.of(new float[] {3, 2, 3}, 1));
        assertArrayEquals(new float[] {3, 3, 5, 3}, latents.of(new float[] {1, 2, 3, 3, 2, 3}, 2));
        assertEquals(List.of(1, 1, 1, 1), encoded);
        assertEquals(4, latents.numbers());
        latents.forget();
        latents.of(new float[] {1, 2, 3}, 1);
        assertEquals(List.of(1, 1, 1, 1, 1), encoded, "of another encoder");
    }
}
