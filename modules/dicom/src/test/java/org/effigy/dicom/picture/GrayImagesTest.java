package org.effigy.dicom.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.effigy.base.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrayImagesTest {
    private static final long SEED = 5;

    @TempDir
    Path folder;

    private static GrayImage image(int bits) {
        int[] values = new int[5 * 7];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * (bits == 8 ? 7 : 1873);
        }
        values[34] = (1 << bits) - 1;
        return new GrayImage(5, 7, bits, values);
    }

    private static void assertSame(GrayImage expected, GrayImage actual) {
        assertEquals(expected.rows(), actual.rows());
        assertEquals(expected.columns(), actual.columns());
        assertEquals(expected.bits(), actual.bits());
        assertArrayEquals(expected.values(), actual.values());
    }

    @Test
    void everyValueSurvivesAsPngAndTiff() throws IOException {
        Path file = folder.resolve("image");
        for (int bits : new int[] {8, 16}) {
            GrayImages.writePng(file, image(bits));
            assertSame(image(bits), GrayImages.read(file));
            GrayImages.writeTiff(file, image(bits));
            assertSame(image(bits), GrayImages.read(file));
        }
    }

    @Test
    void pngsAreWrittenAsGreyOfTheirDepth() throws IOException {
        Path file = folder.resolve("image.png");
        for (int bits : new int[] {8, 16}) {
            GrayImages.writePng(file, image(bits));
            byte[] png = Files.readAllBytes(file);
            // IHDR: width, height, bit depth, colour type 0 (grey).
            assertArrayEquals(new byte[] {0, 0, 0, 7, 0, 0, 0, 5, (byte) bits, 0}, Arrays.copyOfRange(png, 16, 26));
        }
    }

    /** Returns an uncompressed TIFF of one strip, its tags in ascending order. */
    private static byte[] tiff(ByteOrder order, int rows, int columns, int bits, int photometric, byte[] pixels) {
        int[][] tags = {
            {256, columns},
            {257, rows},
            {258, bits},
            {259, 1},
            {262, photometric},
            {273, 8},
            {277, 1},
            {278, rows},
            {279, pixels.length}
        };
        int directory = 8 + pixels.length;
        ByteBuffer out =
                ByteBuffer.allocate(directory + 2 + 12 * tags.length + 4).order(order);
        byte letter = (byte) (order == ByteOrder.BIG_ENDIAN ? 'M' : 'I');
        out.put(letter)
                .put(letter)
                .putShort((short) 42)
                .putInt(directory)
                .put(pixels)
                .putShort((short) tags.length);
        for (int[] tag : tags) {
            out.putShort((short) tag[0]).putShort((short) 4).putInt(1).putInt(tag[1]);
        }
        return out.putInt(0).array();
    }

    private GrayImage read(byte[] bytes) throws IOException {
        return GrayImages.read(Files.write(folder.resolve("bytes"), bytes));
    }

    @Test
    void tiffsOfBothByteOrdersAreRead() throws IOException {
        byte[] big = {0x12, 0x34, (byte) 0xff, (byte) 0xfe};
        byte[] little = {0x34, 0x12, (byte) 0xfe, (byte) 0xff};
        int[] expected = {0x1234, 0xfffe};
        assertArrayEquals(
                expected, read(tiff(ByteOrder.BIG_ENDIAN, 1, 2, 16, 1, big)).values());
        assertArrayEquals(
                expected,
                read(tiff(ByteOrder.LITTLE_ENDIAN, 1, 2, 16, 1, little)).values());
        assertArrayEquals(
                new int[] {1, 255},
                read(tiff(ByteOrder.BIG_ENDIAN, 1, 2, 8, 1, new byte[] {1, -1})).values());
    }

    @Test
    void aTiffWhoseZeroIsWhiteIsInverted() throws IOException {
        assertArrayEquals(
                new int[] {254, 0},
                read(tiff(ByteOrder.BIG_ENDIAN, 1, 2, 8, 0, new byte[] {1, -1})).values());
        byte[] wide = {0x12, 0x34, (byte) 0xff, (byte) 0xfe};
        assertArrayEquals(
                new int[] {0xffff - 0x1234, 1},
                read(tiff(ByteOrder.BIG_ENDIAN, 1, 2, 16, 0, wide)).values());
    }

    @Test
    void coloursBecomeGreyAndAreSaid() throws IOException {
        for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB}) {
            BufferedImage colour = new BufferedImage(2, 1, type);
            colour.setRGB(0, 0, 0xff0a0a0a);
            colour.setRGB(1, 0, 0xffc8c8c8);
            Path file = folder.resolve("colour.png");
            ImageIO.write(colour, "png", file.toFile());
            assertArrayEquals(new int[] {10, 200}, GrayImages.read(file).values());
            assertFalse(GrayImages.decode(file).colored());
            // 0.299 * 200 + 0.587 * 30 + 0.114 * 7 = 78.208
            colour.setRGB(1, 0, 0xffc81e07);
            ImageIO.write(colour, "png", file.toFile());
            assertArrayEquals(new int[] {10, 78}, GrayImages.read(file).values());
            assertTrue(GrayImages.decode(file).colored());
        }
    }

    @Test
    void transparencyIsRefused() throws IOException {
        BufferedImage transparent = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
        transparent.setRGB(0, 0, 0x800a0a0a);
        Path file = folder.resolve("transparent.png");
        ImageIO.write(transparent, "png", file.toFile());
        assertThrows(InputException.class, () -> GrayImages.read(file));
    }

    @Test
    void fewBitsAreStretchedTo8() throws IOException {
        BufferedImage binary = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
        binary.setRGB(1, 0, 0xffffffff);
        Path file = folder.resolve("binary.png");
        ImageIO.write(binary, "png", file.toFile());
        assertArrayEquals(new int[] {0, 255}, GrayImages.read(file).values());
        assertEquals(8, GrayImages.read(file).bits());
    }

    @Test
    void otherFilesAreRefusedWithoutTheirName() throws IOException {
        for (byte[] bytes : List.of(new byte[0], "file,label\n".getBytes(StandardCharsets.US_ASCII), new byte[] {
            (byte) 0xff, (byte) 0xd8, (byte) 0xff, 0
        })) {
            Path file = Files.write(folder.resolve("SECRET"), bytes);
            InputException e = assertThrows(InputException.class, () -> GrayImages.read(file));
            assertFalse(e.getMessage().contains("SECRET"));
        }
        assertThrows(NoSuchFileException.class, () -> GrayImages.read(folder.resolve("absent")));
    }

    @Test
    void aHugeImageIsRefusedBeforeItIsDecoded() {
        assertThrows(InputException.class, () -> read(tiff(ByteOrder.BIG_ENDIAN, 60000, 60000, 16, 1, new byte[8])));
    }

    @Test
    void brokenFilesNeverBreakTheProgram() throws IOException {
        Path file = folder.resolve("good");
        Random random = new Random(SEED);
        GrayImages.writePng(file, image(16));
        byte[] png = Files.readAllBytes(file);
        GrayImages.writeTiff(file, image(16));
        byte[] tiff = Files.readAllBytes(file);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < 300; i++) {
                byte[] bytes = (i % 2 == 0 ? png : tiff).clone();
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                try {
                    read(i % 7 == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
                } catch (InputException e) {
                    assertEquals(1, e.getMessage().lines().count(), "seed " + SEED);
                }
            }
        });
    }

    @Test
    void valuesOutsideTheirDepthAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new GrayImage(1, 1, 8, new int[] {256}));
        assertThrows(IllegalArgumentException.class, () -> new GrayImage(1, 1, 16, new int[] {-1}));
        assertThrows(IllegalArgumentException.class, () -> new GrayImage(1, 1, 12, new int[] {0}));
        assertThrows(IllegalArgumentException.class, () -> new GrayImage(1, 2, 8, new int[] {0}));
    }

    /** In the POSIX locale, java.io.File has no name for many files; in an archive it has one for none. */
    @Test
    void filesAreReadByTheirPathAlone() throws IOException {
        BufferedImage image = new BufferedImage(9, 8, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 72; i++) {
            image.getRaster().setSample(i % 9, i / 9, 0, 77);
        }
        try (FileSystem archive = FileSystems.newFileSystem(folder.resolve("images.zip"), Map.of("create", "true"))) {
            for (String format : List.of("png", "tiff", "jpeg")) {
                Path file = archive.getPath("image." + format);
                try (OutputStream out = Files.newOutputStream(file)) {
                    ImageIO.write(image, format, out);
                }
                assertEquals(77, GrayImages.read(file).values()[2 * 9 + 3], format);
            }
        }
    }
}
