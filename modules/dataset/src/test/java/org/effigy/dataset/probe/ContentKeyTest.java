package org.effigy.dataset.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.effigy.base.Hashes;
import org.effigy.dataset.TestImages;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in an index for contents and for patients, against independent computation. */
class ContentKeyTest {
    private static final int PIXEL_BYTES = 2 * 64 * 64;
    private static final int CRC_32 = 0xedb88320;
    private static final int CRC_32C = 0x82f63b78;

    @TempDir
    Path folder;

    /** A checksum bit by bit, after its polynomial. */
    private static int crc(byte[] bytes, int polynomial) {
        int crc = -1;
        for (byte b : bytes) {
            crc ^= b & 0xff;
            for (int i = 0; i < 8; i++) {
                crc = (crc & 1) == 1 ? crc >>> 1 ^ polynomial : crc >>> 1;
            }
        }
        return ~crc;
    }

    private static long checksum(byte[] bytes) {
        return ((long) crc(bytes, CRC_32) << 32) | (crc(bytes, CRC_32C) & 0xffffffffL);
    }

    private Path write(String name, byte[] pixels) throws IOException {
        DataSet slice = TestImages.ct(1, 1)
                .putInts(Tag.Rows, Vr.US, 64)
                .putInts(Tag.Columns, Vr.US, 64)
                .putBytes(Tag.PixelData, Vr.OW, pixels);
        return TestImages.write(folder.resolve(name), slice);
    }

    @Test
    void isTheHashOfLengthHeaderAndTheMiddleOfThePixels() throws IOException {
        byte[] pixels = new byte[PIXEL_BYTES];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 7 + i / 256);
        }
        Path file = write("a", pixels);
        byte[] bytes = Files.readAllBytes(file);
        int header = bytes.length - PIXEL_BYTES;
        int middle = header + (PIXEL_BYTES - 1024) / 2;
        ByteBuffer numbers = ByteBuffer.allocate(24)
                .putLong(bytes.length)
                .putLong(checksum(Arrays.copyOf(bytes, header)))
                .putLong(checksum(Arrays.copyOfRange(bytes, middle, middle + 1024)));
        assertEquals(Hashes.sha256(numbers.array()), ContentKey.of(file));
        pixels[PIXEL_BYTES / 2]++;
        assertNotEquals(ContentKey.of(file), ContentKey.of(write("b", pixels)));
    }

    @Test
    void anotherFormatIsHashedWhole() throws IOException {
        Path file = TestImages.png(folder.resolve("p.png"), 1);
        assertEquals(Hashes.sha256(file), ContentKey.of(file));
    }
}
