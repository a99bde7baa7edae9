package org.effigy.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Dictionary;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;
import org.effigy.dicom.image.DicomImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every codec behind the wall must do when it writes and reads back. */
public abstract class DicomCodecContract extends DicomReadingContract {
    static final int PRIVATE_CREATOR = 0x00090010;

    DicomFile roundTrip(DicomFile file) throws IOException {
        Path path = folder.resolve("file");
        codec().write(file, path);
        return codec().read(path, ReadOptions.whole());
    }

    /** Returns one public attribute of each VR that PS3.6 uses alone. */
    private static Map<Vr, Integer> oneTagPerVr() {
        Map<Vr, Integer> tags = new EnumMap<>(Vr.class);
        for (Dictionary.Entry entry : Dictionary.entries()) {
            boolean plain = entry.vrs().size() == 1 && entry.pattern().indexOf('x') < 0;
            if (plain && entry.pattern().compareTo("00080006") > 0) {
                tags.putIfAbsent(entry.vrs().get(0), Integer.parseUnsignedInt(entry.pattern(), 16));
            }
        }
        return tags;
    }

    static DataSet everyVr() {
        DataSet dataSet = new DataSet();
        dataSet.put(Tag.SpecificCharacterSet, Vr.CS, "ISO_IR 192");
        oneTagPerVr().forEach((vr, tag) -> {
            if (vr == Vr.SQ) {
                dataSet.putItems(
                        tag,
                        new DataSet().putBytes(Tag.PatientName, Vr.PN, utf8("Ünïcode^日本")),
                        new DataSet(),
                        new DataSet().putItems(tag, new DataSet().putInts(Tag.Rows, Vr.US, 513)));
            } else if (vr.isLocalText()) {
                dataSet.put(tag, vr, "Grüße 日本 한국");
            } else if (vr.isText()) {
                dataSet.put(tag, vr, vr == Vr.IS || vr == Vr.DS ? "-12" : vr == Vr.UI ? "1.2.345" : "ABC");
            } else {
                byte[] value = new byte[16];
                for (int i = 0; i < value.length; i++) {
                    value[i] = (byte) (17 * i + 1);
                }
                dataSet.putBytes(tag, vr, value);
            }
        });
        return dataSet;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theTestDataHasEveryVrButUn() {
        assertEquals(Vr.values().length, oneTagPerVr().size());
    }

    @ParameterizedTest
    @EnumSource(
            value = TransferSyntax.class,
            names = {"IMPLICIT_LITTLE_ENDIAN", "EXPLICIT_LITTLE_ENDIAN", "EXPLICIT_BIG_ENDIAN", "DEFLATED"})
    void everyVrSurvivesWritingAndReading(TransferSyntax syntax) throws IOException {
        DataSet dataSet = everyVr();
        DicomFile back = roundTrip(new DicomFile(new DataSet(), dataSet, syntax.uid()));
        assertEquals(dataSet, back.dataSet());
        assertEquals(syntax.uid(), back.transferSyntaxUid());
        assertEquals(
                "Ünïcode^日本",
                back.dataSet()
                        .items(oneTagPerVr().get(Vr.SQ))
                        .get(0)
                        .string(Tag.PatientName)
                        .orElseThrow());
    }

    @Test
    void privateElementsKeepTheirVrAndBytes() throws IOException {
        DataSet dataSet = new DataSet();
        dataSet.put(PRIVATE_CREATOR, Vr.LO, "EFFIGY TEST");
        dataSet.putNumbers(0x00091001, Vr.FD, 0.1, -3e300);
        dataSet.putBytes(0x00091002, Vr.UN, new byte[] {1, 2, 3, 4});
        dataSet.putItems(0x00091003, new DataSet().put(0x00091004, Vr.LT, "a\\b"));
        DataSet back = roundTrip(DicomFile.of(dataSet)).dataSet();
        assertEquals(dataSet, back);
        assertArrayEquals(new double[] {0.1, -3e300}, back.numbers(0x00091001));
        assertEquals("a\\b", back.items(0x00091003).get(0).string(0x00091004).orElseThrow());
    }

    @ParameterizedTest
    @EnumSource(
            value = TransferSyntax.class,
            names = {"IMPLICIT_LITTLE_ENDIAN", "EXPLICIT_LITTLE_ENDIAN", "EXPLICIT_BIG_ENDIAN", "DEFLATED"})
    void nativePixelsSurviveWritingAndReading(TransferSyntax syntax) throws IOException {
        for (int bits : new int[] {8, 16, 32}) {
            DataSet dataSet = TestImages.header(3, 5, bits, bits, false);
            byte[] pixels = new byte[15 * bits / 8 + 15 * bits / 8 % 2];
            for (int i = 0; i < 15 * bits / 8; i++) {
                pixels[i] = (byte) (i * 7 + 3);
            }
            dataSet.putBytes(Tag.PixelData, bits == 8 ? Vr.OB : Vr.OW, pixels);
            int[] before = DicomImage.of(DicomFile.of(dataSet)).storedValues(0);
            DicomFile back = roundTrip(new DicomFile(new DataSet(), dataSet, syntax.uid()));
            assertArrayEquals(
                    pixels, back.dataSet().element(Tag.PixelData).orElseThrow().bytes());
            assertArrayEquals(before, DicomImage.of(back).storedValues(0));
        }
    }

    @Test
    void fragmentsSurviveWritingAndReading() throws IOException {
        DataSet dataSet = TestImages.header(3, 5, 8, 8, false);
        List<byte[]> fragments = List.of(new byte[] {0, 0, 0, 0}, new byte[] {1, 2, 3, 4}, new byte[] {5, 6});
        dataSet.put(Element.encapsulated(Tag.PixelData, Vr.OB, fragments));
        DicomFile back = roundTrip(new DicomFile(new DataSet(), dataSet, TransferSyntax.RLE.uid()));
        assertEquals(dataSet, back.dataSet());
        assertEquals(
                3,
                back.dataSet().element(Tag.PixelData).orElseThrow().fragments().size());
    }

    @Test
    void theFileMetaDescribesTheFileAndNothingElse() throws IOException {
        DataSet meta = new DataSet()
                .put(Tag.SourceApplicationEntityTitle, Vr.AE, "OLD_STATION")
                .put(Tag.MediaStorageSOPInstanceUID, Vr.UI, "1.9.9")
                .put(Tag.TransferSyntaxUID, Vr.UI, TransferSyntax.RLE.uid());
        DataSet dataSet = new DataSet()
                .put(Tag.SOPClassUID, Vr.UI, "1.2.840.10008.5.1.4.1.1.2")
                .put(Tag.SOPInstanceUID, Vr.UI, "2.25.7");
        Path path = folder.resolve("file");
        codec().write(new DicomFile(meta, dataSet, TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid()), path);
        DataSet back = codec().read(path, ReadOptions.whole()).fileMeta();
        assertEquals(
                "1.2.840.10008.5.1.4.1.1.2",
                back.string(Tag.MediaStorageSOPClassUID).orElseThrow());
        assertEquals("2.25.7", back.string(Tag.MediaStorageSOPInstanceUID).orElseThrow());
        assertEquals(
                TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid(),
                back.string(Tag.TransferSyntaxUID).orElseThrow());
        assertTrue(back.string(Tag.ImplementationClassUID).orElseThrow().startsWith("2.25."));
        assertEquals("EFFIGY_1", back.string(Tag.ImplementationVersionName).orElseThrow());
        assertFalse(back.contains(Tag.SourceApplicationEntityTitle));

        // The group length counts the bytes up to the data set, whose first element is (0008,0016).
        byte[] bytes = Files.readAllBytes(path);
        int length = back.integer(Tag.FileMetaInformationGroupLength).orElseThrow();
        assertArrayEquals(new byte[] {8, 0, 0x16, 0, 'U', 'I'}, Arrays.copyOfRange(bytes, 144 + length, 150 + length));
    }

    @Test
    void writesExactlyTheBytesOfTheStandard() throws IOException {
        DataSet dataSet = new DataSet()
                .put(Tag.Modality, Vr.CS, "CT")
                .put(Tag.PatientID, Vr.LO, "odd")
                .putInts(Tag.Rows, Vr.US, 258)
                .putInts(0x00280000, Vr.UL, 99)
                .putBytes(0x00290010, Vr.OB, new byte[] {1, 2, 3});
        assertArrayEquals(expected(DicomBytes.little()), tail(dataSet, TransferSyntax.EXPLICIT_LITTLE_ENDIAN));
        assertArrayEquals(expected(DicomBytes.big()), tail(dataSet, TransferSyntax.EXPLICIT_BIG_ENDIAN));
    }

    private static byte[] expected(DicomBytes out) {
        return out.text(0x00080060, "CS", "CT")
                .text(0x00100020, "LO", "odd ")
                .us(0x00280010, 258)
                .head(0x00290010, "OB", 4)
                .raw(new byte[] {1, 2, 3, 0})
                .bytes();
    }

    private byte[] tail(DataSet dataSet, TransferSyntax syntax) throws IOException {
        Path path = folder.resolve("file");
        codec().write(new DicomFile(new DataSet(), dataSet, syntax.uid()), path);
        byte[] bytes = Files.readAllBytes(path);
        return Arrays.copyOfRange(bytes, bytes.length - expected(DicomBytes.little()).length, bytes.length);
    }

    @Test
    void aTextTooLongForItsShortLengthComesBackWhole() throws IOException {
        String text = "x".repeat(70_000);
        DataSet dataSet = new DataSet().put(Tag.PatientComments, Vr.LT, text);
        DataSet back = roundTrip(DicomFile.of(dataSet)).dataSet();
        assertEquals(text, back.string(Tag.PatientComments).orElseThrow());
        assertEquals(Vr.LT, back.element(Tag.PatientComments).orElseThrow().vr());
    }

    @Test
    void pixelDataMustSuitTheTransferSyntax() {
        DataSet nativePixels = TestImages.header(1, 2, 8, 8, false).putBytes(Tag.PixelData, Vr.OB, new byte[2]);
        assertThrows(IllegalArgumentException.class, () -> codec().write(
                        new DicomFile(new DataSet(), nativePixels, TransferSyntax.RLE.uid()), folder.resolve("x")));
        DataSet fragments = TestImages.header(1, 2, 8, 8, false)
                .put(Element.encapsulated(Tag.PixelData, Vr.OB, List.of(new byte[0], new byte[2])));
        assertThrows(IllegalArgumentException.class, () -> codec().write(DicomFile.of(fragments), folder.resolve("x")));
        assertFalse(Files.exists(folder.resolve("x")));
    }

    @Test
    void theHeaderIsReadWithoutThePixels() throws IOException {
        DicomBytes bytes = DicomBytes.file(TransferSyntax.EXPLICIT_LITTLE_ENDIAN)
                .text(Tag.Modality, "CS", "CT")
                .us(Tag.Rows, 512)
                .head(Tag.PixelData, "OW", 1_000_000_000)
                .raw(new byte[10]);
        Path path = bytes.write(folder);
        DataSet header = codec().read(path, ReadOptions.header()).dataSet();
        assertEquals(512, header.integer(Tag.Rows).orElseThrow());
        assertFalse(header.contains(Tag.PixelData));
        DicomException e = assertThrows(DicomException.class, () -> codec().read(path, ReadOptions.whole()));
        assertEquals(DicomException.Kind.TRUNCATED, e.kind());
    }

    @Test
    void aFileThatIsCutAnywhereIsReadInPartOrRefusedInOneLineWithoutValues() throws IOException {
        DataSet dataSet = everyVr().put(Tag.PatientID, Vr.LO, "SECRET");
        dataSet.putItems(
                Tag.ContributingEquipmentSequence, new DataSet().put(Tag.InstitutionName, Vr.LO, "SECRET HOSPITAL"));
        for (TransferSyntax syntax : List.of(
                TransferSyntax.EXPLICIT_LITTLE_ENDIAN,
                TransferSyntax.IMPLICIT_LITTLE_ENDIAN,
                TransferSyntax.DEFLATED)) {
            Path whole = folder.resolve("whole");
            codec().write(new DicomFile(new DataSet(), dataSet, syntax.uid()), whole);
            byte[] bytes = Files.readAllBytes(whole);
            Path cut = folder.resolve("cut");
            List<DicomException.Kind> kinds = new ArrayList<>();
            for (int length = 0; length < bytes.length; length += 3) {
                Files.write(cut, Arrays.copyOf(bytes, length));
                try {
                    codec().read(cut, ReadOptions.whole());
                } catch (DicomException e) {
                    kinds.add(e.kind());
                    assertEquals(1, e.getMessage().lines().count());
                    assertFalse(e.getMessage().contains("SECRET"));
                    assertFalse(e.getMessage().contains("cut\""));
                }
            }
            assertTrue(kinds.contains(DicomException.Kind.TRUNCATED), syntax.name());
        }
    }

    @Test
    void whatIsNotDicomIsRefused() throws IOException {
        for (String text : List.of("", "D", "file,modality\na.dcm,CT\n", "\0".repeat(200), "{}".repeat(300))) {
            Path path = Files.write(folder.resolve("text"), text.getBytes(StandardCharsets.US_ASCII));
            DicomException e = assertThrows(DicomException.class, () -> codec().read(path, ReadOptions.whole()));
            assertEquals(DicomException.Kind.NOT_DICOM, e.kind());
            assertFalse(Dicom.looksLikeDicom(path));
        }
        assertThrows(DicomException.class, () -> codec().read(folder, ReadOptions.whole()));
    }
}
