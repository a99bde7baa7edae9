package org.effigy.dataset;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;

/** Computed images and files for the tests of this module. */
public final class TestImages {
    public static final String CT_STORAGE = "1.2.840.10008.5.1.4.1.1.2";
    private static final int PNG_HEADER_END = 33;
    private static final int IDAT = 0x49444154;

    private TestImages() {}

    /** Returns (37y + 53x + 11xy) mod 101, shape (rows, columns). */
    public static float[] pattern(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            int y = i / columns;
            int x = i % columns;
            values[i] = (37 * y + 53 * x + 11 * x * y) % 101;
        }
        return values;
    }

    public static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** Writes a grey PNG, or a TIFF if the format says so, whose pixels depend on the seed. */
    public static Path picture(Path file, String format, int side, int bits, int seed) throws IOException {
        int type = bits == 8 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_USHORT_GRAY;
        BufferedImage image = new BufferedImage(side, side, type);
        float[] pattern = pattern(side, side);
        for (int i = 0; i < pattern.length; i++) {
            image.getRaster().setSample(i % side, i / side, 0, ((int) pattern[i] + seed) % (1 << bits));
        }
        Files.createDirectories(file.getParent());
        ImageIO.write(image, format, file.toFile());
        return file;
    }

    public static Path png(Path file, int seed) throws IOException {
        return picture(file, "png", 16, 8, seed);
    }

    /** Writes a PNG with red, green and blue; one pixel is coloured, or all are grey. */
    public static Path rgbPng(Path file, boolean coloured) throws IOException {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 256; i++) {
            image.setRGB(i % 16, i / 16, i * 0x010101);
        }
        if (coloured) {
            image.setRGB(15, 15, 0xff0000);
        }
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    /** Writes a PNG with an alpha channel that makes one pixel transparent. */
    public static Path transparentPng(Path file) throws IOException {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 256; i++) {
            image.setRGB(i % 16, i / 16, (i == 9 ? 0x80000000 : 0xff000000) | i * 0x010101);
        }
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    /** Writes a PNG that is sound to look at, with checksums, but whose pixel data cannot be inflated. */
    public static Path brokenPixels(Path file) throws IOException {
        return breakPixels(png(file, 5));
    }

    /** Replaces the pixel data of a PNG by bytes that cannot be inflated, with their checksum. */
    public static Path breakPixels(Path file) throws IOException {
        byte[] png = Files.readAllBytes(file);
        int at = PNG_HEADER_END;
        ByteBuffer bytes = ByteBuffer.wrap(png);
        while (bytes.getInt(at + 4) != IDAT) {
            at += 12 + bytes.getInt(at);
        }
        int length = bytes.getInt(at);
        java.util.Arrays.fill(png, at + 8, at + 8 + length, (byte) 0xaa);
        CRC32 crc = new CRC32();
        crc.update(png, at + 4, length + 4);
        bytes.putInt(at + 8 + length, (int) crc.getValue());
        Files.write(file, png);
        return file;
    }

    /** Puts a text chunk behind the header of a PNG file. */
    public static void addPngText(Path file, String keyword, String value) throws IOException {
        byte[] png = Files.readAllBytes(file);
        byte[] data = ("tEXt" + keyword + "\0" + value).getBytes(StandardCharsets.ISO_8859_1);
        CRC32 crc = new CRC32();
        crc.update(data);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(png, 0, PNG_HEADER_END);
        out.write(ByteBuffer.allocate(4).putInt(data.length - 4).array());
        out.write(data);
        out.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        out.write(png, PNG_HEADER_END, png.length - PNG_HEADER_END);
        Files.write(file, out.toByteArray());
    }

    /** Returns a CT slice of 16 x 16 pixels of 12 bits, stored value = Hounsfield units + 1024. */
    public static DataSet ct(int seed, int frames) {
        DataSet d = new DataSet();
        d.put(Tag.ImageType, Vr.CS, "ORIGINAL", "PRIMARY", "AXIAL");
        d.put(Tag.SOPClassUID, Vr.UI, CT_STORAGE);
        d.put(Tag.SOPInstanceUID, Vr.UI, "2.25.1000" + seed);
        d.put(Tag.Modality, Vr.CS, "CT");
        d.put(Tag.PatientID, Vr.LO, "PLANTED-ID-" + seed);
        d.put(Tag.PatientName, Vr.PN, "PLANTED^NAME");
        d.put(Tag.BodyPartExamined, Vr.CS, "CHEST");
        d.put(Tag.StudyInstanceUID, Vr.UI, "2.25.2000" + seed);
        if (frames > 1) {
            d.putInts(Tag.NumberOfFrames, Vr.IS, frames);
        }
        d.putInts(Tag.SamplesPerPixel, Vr.US, 1);
        d.put(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME2");
        d.putInts(Tag.Rows, Vr.US, 16);
        d.putInts(Tag.Columns, Vr.US, 16);
        d.put(Tag.PixelSpacing, Vr.DS, "0.5", "0.5");
        d.putInts(Tag.BitsAllocated, Vr.US, 16);
        d.putInts(Tag.BitsStored, Vr.US, 12);
        d.putInts(Tag.HighBit, Vr.US, 11);
        d.putInts(Tag.PixelRepresentation, Vr.US, 0);
        d.put(Tag.RescaleIntercept, Vr.DS, "-1024");
        d.put(Tag.RescaleSlope, Vr.DS, "1");
        d.putBytes(Tag.PixelData, Vr.OW, ctPixels(seed, frames));
        return d;
    }

    /** Returns the Hounsfield units of {@link #ct}'s frame. */
    public static float[] ctHounsfield(int seed, int frame) {
        float[] values = pattern(16, 16);
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] * 10 - 900 + seed + 7 * frame;
        }
        return values;
    }

    private static byte[] ctPixels(int seed, int frames) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * 256 * frames).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int frame = 0; frame < frames; frame++) {
            for (float value : ctHounsfield(seed, frame)) {
                bytes.putShort((short) (value + 1024));
            }
        }
        return bytes.array();
    }

    public static Path write(Path file, DataSet dataSet) throws IOException {
        Files.createDirectories(file.getParent());
        Dicom.write(DicomFile.of(dataSet), file);
        return file;
    }

    /** Writes a table whose lines are given. */
    public static Path table(Path file, String... lines) throws IOException {
        return Files.writeString(file, String.join("\n", List.of(lines)) + "\n");
    }
}
