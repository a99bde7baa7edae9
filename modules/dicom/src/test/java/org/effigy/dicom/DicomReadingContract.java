package org.effigy.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.Test;

/** What every codec behind the wall must make of bytes that other programs write, sound or hostile. */
public abstract class DicomReadingContract extends CodecUnderTest {
    private static final long UNDEFINED = 0xffffffffL;
    private static final TransferSyntax EXPLICIT = TransferSyntax.EXPLICIT_LITTLE_ENDIAN;

    private DicomFile read(DicomBytes bytes) throws IOException {
        return codec().read(bytes.write(folder), ReadOptions.whole());
    }

    private Kind refusal(DicomBytes bytes, ReadOptions options) throws IOException {
        Path path = bytes.write(folder);
        DicomException e = assertThrows(DicomException.class, () -> codec().read(path, options));
        assertEquals(1, e.getMessage().lines().count());
        return e.kind();
    }

    private Kind refusal(DicomBytes bytes) throws IOException {
        return refusal(bytes, ReadOptions.whole());
    }

    @Test
    void readsEachEncodingWithoutPreambleAndFileMeta() throws IOException {
        DicomBytes explicit = DicomBytes.little().text(Tag.Modality, "CS", "CT").us(Tag.Rows, 258);
        DicomBytes big = DicomBytes.big().text(Tag.Modality, "CS", "CT").us(Tag.Rows, 258);
        DicomBytes implicit = DicomBytes.little()
                .tag(Tag.Modality)
                .u32(2)
                .ascii("CT")
                .tag(Tag.Rows)
                .u32(2)
                .u16(258);
        for (DicomBytes bytes : List.of(explicit, big, implicit)) {
            DicomFile file = read(bytes);
            assertEquals("CT", file.dataSet().string(Tag.Modality).orElseThrow());
            assertEquals(258, file.dataSet().integer(Tag.Rows).orElseThrow());
            assertTrue(Dicom.looksLikeDicom(bytes.write(folder)));
        }
        assertEquals(TransferSyntax.EXPLICIT_BIG_ENDIAN.uid(), read(big).transferSyntaxUid());
        assertEquals(TransferSyntax.IMPLICIT_LITTLE_ENDIAN.uid(), read(implicit).transferSyntaxUid());
    }

    @Test
    void readsFileMetaWithoutPreamble() throws IOException {
        DicomBytes bytes = DicomBytes.little()
                .text(Tag.TransferSyntaxUID, "UI", TransferSyntax.EXPLICIT_BIG_ENDIAN.uid() + "\0")
                .raw(DicomBytes.big().us(Tag.Rows, 258).bytes());
        assertEquals(258, read(bytes).dataSet().integer(Tag.Rows).orElseThrow());
    }

    @Test
    void theFirstElementOverrulesAWrongTransferSyntax() throws IOException {
        DicomBytes explicit =
                DicomBytes.file(TransferSyntax.IMPLICIT_LITTLE_ENDIAN).text(Tag.Modality, "CS", "CT");
        assertEquals("CT", read(explicit).dataSet().string(Tag.Modality).orElseThrow());
        DicomBytes implicit = DicomBytes.file(EXPLICIT).tag(Tag.Modality).u32(2).ascii("CT");
        assertEquals("CT", read(implicit).dataSet().string(Tag.Modality).orElseThrow());
    }

    @Test
    void readsSequencesAndItemsWithAndWithoutLengths() throws IOException {
        byte[] element = DicomBytes.little().text(Tag.CodeValue, "SH", "A1").bytes();
        DicomBytes undefined = DicomBytes.file(EXPLICIT)
                .head(Tag.ViewCodeSequence, "SQ", UNDEFINED)
                .tag(Tag.Item)
                .u32(UNDEFINED)
                .raw(element)
                .tag(Tag.ItemDelimitationItem)
                .u32(0)
                .tag(Tag.Item)
                .u32(element.length)
                .raw(element)
                .tag(Tag.SequenceDelimitationItem)
                .u32(0);
        DicomBytes defined = DicomBytes.file(EXPLICIT)
                .head(Tag.ViewCodeSequence, "SQ", 2 * element.length + 24L)
                .tag(Tag.Item)
                .u32(UNDEFINED)
                .raw(element)
                .tag(Tag.ItemDelimitationItem)
                .u32(0)
                .tag(Tag.Item)
                .u32(element.length)
                .raw(element);
        for (DicomBytes bytes : List.of(undefined, defined)) {
            List<DataSet> items = read(bytes.us(0x00540011, 7)).dataSet().items(Tag.ViewCodeSequence);
            assertEquals(2, items.size());
            assertEquals("A1", items.get(0).string(Tag.CodeValue).orElseThrow());
            assertEquals("A1", items.get(1).string(Tag.CodeValue).orElseThrow());
            assertEquals(7, read(bytes).dataSet().integer(0x00540011).orElseThrow());
        }
    }

    @Test
    void aSequenceHiddenAsUnIsImplicitInside() throws IOException {
        byte[] element =
                DicomBytes.little().tag(Tag.CodeValue).u32(2).ascii("A1").bytes();
        for (DicomBytes file : List.of(
                DicomBytes.file(EXPLICIT).head(0x00091001, "UN", UNDEFINED),
                DicomBytes.file(EXPLICIT).head(Tag.ViewCodeSequence, "UN", UNDEFINED))) {
            file.tag(Tag.Item)
                    .u32(element.length)
                    .raw(element)
                    .tag(Tag.SequenceDelimitationItem)
                    .u32(0);
            DataSet dataSet = read(file).dataSet();
            Element sequence = dataSet.iterator().next();
            assertEquals("A1", sequence.items().get(0).string(Tag.CodeValue).orElseThrow());
        }
        DicomBytes withLength = DicomBytes.file(EXPLICIT)
                .head(Tag.ViewCodeSequence, "UN", element.length + 8L)
                .tag(Tag.Item)
                .u32(element.length)
                .raw(element);
        assertEquals(1, read(withLength).dataSet().items(Tag.ViewCodeSequence).size());
    }

    @Test
    void aKnownAttributeHiddenAsUnGetsItsVrBack() throws IOException {
        DataSet dataSet = read(DicomBytes.file(EXPLICIT)
                        .head(Tag.Rows, "UN", 2)
                        .u16(300)
                        .head(Tag.Columns, "UN", 3)
                        .raw(new byte[] {1, 2, 3})
                        .head(0x00291001, "UN", 2)
                        .u16(1))
                .dataSet();
        assertEquals(Vr.US, dataSet.element(Tag.Rows).orElseThrow().vr());
        assertEquals(Vr.UN, dataSet.element(Tag.Columns).orElseThrow().vr());
        assertEquals(Vr.UN, dataSet.element(0x00291001).orElseThrow().vr());
    }

    @Test
    void theSignOfPixelsDecidesBetweenUsAndSsInImplicitVr() throws IOException {
        for (int signed : new int[] {0, 1}) {
            DicomBytes bytes = DicomBytes.file(TransferSyntax.IMPLICIT_LITTLE_ENDIAN)
                    .tag(Tag.PixelRepresentation)
                    .u32(2)
                    .u16(signed)
                    .tag(Tag.PixelPaddingValue)
                    .u32(2)
                    .u16(0xf830);
            double expected = signed == 1 ? -2000 : 0xf830;
            assertEquals(
                    expected,
                    read(bytes).dataSet().number(Tag.PixelPaddingValue).orElseThrow());
        }
    }

    @Test
    void bigEndianValuesComeBackLittleEndian() throws IOException {
        DataSet dataSet = read(DicomBytes.file(TransferSyntax.EXPLICIT_BIG_ENDIAN)
                        .us(Tag.BitsAllocated, 16)
                        .tag(Tag.FrameIncrementPointer)
                        .ascii("AT")
                        .u16(4)
                        .u16(0x0018)
                        .u16(0x1063)
                        .tag(0x00089459)
                        .ascii("FL")
                        .u16(4)
                        .raw(new byte[] {0x3f, (byte) 0x80, 0, 0})
                        .head(Tag.PixelData, "OW", 4)
                        .u16(0x0102)
                        .u16(0x0304))
                .dataSet();
        assertArrayEquals(
                new byte[] {2, 1, 4, 3},
                dataSet.element(Tag.PixelData).orElseThrow().bytes());
        assertEquals(0x00181063, (int) dataSet.number(Tag.FrameIncrementPointer).orElseThrow());
        assertEquals(1.0, dataSet.number(0x00089459).orElseThrow());
    }

    @Test
    void zerosBehindTheLastElementAreForgiven() throws IOException {
        assertEquals(
                3,
                read(DicomBytes.file(EXPLICIT).us(Tag.Rows, 3).raw(new byte[600]))
                        .dataSet()
                        .integer(Tag.Rows)
                        .orElseThrow());
        assertEquals(
                Kind.MALFORMED,
                refusal(DicomBytes.file(EXPLICIT)
                        .us(Tag.Rows, 3)
                        .raw(new byte[600])
                        .ascii("junk")));
    }

    @Test
    void fragmentsWithoutTheirDelimiterAtTheEndAreForgiven() throws IOException {
        DicomBytes bytes = DicomBytes.file(TransferSyntax.RLE)
                .head(Tag.PixelData, "OB", UNDEFINED)
                .tag(Tag.Item)
                .u32(0)
                .tag(Tag.Item)
                .u32(2)
                .raw(new byte[] {1, 2});
        assertEquals(
                2,
                read(bytes)
                        .dataSet()
                        .element(Tag.PixelData)
                        .orElseThrow()
                        .fragments()
                        .size());
    }

    @Test
    void lengthsBeyondTheFileOrTheItemAreRefusedBeforeAnythingIsAllocated() throws IOException {
        for (long length : new long[] {3, 0x7ffffff0L, 0xfffffffeL}) {
            assertEquals(
                    Kind.TRUNCATED,
                    refusal(DicomBytes.file(EXPLICIT)
                            .head(0x00091001, "OB", length)
                            .u16(0)));
            assertEquals(Kind.TRUNCATED, refusal(DicomBytes.file(EXPLICIT).head(0x00091001, "SQ", length)));
        }
        DicomBytes inner = DicomBytes.file(EXPLICIT)
                .head(Tag.ViewCodeSequence, "SQ", 18)
                .tag(Tag.Item)
                .u32(10)
                .text(Tag.CodeValue, "SH", "A1")
                .raw(new byte[100]);
        assertEquals(
                Kind.MALFORMED,
                refusal(DicomBytes.file(EXPLICIT)
                        .head(Tag.ViewCodeSequence, "SQ", 18)
                        .tag(Tag.Item)
                        .u32(10)
                        .tag(Tag.CodeValue)
                        .ascii("SH")
                        .u16(4)
                        .ascii("A1")
                        .raw(new byte[100])));
        assertEquals(1, read(inner).dataSet().items(Tag.ViewCodeSequence).size());
    }

    @Test
    void wrongThingsInSequencesAndDelimitersOutsideAreRefused() throws IOException {
        assertEquals(
                Kind.MALFORMED,
                refusal(DicomBytes.file(EXPLICIT)
                        .head(Tag.ViewCodeSequence, "SQ", UNDEFINED)
                        .us(Tag.Rows, 1)));
        assertEquals(
                Kind.MALFORMED,
                refusal(DicomBytes.file(EXPLICIT).us(Tag.Rows, 1).tag(Tag.Item).u32(0)));
        assertEquals(
                Kind.MALFORMED,
                refusal(DicomBytes.file(EXPLICIT)
                        .us(Tag.Rows, 1)
                        .tag(Tag.SequenceDelimitationItem)
                        .u32(0)));
        assertEquals(Kind.MALFORMED, refusal(DicomBytes.file(EXPLICIT).head(Tag.PatientComments, "UT", UNDEFINED)));
        assertEquals(
                Kind.MALFORMED,
                refusal(DicomBytes.file(TransferSyntax.RLE)
                        .head(Tag.PixelData, "OB", UNDEFINED)
                        .us(Tag.Rows, 1)));
    }

    @Test
    void nestingIsLimited() throws IOException {
        DicomBytes bytes = DicomBytes.file(EXPLICIT);
        for (int depth = 0; depth < 200_000; depth++) {
            bytes.head(Tag.ViewCodeSequence, "SQ", UNDEFINED).tag(Tag.Item).u32(UNDEFINED);
        }
        assertEquals(Kind.LIMIT, refusal(bytes));
        DicomBytes hidden = DicomBytes.file(EXPLICIT)
                .head(0x00091001, "UN", UNDEFINED)
                .tag(Tag.Item)
                .u32(UNDEFINED);
        for (int depth = 0; depth < 200_000; depth++) {
            hidden.tag(Tag.ViewCodeSequence).u32(UNDEFINED).tag(Tag.Item).u32(UNDEFINED);
        }
        assertEquals(Kind.LIMIT, refusal(hidden));
    }

    @Test
    void theNumberOfElementsIsLimited() throws IOException {
        DicomBytes bytes = DicomBytes.file(EXPLICIT).head(Tag.ViewCodeSequence, "SQ", UNDEFINED);
        for (int i = 0; i < 50; i++) {
            bytes.tag(Tag.Item).u32(0);
        }
        bytes.tag(Tag.SequenceDelimitationItem).u32(0);
        assertEquals(Kind.LIMIT, refusal(bytes, new ReadOptions(false, 10, 50, 1000)));
        assertEquals(
                50,
                codec().read(bytes.write(folder), new ReadOptions(false, 10, 100, 1000))
                        .dataSet()
                        .items(Tag.ViewCodeSequence)
                        .size());
    }

    @Test
    void theBytesOfAllValuesAreLimitedInflatedOnesToo() throws IOException {
        DicomBytes plain = DicomBytes.file(EXPLICIT);
        for (int i = 1; i <= 3; i++) {
            plain.head(0x00091000 + i, "OB", 400).raw(new byte[400]);
        }
        assertEquals(Kind.LIMIT, refusal(plain, new ReadOptions(false, 10, 100, 1100)));
        assertEquals(
                Kind.LIMIT,
                refusal(
                        deflated(DicomBytes.little()
                                .head(0x00091001, "OB", 50_000_000)
                                .raw(new byte[50_000_000])),
                        new ReadOptions(false, 10, 100, 1_000_000)));
    }

    @Test
    void brokenDeflatedDataIsRefused() throws IOException {
        byte[] junk = {(byte) 0xff, 1, 2, 3, 4, 5, 6, 7, 8};
        assertEquals(
                Kind.MALFORMED, refusal(DicomBytes.file(TransferSyntax.DEFLATED).raw(junk)));
        byte[] whole = deflated(DicomBytes.little().head(0x00091001, "OB", 100).raw(new byte[100]))
                .bytes();
        assertEquals(Kind.TRUNCATED, refusal(DicomBytes.little().raw(Arrays.copyOf(whole, whole.length - 4))));
    }

    private static DicomBytes deflated(DicomBytes dataSet) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out, new Deflater(9, true))) {
            deflater.write(dataSet.bytes());
        }
        return DicomBytes.file(TransferSyntax.DEFLATED).raw(out.toByteArray());
    }
}
