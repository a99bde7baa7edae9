package org.effigy.base;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class SizeTest {
    private record Holder(Size size) {}

    @Test
    void aSquareIsOneNumberInTextAndJsonAsOlderFilesHaveIt() {
        assertEquals(new Size(64, 64), Size.parse("64"));
        assertEquals("64", Size.square(64).toString());
        assertEquals("{\"size\":64}", Json.line(new Holder(Size.square(64))));
        assertEquals(
                Size.square(64),
                Json.parse("{\"size\":64}", Holder.class, "test").size());
    }

    @Test
    void allOthersAreRowsTimesColumns() {
        Size size = new Size(96, 128);
        assertEquals(size, Size.parse("96x128"));
        assertEquals("{\"size\":\"96x128\"}", Json.line(new Holder(size)));
        assertEquals(
                size, Json.parse("{\"size\":\"96x128\"}", Holder.class, "test").size());
        assertEquals(96 * 128, size.pixels());
        assertEquals(96, size.shorter());
        assertEquals(128, size.longer());
    }

    @Test
    void refusesWhatIsNoSizeAndSaysWhatIsAllowed() {
        for (String text : new String[] {"", "x", "96x", "x128", "96*128", "-8", "0", "0x8", "96x128x1", "1e2"}) {
            assertThrows(IllegalArgumentException.class, () -> Size.parse(text), text);
        }
        String message = assertThrows(IllegalArgumentException.class, () -> Size.parse("96by128"))
                .getMessage();
        assertTrue(message.contains("as 96x128"), message);
        assertThrows(InputException.class, () -> Json.parse("{\"size\":64.5}", Holder.class, "test"));
        assertThrows(InputException.class, () -> Json.parse("{\"size\":true}", Holder.class, "test"));
    }

    @Test
    void whoNeedsASquareSaysSoInOneLine() {
        assertEquals(8, Size.square(8).side("a dcgan"));
        String message = assertThrows(InputException.class, () -> new Size(8, 16).side("a dcgan"))
                .getMessage();
        assertEquals("size is 8x16, a dcgan makes squares only; choose one number for both sides, as 8", message);
    }

    @Test
    void keepsProportions() {
        assertEquals(128, new Size(96, 128).widthAt(96));
        assertEquals(96, new Size(96, 128).heightAt(128));
        assertEquals(0.1, Size.square(96).widthAt(0.1));
    }

    @Test
    void takesAnImageOutOfTheSquareAgain() {
        for (Size size : new Size[] {new Size(2, 5), new Size(5, 2), new Size(3, 3)}) {
            float[] image = new float[size.pixels()];
            for (int i = 0; i < image.length; i++) {
                image[i] = i;
            }
            assertArrayEquals(image, size.fromSquare(size.onSquare(image, -1)));
        }
    }

    @Test
    void putsAnImageInTheMiddleOfASquare() {
        float[] wide = new Size(1, 3).onSquare(new float[] {1, 2, 3}, -1);
        assertArrayEquals(new float[] {-1, -1, -1, 1, 2, 3, -1, -1, -1}, wide);
        float[] high = new Size(2, 1).onSquare(new float[] {1, 2}, -1);
        assertArrayEquals(new float[] {1, -1, 2, -1}, high);
        float[] square = {1};
        assertSame(square, Size.square(1).onSquare(square, -1));
    }
}
