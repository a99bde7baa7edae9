package org.effigy.dicom.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import org.effigy.codecs.Rgb;
import org.effigy.codecs.jpeg.JpegColors;
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

/** Colour brought to grey: the formula, colour spaces against pydicom, layouts, palettes. */
class ColorImageTest {
    private static byte[] bytes(int... values) {
        byte[] out = new byte[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) values[i];
        }
        return out;
    }

    private static byte[] words(int... values) {
        byte[] out = new byte[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            out[2 * i] = (byte) values[i];
            out[2 * i + 1] = (byte) (values[i] >>> 8);
        }
        return out;
    }

    private static DataSet header(int columns, String photometric, int planar) {
        return TestImages.header(1, columns, 8, 8, false)
                .putInts(Tag.SamplesPerPixel, Vr.US, 3)
                .put(Tag.PhotometricInterpretation, Vr.CS, photometric)
                .putInts(Tag.PlanarConfiguration, Vr.US, planar);
    }

    private static DicomImage image(DataSet header, byte[] pixels) {
        return DicomImage.of(DicomFile.of(header.copy().putBytes(Tag.PixelData, Vr.OB, pixels)));
    }

    @Test
    void greyStaysExactlyAsItIs() {
        int[] levels = IntStream.range(0, 65536).toArray();
        int[] rgb = Arrays.stream(levels).flatMap(v -> IntStream.of(v, v, v)).toArray();
        assertArrayEquals(levels, Rgb.gray(rgb));
        assertArrayEquals(
                new int[] {-1, 0x80000000}, Rgb.gray(new int[] {-1, -1, -1, 0x80000000, 0x80000000, 0x80000000}));
    }

    /** 0.299 R + 0.587 G + 0.114 B, as Python rounds it. */
    @Test
    void brightnessIsThatOfItu601() {
        DicomImage image = image(header(5, "RGB", 0), bytes(255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3, 200, 100, 50, 0));
        assertArrayEquals(new int[] {76, 150, 29, 2, 124}, image.storedValues(0));
        assertArrayEquals(new float[] {76, 150, 29, 2, 124}, image.modalityValues(0));
        assertTrue(image.isColor());
        assertFalse(image.isHounsfield());
        assertTrue(
                image.notes().stream().anyMatch(n -> n.contains("0.299")),
                image.notes().toString());
    }

    /** Golden values from pydicom's convert_color_space. */
    @Test
    void luminanceAndDifferencesBecomeRgbAsInPydicom() {
        int[] ybr = {
            0, 128, 128, 255, 128, 128, 128, 0, 128, 128, 255, 128, 128, 128, 0, 128, 128, 255, 76, 85, 255, 150, 44,
            21, 29, 255, 107, 100, 253, 3, 200, 20, 240, 17, 3, 250
        };
        int[] rgb = {
            0, 0, 0, 255, 255, 255, 128, 172, 0, 128, 84, 255, 0, 219, 128, 255, 37, 128, 254, 0, 0, 0, 255, 1, 0, 0,
            254, 0, 146, 255, 255, 157, 9, 188, 0, 0
        };
        DicomImage image = image(header(12, "YBR_FULL", 0), bytes(ybr));
        assertArrayEquals(rgb, image.rgbValues(0));
        assertArrayEquals(Rgb.gray(rgb), image.storedValues(0));
        assertArrayEquals(rgb, ColorSpace.RGB.toRgb(rgb.clone(), 8));
    }

    @Test
    void coloursMayStandPixelByPixelOrPlaneByPlaneFrameByFrame() {
        int[] grey = {76, 150, 150, 29};
        byte[] together = bytes(255, 0, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255);
        byte[] planes = bytes(255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255);
        for (int planar = 0; planar < 2; planar++) {
            DataSet header = header(2, "RGB", planar).put(Tag.NumberOfFrames, Vr.IS, "2");
            DicomImage image = image(header, planar == 0 ? together : planes);
            assertArrayEquals(Arrays.copyOf(grey, 2), image.storedValues(0));
            assertArrayEquals(Arrays.copyOfRange(grey, 2, 4), image.storedValues(1));
        }
    }

    @Test
    void neighboursMayShareTheirDifferences() {
        DataSet header = header(2, "YBR_FULL_422", 0).put(Tag.NumberOfFrames, Vr.IS, "2");
        DicomImage image = image(header, bytes(10, 20, 128, 128, 76, 29, 85, 255));
        assertArrayEquals(new int[] {10, 20}, image.storedValues(0));
        assertArrayEquals(new int[] {254, 0, 0, 207, 0, 0}, image.rgbValues(1));
        assertThrows(DicomException.class, () -> image(header, bytes(10, 20, 128, 128, 76, 29)));
        DataSet inFragments = header.copy();
        inFragments.put(Element.encapsulated(
                Tag.PixelData, Vr.OB, List.of(new byte[0], bytes(10, 20, 128, 128), bytes(76, 29, 85, 255))));
        String syntax = TransferSyntax.ENCAPSULATED_UNCOMPRESSED.uid();
        DicomImage fragments = DicomImage.of(new DicomFile(new DataSet(), inFragments, syntax));
        assertArrayEquals(new int[] {254, 0, 0, 207, 0, 0}, fragments.rgbValues(1));
        DicomException odd =
                assertThrows(DicomException.class, () -> image(header(3, "YBR_FULL_422", 0), new byte[18]));
        assertEquals(Kind.MALFORMED, odd.kind());
    }

    private static DataSet palette(int entries, int first, int bits, byte[] red, byte[] green, byte[] blue) {
        DataSet d = TestImages.header(1, 6, 8, 8, false).put(Tag.PhotometricInterpretation, Vr.CS, "PALETTE COLOR");
        for (int color = 0; color < 3; color++) {
            d.putInts(Tag.RedPaletteColorLookupTableDescriptor + color, Vr.US, entries, first, bits);
        }
        d.putBytes(Tag.RedPaletteColorLookupTableData, Vr.OW, red);
        d.putBytes(Tag.GreenPaletteColorLookupTableData, Vr.OW, green);
        return d.putBytes(Tag.BluePaletteColorLookupTableData, Vr.OW, blue);
    }

    @Test
    void aPaletteMapsFromItsFirstValueOnAndItsEndsServeForTheRest() {
        byte[] red = bytes(10, 255, 0, 30);
        byte[] green = bytes(10, 0, 255, 30);
        byte[] blue = bytes(10, 0, 0, 30);
        DicomImage image = image(palette(4, 3, 8, red, green, blue), bytes(0, 3, 4, 5, 6, 255));
        assertArrayEquals(new int[] {10, 10, 76, 150, 30, 30}, image.storedValues(0));
        assertEquals(8, image.bitsStored());
        assertTrue(image.isColor());
    }

    @Test
    void aPaletteOf16BitsGivesValuesOf16Bits() {
        byte[] table = words(0, 65535, 1000, 4660);
        DicomImage image = image(palette(4, 0, 16, table, table, table), bytes(0, 1, 2, 3, 4, 1));
        assertArrayEquals(new int[] {0, 65535, 1000, 4660, 4660, 65535}, image.storedValues(0));
        assertEquals(16, image.bitsStored());
        assertEquals(16, image.bitsAllocated());
    }

    @Test
    void aPaletteOf8BitsMayStandIn16BitWords() {
        byte[] table = words(7, 8, 9, 255);
        DicomImage image = image(palette(4, 0, 8, table, table, table), bytes(0, 1, 2, 3, 4, 1));
        assertArrayEquals(new int[] {7, 8, 9, 255, 255, 8}, image.storedValues(0));
        assertEquals(8, image.bitsStored());
    }

    @Test
    void ofSignedPixelsTheFirstMappedValueIsSignedToo() {
        byte[] table = bytes(1, 2, 3, 4);
        DataSet d = palette(4, -2 & 0xffff, 8, table, table, table).putInts(Tag.PixelRepresentation, Vr.US, 1);
        assertArrayEquals(
                new int[] {1, 1, 2, 3, 4, 4},
                image(d, bytes(-9, -2, -1, 0, 1, 9)).storedValues(0));
        assertFalse(image(d, new byte[6]).isSigned());
    }

    /** Golden values from pydicom's expansion of segments. */
    @Test
    void tablesInSegmentsAreWrittenOutAsInPydicom() {
        int[] eight = {0, 2, 10, 20, 1, 5, 200, 0, 1, 7, 2, 2, 4, 0, 0, 0, 1, 3, 8};
        assertArrayEquals(
                new int[] {10, 20, 56, 92, 128, 164, 200, 7, 46, 84, 123, 161, 200, 7, 7, 8, 8},
                new PaletteSegments(eight, false, 17, Tag.SegmentedRedPaletteColorLookupTableData).expand());
        int[] sixteen = {0, 1, 1000, 1, 4, 0, 0, 2, 65535, 3, 1, 5, 40000};
        assertArrayEquals(
                new int[] {1000, 750, 500, 250, 0, 65535, 3, 8002, 16002, 24001, 32001, 40000},
                new PaletteSegments(sixteen, true, 12, Tag.SegmentedRedPaletteColorLookupTableData).expand());
        // PS3.3, C.7.9.2.3: the place is counted in bytes, so 6 is the fourth word.
        int[] repeated = {0, 1, 5, 1, 2, 9, 2, 1, 6, 0};
        assertArrayEquals(
                new int[] {5, 7, 9, 9, 9},
                new PaletteSegments(repeated, true, 5, Tag.SegmentedRedPaletteColorLookupTableData).expand());
    }

    @Test
    void segmentsThatEndLoopOrPromiseTooMuchAreRefusedAndNeverTakeMoreThanTheTable() {
        List<int[]> wrong = List.of(
                new int[] {1, 5, 200},
                new int[] {0, 5, 1, 2},
                new int[] {0, 1, 1, 2, 1, 3, 0, 0, 0},
                new int[] {0, 1, 1, 2, 255, 255, 255, 255, 255},
                new int[] {0, 1, 1, 2, 1, 0, 0, 0, 0, 2, 1, 3, 0, 0, 0},
                new int[] {3, 1, 1},
                new int[] {0, 2, 1, 2});
        for (int[] segments : wrong) {
            assertThrows(
                    DicomException.class,
                    () -> new PaletteSegments(segments, false, 9, Tag.SegmentedRedPaletteColorLookupTableData).expand(),
                    Arrays.toString(segments));
        }
        int[] endless = {0, 1, 1, 1, 255, 9, 2, 255, 0, 0, 0, 0, 2, 255, 0, 0, 0, 0};
        assertEquals(
                300,
                new PaletteSegments(endless, false, 300, Tag.SegmentedRedPaletteColorLookupTableData).expand().length);
    }

    @Test
    void contradictionsBetweenColourAndSamplesAreRefused() {
        List<Consumer<DataSet>> changes = List.of(
                d -> d.putInts(Tag.SamplesPerPixel, Vr.US, 1),
                d -> d.putInts(Tag.SamplesPerPixel, Vr.US, 4),
                d -> d.put(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME2"),
                d -> d.put(Tag.PhotometricInterpretation, Vr.CS, "PALETTE COLOR"),
                d -> d.put(Tag.PhotometricInterpretation, Vr.CS, "YBR_PARTIAL_420"),
                d -> d.put(Tag.PhotometricInterpretation, Vr.CS, "JOHN DOE"));
        for (int i = 0; i < changes.size(); i++) {
            DataSet d = header(2, "RGB", 0);
            changes.get(i).accept(d);
            DicomException e = assertThrows(DicomException.class, () -> image(d, new byte[6]), "case " + i);
            assertEquals(Kind.UNSUPPORTED, e.kind(), "case " + i);
            assertFalse(e.getMessage().contains("DOE"));
        }
        DataSet none = palette(4, 0, 8, new byte[4], new byte[4], new byte[4]);
        none.remove(Tag.BluePaletteColorLookupTableData);
        assertThrows(DicomException.class, () -> image(none, new byte[6]));
        assertThrows(
                DicomException.class,
                () -> image(palette(9, 0, 8, new byte[4], new byte[4], new byte[4]), new byte[6]));
    }

    @Test
    void aDecodedCopyKeepsTheColours() {
        byte[] pixels = bytes(255, 0, 0, 0, 255, 0);
        DicomFile before = DicomFile.of(header(2, "RGB", 0).putBytes(Tag.PixelData, Vr.OB, pixels));
        DicomFile after = ExplicitFile.of(before, DicomImage.of(before));
        assertArrayEquals(
                pixels, after.dataSet().element(Tag.PixelData).orElseThrow().bytes());
        assertEquals(
                "RGB", after.dataSet().string(Tag.PhotometricInterpretation).orElseThrow());
        DataSet half = header(2, "YBR_FULL_422", 0).putBytes(Tag.PixelData, Vr.OB, bytes(10, 20, 128, 128));
        DicomFile subsampled = ExplicitFile.of(DicomFile.of(half), DicomImage.of(DicomFile.of(half)));
        assertArrayEquals(new int[] {10, 20}, DicomImage.of(subsampled).storedValues(0));
    }

    @Test
    void aCompressedCopyOfAPaletteImageHoldsThePlacesInThePalette() {
        byte[] table = bytes(90, 10, 50, 30);
        byte[] places = bytes(0, 1, 2, 3, 2, 1);
        DicomFile before = DicomFile.of(palette(4, 0, 8, table, table, table).putBytes(Tag.PixelData, Vr.OB, places));
        for (PixelEncoding encoding : List.of(PixelEncoding.RLE, PixelEncoding.JPEG_LS)) {
            DicomImage copy = DicomImage.of(EncodedFile.of(before, encoding));
            assertArrayEquals(new int[] {0, 1, 2, 3, 2, 1}, copy.samples(0));
            assertArrayEquals(new int[] {90, 10, 50, 30, 50, 10}, copy.storedValues(0));
        }
    }

    @Test
    void framesMayBeDeflatedOneByOne() {
        DataSet d = header(2, "RGB", 1).put(Tag.NumberOfFrames, Vr.IS, "2");
        byte[] one = deflated(bytes(255, 0, 0, 255, 0, 0));
        byte[] two = deflated(bytes(0, 9, 0, 9, 255, 9));
        d.put(Element.encapsulated(Tag.PixelData, Vr.OB, List.of(new byte[0], one, two)));
        String syntax = TransferSyntax.DEFLATED_IMAGE_FRAME.uid();
        DicomImage image = DicomImage.of(new DicomFile(new DataSet(), d, syntax));
        assertArrayEquals(new int[] {76, 150}, image.storedValues(0));
        assertArrayEquals(new int[] {29, 9}, image.storedValues(1));
        d.put(Element.encapsulated(Tag.PixelData, Vr.OB, List.of(new byte[0], deflated(new byte[5]), new byte[9])));
        DicomImage broken = DicomImage.of(new DicomFile(new DataSet(), d, syntax));
        assertThrows(DicomException.class, () -> broken.storedValues(0));
        assertThrows(DicomException.class, () -> broken.storedValues(1));
    }

    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(bytes);
        deflater.finish();
        byte[] out = new byte[100];
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.write(out, 0, deflater.deflate(out));
        deflater.end();
        return stream.toByteArray();
    }

    @Test
    void aJpegTellsByItsMarkersThatItHoldsDifferences() {
        byte[] jfif = bytes(0xff, 0xd8, 0xff, 0xe0, 0, 7, 'J', 'F', 'I', 'F', 0, 0xff, 0xda, 0, 2);
        assertTrue(JpegColors.areDifferences(jfif));
        for (int transform = 0; transform < 2; transform++) {
            byte[] adobe = bytes(
                    0xff, 0xd8, 0xff, 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform, 0xff, 0xda);
            assertEquals(transform == 1, JpegColors.areDifferences(adobe));
        }
        for (int sampling : new int[] {0x11, 0x21, 0x22}) {
            byte[] head = bytes(
                    0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0, 1, 0, 1, 3, 1, sampling, 0, 2, 0x11, 1, 3, 0x11, 1, 0xff,
                    0xda);
            assertEquals(sampling != 0x11, JpegColors.areDifferences(head), "sampling " + sampling);
        }
        assertFalse(JpegColors.areDifferences(bytes(0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff, 1)));
        assertFalse(JpegColors.areDifferences(new byte[0]));
    }
}
