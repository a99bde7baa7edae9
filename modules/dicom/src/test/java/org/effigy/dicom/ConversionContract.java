package org.effigy.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dicom.convert.ConversionReport;
import org.effigy.dicom.convert.ConvertOptions;
import org.effigy.dicom.convert.ConvertOptions.Format;
import org.effigy.dicom.convert.ConvertOptions.Values;
import org.effigy.dicom.convert.DicomConverter;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;
import org.effigy.dicom.image.DicomImage;
import org.effigy.dicom.picture.GrayImages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

public abstract class ConversionContract extends SampleFilesContract {
    private Path in;
    private Path out;
    private Path png;

    @BeforeEach
    void makeFolders() throws IOException {
        in = Files.createDirectories(folder.resolve("in"));
        out = folder.resolve("out");
    }

    private ConversionReport convert(Path in, Path out, Format format, Values values) throws IOException {
        return new DicomConverter(new ConvertOptions(format, values), codec())
                .convert(in, out, (t, u, n) -> Progress.none());
    }

    private int[] converted(DicomFile file, Values values) throws IOException {
        codec().write(file, in.resolve("one"));
        Path fresh = Files.createTempDirectory(folder, "converted");
        png = fresh.resolve("one.png");
        boolean shifted = convert(in.resolve("one"), png, Format.PNG, values).shifted() == 1;
        Path tiff = fresh.resolve("one.tif");
        assertEquals(0, convert(in.resolve("one"), tiff, Format.TIFF, values).shifted());
        int[] read = GrayImages.read(png).values();
        int shift = shifted ? shift(png) : 0;
        assertArrayEquals(Arrays.stream(read).map(v -> v - shift).toArray(), tiffValues(tiff));
        return read;
    }

    /** Returns the number that the text of a PNG says was added. */
    private static int shift(Path png) throws IOException {
        String text = new String(Files.readAllBytes(png), StandardCharsets.ISO_8859_1);
        Matcher matcher = Pattern.compile("tEXtDescription\0stored value = value - ([0-9]+)")
                .matcher(text);
        assertTrue(matcher.find(), "no text");
        return Integer.parseInt(matcher.group(1));
    }

    /** Returns the values of an uncompressed big-endian TIFF, by its SampleFormat signed or not. */
    private static int[] tiffValues(Path tiff) throws IOException {
        byte[] bytes = Files.readAllBytes(tiff);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int directory = in.getInt(4);
        Map<Integer, Integer> fields = new HashMap<>();
        for (int i = 0; i < in.getShort(directory); i++) {
            int at = directory + 2 + 12 * i;
            boolean isShort = in.getShort(at + 2) == 3;
            fields.put((int) in.getShort(at), isShort ? in.getShort(at + 8) : in.getInt(at + 8));
        }
        if (fields.getOrDefault(339, 1) != 2) {
            return GrayImages.read(tiff).values();
        }
        int[] values = new int[fields.get(256) * fields.get(257)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.getShort(fields.get(273) + 2 * i);
        }
        return values;
    }

    private static DataSet ct() {
        return TestImages.header(1, 3, 16, 16, true)
                .put(Tag.Modality, Vr.CS, "CT")
                .put(Tag.RescaleSlope, Vr.DS, "2")
                .put(Tag.RescaleIntercept, Vr.DS, "-100");
    }

    private List<String> names(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            return files.filter(Files::isRegularFile)
                    .map(f -> tree.relativize(f).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void ctBecomesHounsfieldUnitsPlus1024WithinTheRangeOfTheFile() throws IOException {
        DicomFile file = TestImages.row(ct(), 10, -700 & 0xffff, 32767);
        assertArrayEquals(new int[] {944, 0, 65535}, converted(file, Values.HOUNSFIELD));
        assertArrayEquals(new int[] {944, 0, 65535}, converted(file, Values.AUTO));
        assertArrayEquals(new int[] {32778, 32068, 65535}, converted(file, Values.STORED));
    }

    @Test
    void otherImagesKeepTheirStoredValuesAndDepthAndAreNotInverted() throws IOException {
        DataSet eight = TestImages.header(1, 3, 8, 8, false).put(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME1");
        assertArrayEquals(new int[] {0, 7, 255}, converted(TestImages.row(eight, 0, 7, 255), Values.AUTO));
        assertEquals(8, GrayImages.read(png).bits());
        DataSet twelve = TestImages.header(1, 3, 16, 12, false);
        assertArrayEquals(new int[] {0, 7, 4095}, converted(TestImages.row(twelve, 0, 7, 4095), Values.AUTO));
        assertEquals(16, GrayImages.read(png).bits());
        DataSet signed = TestImages.header(1, 3, 16, 12, true);
        assertArrayEquals(new int[] {0, 7, 2047}, converted(TestImages.row(signed, 0, 7, 2047), Values.STORED));
        assertArrayEquals(new int[] {2048, 2047, 0}, converted(TestImages.row(signed, 0, 0xfff, 0x800), Values.STORED));
    }

    @Test
    void hounsfieldUnitsOfAnotherModalityAreRefused() throws IOException {
        codec().write(TestImages.row(TestImages.header(1, 1, 8, 8, false), 1), in.resolve("one"));
        assertThrows(DicomException.class, () -> convert(in.resolve("one"), out, Format.PNG, Values.HOUNSFIELD));
        assertFalse(Files.exists(out));
    }

    @Test
    void framesAreNumbered() throws IOException {
        DataSet header = TestImages.header(1, 1, 8, 8, false).put(Tag.NumberOfFrames, Vr.IS, "3");
        codec().write(TestImages.row(header, 5, 6, 7), in.resolve("many.dcm"));
        ConversionReport report = convert(in, out, Format.PNG, Values.AUTO);
        assertEquals(List.of("many-0001.png", "many-0002.png", "many-0003.png"), names(out));
        assertEquals(3, report.images());
        assertEquals(1, report.converted());
        assertArrayEquals(
                new int[] {6}, GrayImages.read(out.resolve("many-0002.png")).values());
    }

    @Test
    void dicomIsReEncodedWithItsValuesAndItsOtherAttributes() throws IOException {
        DataSet header = TestImages.header(1, 3, 16, 12, true)
                .put(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME1")
                .put(Tag.PatientName, Vr.PN, "A^B");
        byte[] rle = new byte[64 + 8];
        System.arraycopy(new byte[] {2, 0, 0, 0, 64, 0, 0, 0, 68, 0, 0, 0}, 0, rle, 0, 12);
        System.arraycopy(new byte[] {2, 0x0f, 0x08, 0x00, 2, (byte) 0xff, 0x00, 0x01}, 0, rle, 64, 8);
        header.put(Element.encapsulated(Tag.PixelData, Vr.OB, List.of(new byte[0], rle)));
        codec().write(new DicomFile(new DataSet(), header, TransferSyntax.RLE.uid()), in.resolve("one"));
        convert(in.resolve("one"), out, Format.DICOM, Values.AUTO);

        DicomFile back = read(out);
        assertEquals(TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid(), back.transferSyntaxUid());
        assertArrayEquals(new int[] {-1, -2048, 1}, DicomImage.of(back).storedValues(0));
        assertArrayEquals(
                new byte[] {-1, -1, 0, (byte) 0xf8, 1, 0},
                back.dataSet().element(Tag.PixelData).orElseThrow().bytes());
        DataSet expected = header.copy();
        expected.remove(Tag.PixelData);
        back.dataSet().remove(Tag.PixelData);
        assertEquals(expected, back.dataSet());
    }

    @Test
    void nativeCellsKeepTheirOverlayBitsAndLoseSurplusBytes() throws IOException {
        DataSet header = TestImages.header(1, 2, 16, 12, false);
        codec().write(TestImages.row(header, 0xf123, 0x1456, 0x7777), in.resolve("one"));
        convert(in.resolve("one"), out, Format.DICOM, Values.AUTO);
        assertArrayEquals(
                new byte[] {0x23, (byte) 0xf1, 0x56, 0x14},
                read(out).dataSet().element(Tag.PixelData).orElseThrow().bytes());
    }

    @Test
    void aTreeKeepsItsPathsAndReportsWhatItLeavesOutAndWhatFails() throws IOException {
        DicomFile image = TestImages.row(TestImages.header(1, 1, 8, 8, false), 9);
        codec().write(image, in.resolve("a.dcm"));
        codec().write(image, Files.createDirectories(in.resolve("sub/deep")).resolve("b"));
        Files.writeString(in.resolve("readme.txt"), "not DICOM");
        codec().write(DicomFile.of(new DataSet().put(Tag.Modality, Vr.CS, "SR")), in.resolve("report"));
        byte[] whole = Files.readAllBytes(in.resolve("a.dcm"));
        Files.write(in.resolve("cut-SECRET"), Arrays.copyOf(whole, whole.length - 1));

        ConversionReport report = convert(in, out, Format.PNG, Values.AUTO);
        assertEquals(List.of("a.png", "sub/deep/b.png"), names(out));
        assertEquals(5, report.files());
        assertEquals(2, report.converted());
        assertEquals(
                List.of(3, 4),
                report.leftOut().stream().map(ConversionReport.Item::id).toList());
        assertEquals(
                List.of(2),
                report.failed().stream().map(ConversionReport.Item::id).toList());
        assertFalse(report.toString().contains("SECRET"));
    }

    @Test
    void filesWhoseNamesWouldBecomeTheSameAllSurvive() throws IOException {
        for (int i = 1; i <= 3; i++) {
            String name = List.of("a", "a.dcm", "a.ima").get(i - 1);
            codec().write(TestImages.row(TestImages.header(1, 1, 8, 8, false), i), in.resolve(name));
        }
        assertEquals(3, convert(in, out, Format.PNG, Values.AUTO).converted());
        assertEquals(3, names(out).size());
        assertArrayEquals(new int[] {1}, GrayImages.read(out.resolve("a.png")).values());
    }

    @Test
    void theSourceIsNeverOverwritten() throws IOException {
        DicomFile image = TestImages.row(TestImages.header(1, 1, 8, 8, false), 9);
        Path file = in.resolve("a");
        codec().write(image, file);
        assertThrows(InputException.class, () -> convert(file, file, Format.DICOM, Values.AUTO));
        assertThrows(InputException.class, () -> convert(in, in, Format.DICOM, Values.AUTO));
        assertThrows(InputException.class, () -> convert(in, folder, Format.DICOM, Values.AUTO));
        assertThrows(InputException.class, () -> convert(file, in, Format.DICOM, Values.AUTO));
        assertThrows(InputException.class, () -> convert(in, file, Format.DICOM, Values.AUTO));
        assertThrows(NoSuchFileException.class, () -> convert(in.resolve("x"), out, Format.PNG, Values.AUTO));
        assertEquals(List.of("a"), names(in));
    }

    @Test
    void anExistingFileIsNeverOverwritten() throws IOException {
        codec().write(TestImages.row(TestImages.header(1, 1, 8, 8, false), 9), in.resolve("a"));
        DataSet two = TestImages.header(1, 1, 8, 8, false).put(Tag.NumberOfFrames, Vr.IS, "2");
        codec().write(TestImages.row(two, 5, 6), in.resolve("b"));
        Files.createDirectories(out);
        for (String name : List.of("a.png", "b-0002.png")) {
            Files.writeString(out.resolve(name), "old");
        }
        assertThrows(
                InputException.class, () -> convert(in.resolve("a"), out.resolve("a.png"), Format.PNG, Values.AUTO));
        assertThrows(
                InputException.class, () -> convert(in.resolve("b"), out.resolve("b.png"), Format.PNG, Values.AUTO));
        assertEquals(2, convert(in, out, Format.PNG, Values.AUTO).failed().size());
        assertEquals(List.of("a.png", "b-0002.png"), names(out));
        for (String name : names(out)) {
            assertEquals("old", Files.readString(out.resolve(name)));
        }
    }

    @Test
    void anOutputFolderInsideTheInputIsNotConvertedAgain() throws IOException {
        codec().write(TestImages.row(TestImages.header(1, 1, 8, 8, false), 9), in.resolve("a"));
        Path inside = in.resolve("converted");
        assertEquals(1, convert(in, inside, Format.DICOM, Values.AUTO).files());
        assertEquals(1, convert(in, inside, Format.DICOM, Values.AUTO).files());
        assertEquals(List.of("a"), names(inside));
    }

    @Test
    void aFileThatFailsLeavesNoFrameBehind() throws IOException {
        DataSet header = TestImages.header(1, 2, 8, 8, false).put(Tag.NumberOfFrames, Vr.IS, "2");
        byte[] good = new byte[64 + 4];
        System.arraycopy(new byte[] {1, 0, 0, 0, 64, 0, 0, 0}, 0, good, 0, 8);
        good[64] = 1;
        header.put(Element.encapsulated(Tag.PixelData, Vr.OB, List.of(new byte[0], good, new byte[64])));
        codec().write(new DicomFile(new DataSet(), header, TransferSyntax.RLE.uid()), in.resolve("a"));
        ConversionReport report = convert(in, out, Format.PNG, Values.AUTO);
        assertEquals(1, report.failed().size());
        assertTrue(report.failed().get(0).reason().contains("frame 2"));
        assertEquals(List.of(), names(out));
    }

    @Test
    void moreThan16BitsAreRefusedForPngButKeptInDicom() throws IOException {
        codec().write(TestImages.row(TestImages.header(1, 1, 32, 32, false), 70000), in.resolve("a"));
        assertThrows(DicomException.class, () -> convert(in.resolve("a"), out, Format.PNG, Values.AUTO));
        convert(in.resolve("a"), out, Format.DICOM, Values.AUTO);
        assertArrayEquals(new int[] {70000}, DicomImage.of(read(out)).storedValues(0));
    }

    @Test
    void cellsOf12BitsBecomeCellsOf16() throws IOException {
        DataSet header = TestImages.header(1, 2, 12, 12, true)
                .putBytes(Tag.PixelData, Vr.OW, new byte[] {0x23, (byte) 0xf1, (byte) 0xff, 0});
        codec().write(DicomFile.of(header), in.resolve("a"));
        convert(in.resolve("a"), out, Format.DICOM, Values.AUTO);
        DicomFile back = read(out);
        assertArrayEquals(new int[] {0x123, -1}, DicomImage.of(back).storedValues(0));
        assertEquals(16, back.dataSet().integer(Tag.BitsAllocated).orElseThrow());
        assertEquals(11, back.dataSet().integer(Tag.HighBit).orElseThrow());
    }
}
