package org.effigy.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.effigy.dicom.codec.BuiltInCodec;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;
import org.effigy.dicom.image.DicomImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files against the standard that gdcm, dcmtk or pydicom read all the same. */
class LenientReadingTest {
    private static final int PRIVATE = 0x00091001;
    private static final long UNDEFINED = 0xffffffffL;
    private static final int[] VALUES = {24, 44, 1000, 4095, 0, 258};

    @TempDir
    private Path folder;

    private final BuiltInCodec codec = new BuiltInCodec();

    private DataSet read(DicomBytes bytes) throws IOException {
        return codec.read(bytes.write(folder), ReadOptions.whole()).dataSet();
    }

    private static DicomBytes start(TransferSyntax syntax) {
        return DicomBytes.file(syntax).text(Tag.Modality, "CS", "CT").text(0x00090010, "LO", "ABCD");
    }

    /** Adds the attributes of an image of 2 rows and 3 columns, 12 of 16 bits. */
    private static DicomBytes image(DicomBytes bytes) {
        return bytes.us(Tag.SamplesPerPixel, 1)
                .text(Tag.PhotometricInterpretation, "CS", "MONOCHROME2 ")
                .us(Tag.Rows, 2)
                .us(Tag.Columns, 3)
                .us(Tag.BitsAllocated, 16)
                .us(Tag.BitsStored, 12)
                .us(Tag.HighBit, 11)
                .us(Tag.PixelRepresentation, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"??", "\0\0", "  ", "xx", "u8"})
    void anElementOfAVrThatDicomDoesNotHaveIsOfUnknownVr(String vr) throws IOException {
        for (TransferSyntax syntax :
                new TransferSyntax[] {TransferSyntax.EXPLICIT_LITTLE_ENDIAN, TransferSyntax.EXPLICIT_BIG_ENDIAN}) {
            DataSet dataSet = read(start(syntax).text(PRIVATE, vr, "wxyz").text(Tag.PatientID, "LO", "P026"));
            Element element = dataSet.element(PRIVATE).orElseThrow();
            assertEquals(Vr.UN, element.vr());
            assertArrayEquals(new byte[] {'w', 'x', 'y', 'z'}, element.bytes());
            assertEquals("P026", dataSet.string(Tag.PatientID).orElseThrow());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"??", "xx"})
    void anElementOfSuchAVrMayBeTheLastOrEmpty(String vr) throws IOException {
        DicomBytes file = start(TransferSyntax.EXPLICIT_LITTLE_ENDIAN)
                .text(PRIVATE, vr, "")
                .text(PRIVATE + 1, vr, "wx");
        DataSet dataSet = read(file);
        assertTrue(dataSet.element(PRIVATE).orElseThrow().isEmpty());
        assertEquals(2, dataSet.element(PRIVATE + 1).orElseThrow().bytes().length);
    }

    @Test
    void anImplicitElementAmongExplicitOnesIsStillReadWhateverItsLength() throws IOException {
        for (int length : new int[] {2, 0x2020, 0x3030}) {
            String text = "x".repeat(length);
            DataSet dataSet = read(start(TransferSyntax.EXPLICIT_LITTLE_ENDIAN)
                    .tag(PRIVATE)
                    .u32(length)
                    .ascii(text)
                    .text(Tag.PatientID, "LO", "P026"));
            assertEquals(length, dataSet.element(PRIVATE).orElseThrow().bytes().length);
            assertEquals("P026", dataSet.string(Tag.PatientID).orElseThrow());
        }
    }

    @Test
    void explicitItemsInAnUnknownVrAreRead() throws IOException {
        byte[] element = DicomBytes.little().text(Tag.CodeValue, "SH", "CODE").bytes();
        DicomBytes undefined = start(TransferSyntax.EXPLICIT_LITTLE_ENDIAN)
                .head(PRIVATE, "UN", UNDEFINED)
                .tag(Tag.Item)
                .u32(UNDEFINED)
                .raw(element)
                .tag(Tag.ItemDelimitationItem)
                .u32(0)
                .tag(Tag.Item)
                .u32(element.length)
                .raw(element)
                .tag(Tag.SequenceDelimitationItem)
                .u32(0)
                .text(Tag.PatientID, "LO", "P026");
        DicomBytes defined = start(TransferSyntax.EXPLICIT_LITTLE_ENDIAN)
                .head(Tag.ViewCodeSequence, "UN", element.length + 8L)
                .tag(Tag.Item)
                .u32(element.length)
                .raw(element);
        DataSet read = read(undefined);
        assertEquals(2, read.items(PRIVATE).size());
        read.items(PRIVATE)
                .forEach(item -> assertEquals("CODE", item.string(Tag.CodeValue).orElseThrow()));
        assertEquals("P026", read.string(Tag.PatientID).orElseThrow());
        DataSet item = read(defined).items(Tag.ViewCodeSequence).get(0);
        assertEquals("CODE", item.string(Tag.CodeValue).orElseThrow());
    }

    @ParameterizedTest
    @EnumSource(
            value = TransferSyntax.class,
            names = {"JPEG_LOSSLESS_SV1", "RLE", "JPEG_2000", "DEFLATED_IMAGE_FRAME", "ENCAPSULATED_UNCOMPRESSED"})
    void nativePixelsInACompressedSyntaxAreReadAsTheyAre(TransferSyntax syntax) throws IOException {
        DicomBytes bytes = image(start(syntax)).head(Tag.PixelData, "OW", 12);
        Arrays.stream(VALUES).forEach(bytes::u16);
        Path path = bytes.write(folder);
        DicomFile file = codec.read(path, ReadOptions.whole());
        assertEquals(TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid(), file.transferSyntaxUid());
        assertArrayEquals(VALUES, DicomImage.of(file).storedValues(0));
        assertEquals(3, DicomImage.of(codec.readHeader(path)).columns());
        Path copy = folder.resolve("copy.dcm");
        codec.write(file, copy);
        assertArrayEquals(
                VALUES, DicomImage.of(codec.read(copy, ReadOptions.whole())).storedValues(0));
    }

    @Test
    void aCompressedFrameOutsideAFragmentIsRefusedForWhatItIs() throws IOException {
        DicomBytes bytes = image(start(TransferSyntax.JPEG_LOSSLESS_SV1))
                .head(Tag.PixelData, "OB", 4)
                .raw((byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xc3);
        Path path = bytes.write(folder);
        for (String message : new String[] {
            assertThrows(DicomException.class, () -> DicomImage.of(codec.read(path, ReadOptions.whole())))
                    .getMessage(),
            assertThrows(DicomException.class, () -> DicomImage.of(codec.readHeader(path)))
                    .getMessage()
        }) {
            assertTrue(message.contains("is not encapsulated, which contradicts transfer syntax"), message);
        }
    }

    @Test
    void pixelsOfThePrivateSyntaxOfGesDlxAreBigEndian() throws IOException {
        String uid = "1.2.840.113619.5.2";
        DicomBytes bytes = DicomBytes.little().raw(new byte[128]).ascii("DICM").text(Tag.TransferSyntaxUID, "UI", uid);
        int[][] attributes = {
            {Tag.SamplesPerPixel, 1},
            {Tag.Rows, 2},
            {Tag.Columns, 3},
            {Tag.BitsAllocated, 16},
            {Tag.BitsStored, 12},
            {Tag.HighBit, 11},
            {Tag.PixelRepresentation, 0}
        };
        for (int[] attribute : attributes) {
            bytes.tag(attribute[0]).u32(2).u16(attribute[1]);
        }
        bytes.tag(Tag.PixelData).u32(12);
        Arrays.stream(VALUES).forEach(v -> bytes.raw((byte) (v >>> 8), (byte) v));
        Path path = bytes.write(folder);
        DicomFile file = codec.read(path, ReadOptions.whole());
        assertArrayEquals(VALUES, DicomImage.of(file).storedValues(0));
        assertEquals(TransferSyntax.IMPLICIT_LITTLE_ENDIAN.uid(), file.transferSyntaxUid());
        assertEquals(2, DicomImage.of(codec.readHeader(path)).rows());
    }
}
