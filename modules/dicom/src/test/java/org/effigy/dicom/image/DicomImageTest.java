package org.effigy.dicom.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.TestImages;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DicomImageTest {
    private static DicomImage image(DataSet header, int... cells) {
        return DicomImage.of(TestImages.row(header, cells));
    }

    private static DataSet sixteen(boolean signed) {
        return TestImages.header(1, 4, 16, 16, signed);
    }

    private static Kind refusal(DataSet dataSet, TransferSyntax syntax) {
        DicomException e = assertThrows(
                DicomException.class, () -> DicomImage.of(new DicomFile(new DataSet(), dataSet, syntax.uid())));
        assertEquals(1, e.getMessage().lines().count());
        return e.kind();
    }

    @Test
    void storedValuesAreCutAndSignExtended() {
        DataSet header = TestImages.header(1, 4, 16, 12, true);
        assertArrayEquals(
                new int[] {-1, 2047, -2048, 1},
                image(header, 0x0fff, 0xf7ff, 0x0800, 0xa001).storedValues(0));
    }

    @Test
    void ctBecomesHounsfieldUnits() {
        DataSet header = sixteen(true)
                .put(Tag.Modality, Vr.CS, "CT")
                .put(Tag.RescaleSlope, Vr.DS, "2")
                .put(Tag.RescaleIntercept, Vr.DS, "-1024.5");
        DicomImage image = image(header, 0, 1, -1 & 0xffff, 512);
        assertArrayEquals(new float[] {-1024.5f, -1022.5f, -1026.5f, -0.5f}, image.modalityValues(0));
        assertTrue(image.isHounsfield());
        assertEquals(2, image.rescaleSlope());
        assertEquals(-1024.5, image.rescaleIntercept());
        assertFalse(image(header.copy().put(Tag.RescaleType, Vr.LO, "US"), 0, 0, 0, 0)
                .isHounsfield());
        assertFalse(
                image(header.copy().put(Tag.Modality, Vr.CS, "CR"), 0, 0, 0, 0).isHounsfield());
    }

    @Test
    void monochrome1IsInvertedWithinTheRangeOfBitsStored() {
        DataSet unsigned =
                TestImages.header(1, 4, 16, 12, false).put(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME1");
        assertArrayEquals(
                new float[] {4095, 4094, 0, 2047},
                image(unsigned, 0, 1, 4095, 2048).modalityValues(0));
        assertArrayEquals(
                new int[] {0, 1, 4095, 2048}, image(unsigned, 0, 1, 4095, 2048).storedValues(0));
        DataSet signed = TestImages.header(1, 2, 16, 12, true).put(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME1");
        assertArrayEquals(new float[] {2047, -2048}, image(signed, 0x800, 0x7ff).modalityValues(0));
        DataSet rescaled = unsigned.copy().put(Tag.RescaleSlope, Vr.DS, "-2").put(Tag.RescaleIntercept, Vr.DS, "10");
        assertArrayEquals(
                new float[] {-8180, -8178, 10, -4086 + 2},
                image(rescaled, 0, 1, 4095, 2048).modalityValues(0));
    }

    @Test
    void paddingPixelsGetTheLowestOfTheOthers() {
        DataSet header =
                sixteen(true).putNumbers(Tag.PixelPaddingValue, Vr.SS, -2000).put(Tag.RescaleIntercept, Vr.DS, "5");
        assertArrayEquals(
                new float[] {-995, -995, 105, 5},
                image(header, -2000 & 0xffff, -1000 & 0xffff, 100, 0).modalityValues(0));
        DataSet range = header.copy().putNumbers(Tag.PixelPaddingRangeLimit, Vr.SS, -1000);
        assertArrayEquals(
                new float[] {5, 5, 105, 5},
                image(range, -2000 & 0xffff, -1000 & 0xffff, 100, 0).modalityValues(0));
        DataSet wrongVr = sixteen(true).putInts(Tag.PixelPaddingValue, Vr.US, -2000 & 0xffff);
        assertArrayEquals(
                new float[] {0, 7, 100, 0},
                image(wrongVr, -2000 & 0xffff, 7, 100, 0).modalityValues(0));
        assertArrayEquals(
                new float[] {-2000, -2000, -2000, -2000},
                image(sixteen(true).putNumbers(Tag.PixelPaddingValue, Vr.SS, -2000), 63536, 63536, 63536, 63536)
                        .modalityValues(0));
    }

    @Test
    void paddingOfAnInvertedImageIsDarkToo() {
        DataSet header = TestImages.header(1, 3, 8, 8, false)
                .put(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME1")
                .putInts(Tag.PixelPaddingValue, Vr.US, 0);
        assertArrayEquals(new float[] {55, 55, 245}, image(header, 0, 200, 10).modalityValues(0));
    }

    @Test
    void aModalityTableIsLookedUpAndHeldAtItsEnds() {
        ByteBuffer table = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN);
        table.putShort((short) 10).putShort((short) 500).putShort((short) 60000);
        DataSet lut = new DataSet()
                .putNumbers(Tag.LUTDescriptor, Vr.SS, 3, -1, 16)
                .putBytes(Tag.LUTData, Vr.OW, table.array());
        DataSet header = sixteen(true).putItems(Tag.ModalityLUTSequence, lut);
        assertArrayEquals(
                new float[] {10, 10, 500, 60000},
                image(header, -9 & 0xffff, -1 & 0xffff, 0, 1).modalityValues(0));
        assertArrayEquals(
                new float[] {60000, 60000, 10, 10},
                image(header, 1, 900, 65535, 65500).modalityValues(0));
    }

    @Test
    void framesMayHaveTheirOwnRescale() {
        DataSet header = TestImages.header(1, 2, 16, 16, false).put(Tag.NumberOfFrames, Vr.IS, "2");
        header.putItems(Tag.PerFrameFunctionalGroupsSequence, group("1", "-100"), group("3", "0"));
        header.putItems(Tag.SharedFunctionalGroupsSequence, group("7", "7"));
        DicomImage image = image(header, 1, 2, 3, 4);
        assertArrayEquals(new float[] {-99, -98}, image.modalityValues(0));
        assertArrayEquals(new float[] {9, 12}, image.modalityValues(1));
        header.remove(Tag.PerFrameFunctionalGroupsSequence);
        assertArrayEquals(new float[] {28, 35}, image(header, 1, 2, 3, 4).modalityValues(1));
    }

    private static DataSet group(String slope, String intercept) {
        return new DataSet()
                .putItems(
                        Tag.PixelValueTransformationSequence,
                        new DataSet().put(Tag.RescaleSlope, Vr.DS, slope).put(Tag.RescaleIntercept, Vr.DS, intercept));
    }

    @Test
    void windowAndSpacingAreReadOrAbsent() {
        DataSet header = sixteen(false)
                .put(Tag.WindowCenter, Vr.DS, "40", "600")
                .put(Tag.WindowWidth, Vr.DS, "400", "1500")
                .put(Tag.ImagerPixelSpacing, Vr.DS, "0.2", "0.3");
        DicomImage image = image(header, 0, 0, 0, 0);
        assertEquals(new DicomImage.Window(40, 400), image.window().orElseThrow());
        assertEquals(new DicomImage.Spacing(0.2, 0.3), image.spacing().orElseThrow());
        header.put(Tag.PixelSpacing, Vr.DS, "0.5", "0.6").put(Tag.WindowWidth, Vr.DS, "wide");
        assertEquals(new DicomImage.Spacing(0.5, 0.6), image.spacing().orElseThrow());
        assertTrue(image.window().isEmpty());
        assertTrue(image(sixteen(false), 0, 0, 0, 0).spacing().isEmpty());
    }

    @Test
    void pixelsOf1And32BitsAreRead() {
        DataSet bits = TestImages.header(2, 4, 1, 1, false).putBytes(Tag.PixelData, Vr.OB, new byte[] {0b0110_1001, 0});
        assertArrayEquals(
                new int[] {1, 0, 0, 1, 0, 1, 1, 0},
                DicomImage.of(DicomFile.of(bits)).storedValues(0));
        DicomImage wide = image(TestImages.header(1, 2, 32, 32, false), -1, 7);
        assertArrayEquals(new float[] {4294967295f, 7}, wide.modalityValues(0));
    }

    @Test
    void theFramesOfANativeImageFollowEachOtherAndSurplusBytesAreIgnored() {
        DataSet header = TestImages.header(1, 2, 8, 8, false).put(Tag.NumberOfFrames, Vr.IS, "3");
        DicomImage image = image(header, 1, 2, 3, 4, 5, 6, 99, 98);
        assertEquals(3, image.frames());
        assertArrayEquals(new int[] {5, 6}, image.storedValues(2));
        assertThrows(IllegalArgumentException.class, () -> image.storedValues(3));
        assertThrows(IllegalArgumentException.class, () -> image.storedValues(-1));
    }

    @Test
    void contradictionsAndMissingAttributesAreRefused() {
        record Case(Kind kind, Consumer<DataSet> change) {}
        List<Case> cases = List.of(
                new Case(Kind.TRUNCATED, d -> d.putInts(Tag.Rows, Vr.US, 2)),
                new Case(Kind.TRUNCATED, d -> d.putInts(Tag.Rows, Vr.US, 4000).putInts(Tag.Columns, Vr.US, 4000)),
                new Case(Kind.LIMIT, d -> d.putInts(Tag.Rows, Vr.US, 65535).putInts(Tag.Columns, Vr.US, 65535)),
                new Case(Kind.TRUNCATED, d -> d.put(Tag.NumberOfFrames, Vr.IS, "2147483647")),
                new Case(Kind.MALFORMED, d -> d.put(Tag.NumberOfFrames, Vr.IS, "-1")),
                new Case(Kind.MALFORMED, d -> d.put(Tag.NumberOfFrames, Vr.IS, "1A")),
                new Case(Kind.MALFORMED, d -> d.putInts(Tag.Rows, Vr.US, 0)),
                new Case(Kind.MALFORMED, d -> d.remove(Tag.Rows)),
                new Case(Kind.MALFORMED, d -> d.remove(Tag.Columns)),
                new Case(Kind.MALFORMED, d -> d.remove(Tag.BitsAllocated)),
                new Case(Kind.MALFORMED, d -> d.putInts(Tag.BitsStored, Vr.US, 17)),
                new Case(Kind.MALFORMED, d -> d.putInts(Tag.BitsStored, Vr.US, 0)),
                new Case(Kind.MALFORMED, d -> d.putInts(Tag.PixelRepresentation, Vr.US, 2)),
                new Case(Kind.UNSUPPORTED, d -> d.putInts(Tag.BitsAllocated, Vr.US, 24)
                        .putInts(Tag.BitsStored, Vr.US, 8)),
                new Case(Kind.UNSUPPORTED, d -> d.putInts(Tag.BitsAllocated, Vr.US, 64)),
                new Case(Kind.UNSUPPORTED, d -> d.putInts(Tag.SamplesPerPixel, Vr.US, 3)),
                new Case(Kind.MALFORMED, d -> d.put(Tag.PhotometricInterpretation, Vr.CS, "PALETTE COLOR")),
                new Case(Kind.UNSUPPORTED, d -> d.putBytes(Tag.FloatPixelData, Vr.OF, new byte[4])),
                new Case(Kind.MISSING, d -> d.remove(Tag.PixelData)),
                new Case(Kind.MISSING, d -> d.putBytes(Tag.PixelData, Vr.OW, new byte[0])),
                new Case(
                        Kind.MALFORMED,
                        d -> d.put(Element.encapsulated(Tag.PixelData, Vr.OB, List.of(new byte[0], new byte[8])))));
        for (int i = 0; i < cases.size(); i++) {
            DataSet dataSet = TestImages.row(sixteen(false), 1, 2, 3, 4).dataSet();
            cases.get(i).change().accept(dataSet);
            assertEquals(cases.get(i).kind(), refusal(dataSet, TransferSyntax.EXPLICIT_LITTLE_ENDIAN), "case " + i);
        }
    }

    @Test
    void whatCanBePutRightIsNoted() {
        DataSet dataSet = sixteen(false).put(Tag.NumberOfFrames, Vr.IS, "0").putInts(Tag.HighBit, Vr.US, 3);
        dataSet.remove(Tag.PixelRepresentation);
        dataSet.remove(Tag.PhotometricInterpretation);
        DicomImage image = image(dataSet, 1, 2, 3, 65535);
        assertArrayEquals(new int[] {1, 2, 3, 65535}, image.storedValues(0));
        assertEquals(4, image.notes().size());
    }

    @Test
    void aSlopeOfZeroIsRefusedWhenItIsUsed() {
        DicomImage image = image(sixteen(false).put(Tag.RescaleSlope, Vr.DS, "0"), 1, 2, 3, 4);
        assertArrayEquals(new int[] {1, 2, 3, 4}, image.storedValues(0));
        assertThrows(DicomException.class, () -> image.modalityValues(0));
    }

    @ParameterizedTest
    @EnumSource(TransferSyntax.class)
    void eachTransferSyntaxIsDecodedOrRefusedByItsName(TransferSyntax syntax) {
        DataSet dataSet = TestImages.header(1, 2, 8, 8, false);
        dataSet.put(Element.encapsulated(Tag.PixelData, Vr.OB, List.of(new byte[0], new byte[1])));
        DicomException e = assertThrows(
                DicomException.class, () -> DicomImage.of(new DicomFile(new DataSet(), dataSet, syntax.uid()))
                        .storedValues(0));
        if (!syntax.isDecoded()) {
            assertEquals(Kind.UNSUPPORTED, e.kind());
            assertTrue(e.getMessage().contains(syntax.uid() + " (" + syntax.title() + ")"), e.getMessage());
        }
    }

    @Test
    void anUnknownTransferSyntaxIsNamedOnlyIfItIsOneOfDicoms() {
        DataSet dataSet = TestImages.row(sixteen(false), 1, 2, 3, 4).dataSet();
        String secret = "1.2.3.SECRET";
        DicomException e =
                assertThrows(DicomException.class, () -> DicomImage.of(new DicomFile(new DataSet(), dataSet, secret)));
        assertEquals(Kind.UNSUPPORTED, e.kind());
        assertFalse(e.getMessage().contains(secret));
        String future = "1.2.840.10008.1.2.4.999";
        DicomException other =
                assertThrows(DicomException.class, () -> DicomImage.of(new DicomFile(new DataSet(), dataSet, future)));
        assertTrue(other.getMessage().contains(future));
    }
}
