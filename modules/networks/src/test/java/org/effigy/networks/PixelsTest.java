package org.effigy.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PixelsTest {
    @Test
    void foldsEachTwoByTwoBlockIntoFourChannels() {
        float[] images = new float[32];
        for (int i = 0; i < 32; i++) {
            images[i] = i;
        }
        float[] expected = {
            0, 2, 8, 10, 1, 3, 9, 11, 4, 6, 12, 14, 5, 7, 13, 15, //
            16, 18, 24, 26, 17, 19, 25, 27, 20, 22, 28, 30, 21, 23, 29, 31
        };
        assertArrayEquals(expected, Pixels.fold(images, 4, 2));
    }

    @Test
    void unfoldReturnsWhatWasFolded() {
        float[] images = Tensors.normal(new Random(1), 3 * 16 * 16);
        for (int patch = 1; patch <= 2; patch++) {
            assertArrayEquals(images, Pixels.unfold(Pixels.fold(images, 16, patch), 16, patch));
        }
        assertArrayEquals(images, Pixels.fold(images, 16, 1));
    }
}
