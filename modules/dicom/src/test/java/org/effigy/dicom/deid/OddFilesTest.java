package org.effigy.dicom.deid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.effigy.base.Progress;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.image.DicomImage;
import org.effigy.testsupport.SharedData;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files against the standard that can be read all the same are de-identified, and nothing hides in what is odd. */
class OddFilesTest {
    private static final String NAME = "ZQMAIER^HANS";
    private static final String GE_DLX = "1.2.840.113619.5.2";
    private static final int PRIVATE = 0x00091001;
    private static final int LONG_HEAD = 12;

    @TempDir
    private Path folder;

    /** Returns the bytes of little-endian elements of the data set, without preamble and file meta. */
    private byte[] elements(DataSet dataSet, TransferSyntax syntax) throws IOException {
        Path path = folder.resolve("sound");
        Dicom.write(new DicomFile(new DataSet(), dataSet, syntax.uid()), path);
        byte[] bytes = Files.readAllBytes(path);
        // The group length of the file meta stands behind its head of 12 bytes.
        int meta = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(132 + 8);
        return Arrays.copyOfRange(bytes, 132 + 12 + meta, bytes.length);
    }

    private Path file(String syntax, byte[]... parts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[128]);
        out.writeBytes(ascii("DICM"));
        String uid = syntax.length() % 2 == 0 ? syntax : syntax + "\0";
        out.writeBytes(shortElement(Tag.TransferSyntaxUID, "UI", uid));
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return Files.write(folder.resolve("odd"), out.toByteArray());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ByteBuffer head(int tag, String vr, int length) {
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        return out.putShort((short) (tag >>> 16)).putShort((short) tag).put(ascii(vr));
    }

    private static byte[] shortElement(int tag, String vr, String value) {
        return head(tag, vr, 8 + value.length())
                .putShort((short) value.length())
                .put(ascii(value))
                .array();
    }

    private static byte[] longElement(int tag, String vr, byte[] value) {
        return head(tag, vr, LONG_HEAD + value.length)
                .putShort((short) 0)
                .putInt(value.length)
                .put(value)
                .array();
    }

    /** Returns of the slice the attributes behind one tag, and up to another. */
    private static DataSet part(int behind, int last) {
        DataSet out = new DataSet();
        for (Element element : TestObjects.ct().dataSet()) {
            if (element.tag() > behind && element.tag() <= last) {
                out.put(element);
            }
        }
        return out;
    }

    /** De-identifies a file, checks that the name is gone and the values are the same, and returns what was written. */
    private DicomFile scrubbed(Path odd, DicomFile expected) throws IOException {
        Path clean = folder.resolve("clean");
        Files.deleteIfExists(clean);
        Deidentifier deidentifier = new Deidentifier(DeidOptions.basic(), TestObjects.KEY);
        ScrubReport report = TreeScrubber.scrub(odd, clean, deidentifier, (a, b, c) -> Progress.none());
        assertEquals(List.of(), report.failures());
        byte[] bytes = Files.readAllBytes(clean);
        assertEquals(-1, TestObjects.find(bytes, ascii(NAME)));
        DicomFile out = Dicom.read(clean);
        assertTrue(TransferSyntax.of(out.transferSyntaxUid()).orElseThrow().isNative());
        assertArrayEquals(
                DicomImage.of(expected).storedValues(0), DicomImage.of(out).storedValues(0));
        return out;
    }

    @ParameterizedTest
    @ValueSource(strings = {"??", "\0\0", "xx"})
    void anElementOfAVrThatDicomDoesNotHaveIsJudgedByItsTag(String vr) throws IOException {
        TransferSyntax syntax = TransferSyntax.EXPLICIT_LITTLE_ENDIAN;
        Path odd = file(
                syntax.uid(),
                elements(part(0, Tag.Manufacturer - 1), syntax),
                shortElement(Tag.Manufacturer, vr, NAME),
                elements(part(Tag.Manufacturer, PRIVATE), syntax),
                shortElement(0x00090010, "LO", "ABCD"),
                shortElement(PRIVATE, vr, NAME),
                shortElement(Tag.PatientName, vr, NAME),
                elements(part(Tag.PatientName, Tag.PixelData), syntax));
        DataSet out = scrubbed(odd, TestObjects.ct()).dataSet();
        assertTrue(out.string(Tag.PatientName).orElseThrow().startsWith("DEIDENTIFIED"));
        assertTrue(out.string(Tag.Manufacturer).isEmpty() && !out.contains(PRIVATE));
    }

    @Test
    void nothingOfExplicitItemsInAnUnknownVrStays() throws IOException {
        TransferSyntax syntax = TransferSyntax.EXPLICIT_LITTLE_ENDIAN;
        byte[] inside = shortElement(Tag.PatientName, "PN", NAME);
        ByteBuffer item = ByteBuffer.allocate(8 + inside.length).order(ByteOrder.LITTLE_ENDIAN);
        item.putShort((short) 0xfffe)
                .putShort((short) 0xe000)
                .putInt(inside.length)
                .put(inside);
        Path odd = file(
                syntax.uid(),
                elements(part(0, Tag.ReferencedImageSequence), syntax),
                longElement(Tag.ReferencedImageSequence, "UN", item.array()),
                longElement(PRIVATE, "UN", item.array()),
                elements(part(PRIVATE, Tag.PixelData), syntax));
        scrubbed(odd, TestObjects.ct());
    }

    @ParameterizedTest
    @EnumSource(
            value = TransferSyntax.class,
            names = {"JPEG_LOSSLESS_SV1", "RLE", "JPEG_2000", "DEFLATED_IMAGE_FRAME", "ENCAPSULATED_UNCOMPRESSED"})
    void nativePixelsInACompressedSyntaxAreWrittenAsNativeOnesAndNothingBehindThem(TransferSyntax syntax)
            throws IOException {
        byte[] pixels = pixels(false);
        Path odd = file(
                syntax.uid(),
                elements(part(0, Tag.RescaleSlope), TransferSyntax.EXPLICIT_LITTLE_ENDIAN),
                longElement(Tag.PixelData, "OW", HiddenName.joined(pixels, ascii(NAME))));
        DicomFile out = scrubbed(odd, TestObjects.ct());
        assertEquals(TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid(), out.transferSyntaxUid());
        assertArrayEquals(
                TestObjects.ct().dataSet().element(Tag.PixelData).orElseThrow().bytes(),
                out.dataSet().element(Tag.PixelData).orElseThrow().bytes());
    }

    /** Returns the pixels of the slice, with other bits set above the 12 of each value. */
    private static byte[] pixels(boolean bigEndian) {
        byte[] pixels = TestObjects.ct()
                .dataSet()
                .element(Tag.PixelData)
                .orElseThrow()
                .bytes()
                .clone();
        for (int i = 0; i < pixels.length; i += 2) {
            byte low = pixels[i];
            byte high = (byte) (pixels[i + 1] | 0x50);
            pixels[i] = bigEndian ? high : low;
            pixels[i + 1] = bigEndian ? low : high;
        }
        return pixels;
    }

    @Test
    void ofGesDlxSyntaxOnlyTheValuesAreWrittenInOneOfTheStandard() throws IOException {
        byte[] pixels = HiddenName.joined(pixels(true), ascii(NAME));
        ByteBuffer element = ByteBuffer.allocate(8 + pixels.length).order(ByteOrder.LITTLE_ENDIAN);
        element.putShort((short) 0x7fe0)
                .putShort((short) 0x0010)
                .putInt(pixels.length)
                .put(pixels);
        byte[] attributes = elements(part(0, Tag.RescaleSlope), TransferSyntax.IMPLICIT_LITTLE_ENDIAN);
        DicomFile out = scrubbed(file(GE_DLX, attributes, element.array()), TestObjects.ct());
        assertEquals(TransferSyntax.IMPLICIT_LITTLE_ENDIAN.uid(), out.transferSyntaxUid());
        assertArrayEquals(
                TestObjects.ct().dataSet().element(Tag.PixelData).orElseThrow().bytes(),
                out.dataSet().element(Tag.PixelData).orElseThrow().bytes());
    }

    @Test
    void theFilesOfTheReportsAreDeidentified() throws IOException {
        Path cases = SharedData.folder("dicom-samples").resolve("../../cases/10_vr_unknown");
        Assumptions.assumeTrue(Files.isDirectory(cases), "skipped: no cases/10_vr_unknown");
        try (Stream<Path> files = Files.list(cases)) {
            for (Path odd : files.sorted().toList()) {
                DicomFile original = Dicom.read(odd);
                DataSet out = scrubbed(odd, original).dataSet();
                Optional<String> name = original.dataSet().string(Tag.PatientName);
                assertTrue(name.isPresent() && !name.equals(out.string(Tag.PatientName)));
                assertTrue(out.string(Tag.PatientID).orElseThrow().startsWith("DEID-"));
            }
        }
    }
}
