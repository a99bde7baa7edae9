package org.effigy.dicom.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.effigy.base.InputException;
import org.junit.jupiter.api.Test;

/** JPEG files written by the Java runtime (libjpeg 6b) and read back by it are the reference. */
class JpegPictureTest {
    private static final int ROWS = 21;
    private static final int COLUMNS = 34;

    private static byte[] jpeg(int type, boolean progressive) throws IOException {
        BufferedImage image = new BufferedImage(COLUMNS, ROWS, type);
        for (int y = 0; y < ROWS; y++) {
            for (int x = 0; x < COLUMNS; x++) {
                int grey = 3 * x + 5 * y + (x > 20 ? 40 : 0);
                boolean red = type == BufferedImage.TYPE_INT_RGB && y > 10;
                image.setRGB(x, y, red ? 0xc02010 : grey * 0x010101);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        if (progressive) {
            param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        }
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), param);
        }
        writer.dispose();
        return out.toByteArray();
    }

    private static int[] reference(byte[] jpeg) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
        return image.getRaster().getSamples(0, 0, COLUMNS, ROWS, 0, (int[]) null);
    }

    /** Puts an Exif block with an orientation behind the start of the file. */
    private static byte[] oriented(byte[] jpeg, int orientation) {
        byte[] exif = {
            (byte) 0xff,
            (byte) 0xe1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte) orientation,
            0,
            0,
            0,
            0,
            0,
            0
        };
        byte[] out = new byte[jpeg.length + exif.length];
        System.arraycopy(jpeg, 0, out, 0, 2);
        System.arraycopy(exif, 0, out, 2, exif.length);
        System.arraycopy(jpeg, 2, out, 2 + exif.length, jpeg.length - 2);
        return out;
    }

    private static int find(byte[] jpeg, int marker) {
        for (int i = 2; i < jpeg.length; i++) {
            if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) marker) {
                return i;
            }
        }
        throw new AssertionError("no marker");
    }

    private static String refusal(byte[] jpeg) {
        return assertThrows(InputException.class, () -> JpegPicture.read(jpeg)).getMessage();
    }

    @Test
    void greyIsReadValueByValueBaselineAndProgressive() throws IOException {
        for (boolean progressive : new boolean[] {false, true}) {
            byte[] jpeg = jpeg(BufferedImage.TYPE_BYTE_GRAY, progressive);
            DecodedPicture picture = JpegPicture.read(jpeg);
            assertEquals(ROWS, picture.image().rows());
            assertEquals(COLUMNS, picture.image().columns());
            assertArrayEquals(reference(jpeg), picture.image().values());
            assertFalse(picture.colored());
        }
    }

    @Test
    void colourBecomesItsLuminanceAndIsSaid() throws IOException {
        DecodedPicture picture = JpegPicture.read(jpeg(BufferedImage.TYPE_INT_RGB, false));
        assertTrue(picture.colored());
        // 0.299 * 192 + 0.587 * 32 + 0.114 * 16
        assertEquals(78, picture.image().values()[18 * COLUMNS + 17], 2);
        assertEquals(5 * 3, picture.image().values()[3 * COLUMNS], 4);
    }

    @Test
    void everyOrientationOfExifIsTurnedUpright() throws IOException {
        byte[] jpeg = jpeg(BufferedImage.TYPE_BYTE_GRAY, false);
        int[] stored = reference(jpeg);
        int last = stored.length - 1;
        int topRight = COLUMNS - 1;
        int bottomLeft = last - topRight;
        // Where the corner of the stored image is that comes to the upper left, and the one to the right of it (Exif
        // 2.3).
        int[][] corners = {
            {0, topRight}, {topRight, 0}, {last, bottomLeft}, {bottomLeft, last},
            {0, bottomLeft}, {bottomLeft, 0}, {last, topRight}, {topRight, last}
        };
        for (int orientation = 1; orientation <= 8; orientation++) {
            GrayImage image = JpegPicture.read(oriented(jpeg, orientation)).image();
            assertEquals(orientation < 5 ? COLUMNS : ROWS, image.columns(), "orientation " + orientation);
            int[] corner = corners[orientation - 1];
            assertEquals(stored[corner[0]], image.values()[0], "orientation " + orientation);
            assertEquals(stored[corner[1]], image.values()[image.columns() - 1], "orientation " + orientation);
        }
    }

    @Test
    void whatIsCutShortIsRefusedAtEveryLength() throws IOException {
        for (boolean progressive : new boolean[] {false, true}) {
            byte[] jpeg = jpeg(BufferedImage.TYPE_BYTE_GRAY, progressive);
            for (int length = 3; length < jpeg.length - 4; length += 7) {
                String line = refusal(Arrays.copyOf(jpeg, length));
                assertFalse(line.contains("\n"), line);
            }
        }
    }

    @Test
    void otherDepthsColoursAndProcessesAreRefusedWithTheReason() throws IOException {
        byte[] grey = jpeg(BufferedImage.TYPE_BYTE_GRAY, false);
        int frame = find(grey, 0xc0);
        byte[] deep = grey.clone();
        deep[frame + 1] = (byte) 0xc1;
        deep[frame + 4] = 12;
        assertTrue(refusal(deep).contains("12 bits per sample, supported are 8"), refusal(deep));
        byte[] arithmetic = grey.clone();
        arithmetic[frame + 1] = (byte) 0xc9;
        assertTrue(refusal(arithmetic).contains("arithmetic"), refusal(arithmetic));
        byte[] head = {(byte) 0xff, (byte) 0xc0, 0, 20, 8, 0, 8, 0, 8, 4, 1, 17, 0, 2, 17, 0, 3, 17, 0, 4, 17, 0};
        byte[] inks = ("\u00ff\u00d8" + new String(head, StandardCharsets.ISO_8859_1) + "\u00ff\u00da\0\2")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertTrue(refusal(inks).contains("CMYK"), refusal(inks));
    }
}
