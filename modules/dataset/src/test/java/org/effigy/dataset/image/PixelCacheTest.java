package org.effigy.dataset.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.effigy.dataset.image.PixelCache.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class PixelCacheTest {
    private static final String KEY = "k".repeat(64);

    @TempDir
    Path folder;

    @Test
    void anImageIsIntactOnceItIsWrittenAndNotBefore() throws IOException {
        Shape shape = new Shape(KEY, 3, 4);
        try (PixelCache cache = PixelCache.openForFilling(folder.resolve("c"), shape)) {
            cache.begin();
            assertFalse(cache.intact(1));
            cache.write(1, new float[] {1, -1, 0.5f, 0});
            assertTrue(cache.intact(1));
            assertFalse(cache.intact(0));
            cache.setState(1, PixelCache.FAILED);
            assertFalse(cache.intact(1));
        }
    }

    @Test
    void anImageOfZerosIsNotTakenForAHole() throws IOException {
        Shape shape = new Shape(KEY, 2, 4);
        try (PixelCache cache = PixelCache.openForFilling(folder.resolve("c"), shape)) {
            cache.begin();
            cache.write(0, new float[4]);
            assertTrue(cache.intact(0));
            assertFalse(cache.intact(1));
        }
    }

    @Test
    void theLayoutIsTheSpecifiedOne() throws IOException {
        Path file = folder.resolve("c");
        Shape shape = new Shape(KEY, 600, 2);
        try (PixelCache cache = PixelCache.openForFilling(file, shape)) {
            cache.begin();
            cache.write(599, new float[] {1, -2});
        }
        byte[] bytes = Files.readAllBytes(file);
        assertEquals(4096 + 8192 + 600 * 8, bytes.length);
        assertEquals("EFGYPIX1", new String(bytes, 0, 8, java.nio.charset.StandardCharsets.US_ASCII));
        // python3: struct.pack('<2f', 1, -2), crc32c of it, 1 << 32
        assertArrayEquals(
                new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0},
                java.util.Arrays.copyOfRange(bytes, bytes.length - 8, bytes.length));
        assertEquals(1, bytes[4096 + 8 * 599 + 4]);
    }

    @Test
    void anotherKeyOrNumberOfImagesIsAnotherCache() throws IOException {
        Path file = folder.resolve("c");
        try (PixelCache cache = PixelCache.openForFilling(file, new Shape(KEY, 3, 4))) {
            cache.begin();
            assertTrue(cache.matches());
        }
        try (PixelCache cache = PixelCache.openForReading(file, new Shape("x".repeat(64), 3, 4))) {
            assertFalse(cache.matches());
        }
        try (PixelCache cache = PixelCache.openForReading(file, new Shape(KEY, 4, 4))) {
            assertFalse(cache.matches());
        }
    }

    /** Elsewhere the file would not have holes and need 2.6 GB of disk. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void readsBeyondTwoGigabytes() throws IOException {
        int side = 4096;
        Shape shape = new Shape(KEY, 40, side * side);
        Path file = folder.resolve("c");
        float[] image = new float[side * side];
        image[0] = 0.25f;
        image[image.length - 1] = -0.75f;
        try (PixelCache cache = PixelCache.openForFilling(file, shape)) {
            cache.begin();
            cache.write(39, image);
        }
        float[] out = new float[side * side];
        MappedPixels pixels = new MappedPixels(file, shape);
        pixels.read(39, out, 0);
        assertEquals(0.25f, out[0]);
        assertEquals(-0.75f, out[out.length - 1]);
        pixels.read(38, out, 0);
        assertEquals(0, out[0]);
    }
}
