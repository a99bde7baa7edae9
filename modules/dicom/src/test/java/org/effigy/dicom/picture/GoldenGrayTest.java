package org.effigy.dicom.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.effigy.testsupport.GoldenGray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Grey images of 16 bits in every form that other programs write, and in every form that is written here. */
class GoldenGrayTest {
    @TempDir
    private Path folder;

    @Test
    void whatOtherProgramsWriteIsReadValueByValue() throws IOException {
        List<Path> files = GoldenGray.write(folder);
        assertEquals(19, files.size());
        for (Path file : files) {
            GrayImage image = GrayImages.read(file);
            assertEquals(16, image.bits(), file.getFileName().toString());
            assertEquals(GoldenGray.ROWS, image.rows());
            assertArrayEquals(
                    GoldenGray.values(), image.values(), file.getFileName().toString());
        }
    }

    @Test
    void tiffIsWrittenInBothByteOrdersAndEveryCompression() throws IOException {
        GrayImage image = new GrayImage(GoldenGray.ROWS, GoldenGray.COLUMNS, 16, GoldenGray.values());
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            for (TiffForm.Compression compression : TiffForm.Compression.values()) {
                Path file = folder.resolve(order + "-" + compression + ".tif");
                GrayImages.writeTiff(file, image, new TiffForm(compression, order));
                assertArrayEquals(image.values(), GrayImages.read(file).values(), file.toString());
                ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
                assertEquals(order == ByteOrder.BIG_ENDIAN ? 0x4d4d : 0x4949, bytes.getShort(0));
                Map<Integer, Integer> fields = fields(bytes.order(order));
                assertEquals(16, fields.get(258));
                assertEquals(1, fields.get(262));
                assertTrue(compression.codes().contains(fields.get(259)), "compression " + fields.get(259));
                if (compression == TiffForm.Compression.NONE) {
                    assertPixelsAt(fields, bytes);
                }
            }
        }
    }

    /** Reads the values as TIFF 6.0 has them, from the one strip. */
    private static void assertPixelsAt(Map<Integer, Integer> fields, ByteBuffer bytes) {
        int[] values = GoldenGray.values();
        bytes.position(fields.get(273));
        for (int value : values) {
            assertEquals(value, bytes.getShort() & 0xffff);
        }
    }

    /** Returns the fields of the first directory that have one number. */
    private static Map<Integer, Integer> fields(ByteBuffer bytes) {
        Map<Integer, Integer> fields = new HashMap<>();
        int directory = bytes.getInt(4);
        for (int i = 0; i < bytes.getShort(directory); i++) {
            int at = directory + 2 + 12 * i;
            boolean small = bytes.getShort(at + 2) == 3;
            fields.put((int) bytes.getShort(at), small ? bytes.getShort(at + 8) & 0xffff : bytes.getInt(at + 8));
        }
        return fields;
    }
}
