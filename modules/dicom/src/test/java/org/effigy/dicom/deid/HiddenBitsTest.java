package org.effigy.dicom.deid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.codecs.FrameEncoder;
import org.effigy.codecs.FrameFormat;
import org.effigy.codecs.NativeCells;
import org.effigy.codecs.Samples;
import org.effigy.codecs.jpeg2000.Jpeg2000Decoder;
import org.effigy.codecs.jpeg2000.Jpeg2000Encoder;
import org.effigy.codecs.jpegls.JpegLsDecoder;
import org.effigy.codecs.jpegls.JpegLsEncoder;
import org.effigy.codecs.rle.RleDecoder;
import org.effigy.codecs.rle.RleEncoder;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.GoldenFiles;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;
import org.effigy.dicom.image.DicomImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Draws in the bits of cells that are not the value; they are cleared, whatever attributes say, or the file is refused. */
class HiddenBitsTest {
    private static final int ROWS = 12;
    private static final int COLUMNS = 10;
    private static final int OVERLAY_BIT_POSITION = 0x60000102;

    /** How values lie in cells, and what an attribute says of an overlay in them. */
    record Cell(int allocated, int stored, int highBit, boolean signed, Optional<Integer> overlay) {
        FrameFormat format() {
            return new FrameFormat(ROWS, COLUMNS, allocated, stored, highBit, signed);
        }

        boolean isAtBottom() {
            return highBit == stored - 1;
        }
    }

    static Stream<Cell> cells() {
        Stream.Builder<Cell> all = Stream.builder();
        for (int[] c :
                new int[][] {{8, 6, 5}, {8, 6, 7}, {16, 12, 11}, {16, 12, 15}, {16, 10, 12}, {16, 15, 14}, {32, 20, 19}
                }) {
            for (boolean signed : new boolean[] {false, true}) {
                for (int overlay : new int[] {-1, 0, c[2] + 1}) {
                    all.add(new Cell(c[0], c[1], c[2], signed, overlay < 0 ? Optional.empty() : Optional.of(overlay)));
                }
            }
        }
        return all.build();
    }

    private static int mask(int bits) {
        return bits == 32 ? -1 : (1 << bits) - 1;
    }

    /** Returns cells with values of every kind in them and other bits all over the rest. */
    private static int[] drawn(Cell cell) {
        Random random = new Random(7);
        int[] cells = new int[ROWS * COLUMNS];
        Arrays.setAll(cells, i -> random.nextInt() & mask(cell.allocated));
        return cells;
    }

    /** Returns the cells with the value alone, as they must come out. */
    private static int[] clean(int[] drawn, Cell cell) {
        return Arrays.stream(drawn)
                .map(c -> cell.format().value(c) << cell.highBit - cell.stored + 1 & mask(cell.allocated))
                .toArray();
    }

    private static DataSet header(Cell cell) {
        DataSet d = TestObjects.ct().dataSet();
        d.putInts(Tag.Rows, Vr.US, ROWS).putInts(Tag.Columns, Vr.US, COLUMNS);
        d.putInts(Tag.BitsAllocated, Vr.US, cell.allocated).putInts(Tag.BitsStored, Vr.US, cell.stored);
        d.putInts(Tag.HighBit, Vr.US, cell.highBit).putInts(Tag.PixelRepresentation, Vr.US, cell.signed ? 1 : 0);
        cell.overlay.ifPresent(bit -> d.putInts(OVERLAY_BIT_POSITION, Vr.US, bit));
        return d;
    }

    private static DicomFile encoded(Cell cell, TransferSyntax syntax, byte[] frame) {
        DataSet d = header(cell);
        byte[] even = Arrays.copyOf(frame, frame.length + frame.length % 2);
        d.put(Element.encapsulated(Tag.PixelData, Vr.OB, List.of(new byte[0], even)));
        return new DicomFile(new DataSet(), d, syntax.uid());
    }

    private static DataSet scrubbed(DicomFile file) {
        DeidOptions options = DeidOptions.basic().with(DeidOption.CLEAN_GRAPHICS);
        DicomFile out = new Deidentifier(options, TestObjects.KEY).apply(file);
        int[] before = file.dataSet().integer(Tag.BitsAllocated).orElse(0) == 0
                ? new int[0]
                : DicomImage.of(file).storedValues(0);
        assertArrayEquals(before, DicomImage.of(out).storedValues(0), "values");
        assertFalse(out.dataSet().contains(OVERLAY_BIT_POSITION));
        return out.dataSet();
    }

    private static byte[] frame(DataSet out) {
        return out.element(Tag.PixelData).orElseThrow().fragments().get(1);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void nativeCellsHoldTheValueAlone(Cell cell) {
        int[] drawn = drawn(cell);
        byte[] bytes = new byte[drawn.length * cell.allocated / 8];
        NativeCells.encode(drawn, cell.allocated, bytes, 0);
        DicomFile file = DicomFile.of(header(cell).putBytes(Tag.PixelData, Vr.OW, bytes));
        NativeCells.encode(clean(drawn, cell), cell.allocated, bytes = bytes.clone(), 0);
        assertArrayEquals(
                bytes, scrubbed(file).element(Tag.PixelData).orElseThrow().bytes());
    }

    @ParameterizedTest
    @MethodSource("cells")
    void rleCellsHoldTheValueAlone(Cell cell) {
        int[] drawn = drawn(cell);
        byte[] frame = new RleEncoder().encode(drawn, cell.format());
        byte[] out = frame(scrubbed(encoded(cell, TransferSyntax.RLE, frame)));
        assertArrayEquals(
                clean(drawn, cell), RleDecoder.decode(out, cell.format()).values());
    }

    static Stream<Cell> smallCells() {
        return cells().filter(c -> c.allocated <= 16);
    }

    private static FrameFormat whole(Cell cell) {
        int bits = cell.allocated;
        return new FrameFormat(ROWS, COLUMNS, bits, bits, bits - 1, false);
    }

    private static void assertNoBits(Samples samples, FrameFormat format) {
        assertEquals(0, UnusedBits.count(samples.values(), samples.precision(), format));
    }

    @ParameterizedTest
    @MethodSource("smallCells")
    void jpegLsHoldsTheValueAloneOrIsRefused(Cell cell) {
        byte[] frame = new JpegLsEncoder().encode(drawn(cell), whole(cell));
        DicomFile file = encoded(cell, TransferSyntax.JPEG_LS_LOSSLESS, frame);
        if (!cell.isAtBottom()) {
            assertThrows(InputException.class, () -> scrubbed(file));
            return;
        }
        assertNoBits(JpegLsDecoder.decode(frame(scrubbed(file)), cell.format()), cell.format());
    }

    @ParameterizedTest
    @MethodSource("smallCells")
    void jpeg2000HoldsTheValueAloneOrIsRefused(Cell cell) {
        byte[] frame = new Jpeg2000Encoder().encode(drawn(cell), whole(cell));
        DicomFile file = encoded(cell, TransferSyntax.JPEG_2000_LOSSLESS, frame);
        DeidOptions options = DeidOptions.basic().with(DeidOption.CLEAN_GRAPHICS);
        if (!cell.isAtBottom()) {
            assertThrows(InputException.class, () -> new Deidentifier(options, TestObjects.KEY).apply(file));
            return;
        }
        DataSet out = new Deidentifier(options, TestObjects.KEY).apply(file).dataSet();
        int[] expected = Arrays.stream(drawn(cell)).map(cell.format()::value).toArray();
        assertArrayEquals(
                expected, Jpeg2000Decoder.decode(frame(out), cell.format()).values());
    }

    @Test
    void signsThatAreExtendedOrNotAreNoDrawing() {
        for (FrameEncoder encoder : List.of(new JpegLsEncoder(), new Jpeg2000Encoder())) {
            FrameFormat format = new FrameFormat(ROWS, COLUMNS, 16, 12, 11, true);
            int[] values = new int[ROWS * COLUMNS];
            Arrays.setAll(values, i -> i * 30 - 2000);
            byte[] frame = encoder.encode(values, format);
            boolean ls = encoder instanceof JpegLsEncoder;
            TransferSyntax syntax = ls ? TransferSyntax.JPEG_LS_LOSSLESS : TransferSyntax.JPEG_2000_LOSSLESS;
            Cell cell = new Cell(16, 12, 11, true, Optional.empty());
            byte[] out = frame(scrubbed(encoded(cell, syntax, frame)));
            assertArrayEquals(frame, Arrays.copyOf(out, frame.length), "nothing had to be written anew");
        }
    }

    /** Golden frames that are given fewer bits than they have. */
    static Stream<String> others() throws IOException {
        return GoldenFiles.byName().keySet().stream()
                .filter(name -> name.contains("12 ") || name.contains("bits16") || name.contains("ht-order"))
                .filter(name -> !name.startsWith("rle") && !name.contains("signed"));
    }

    @ParameterizedTest
    @MethodSource("others")
    void framesWithMoreBitsThanTheHeaderSaysAreCleanedOrRefusedWithTheReason(String name) throws IOException {
        DicomFile file = GoldenFiles.byName().get(name);
        int stored = 6;
        file.dataSet().putInts(Tag.BitsStored, Vr.US, stored).putInts(Tag.HighBit, Vr.US, stored - 1);
        Deidentifier deidentifier = new Deidentifier(DeidOptions.basic().withBurnedInAllowed(), TestObjects.KEY);
        boolean writable = name.startsWith("jpegls") || (name.startsWith("jpeg2000") && !name.contains("ht-"));
        if (writable) {
            DicomImage image = DicomImage.of(deidentifier.apply(file));
            for (int value : image.storedValues(0)) {
                assertTrue(value >= 0 && value < 1 << stored);
            }
        } else {
            InputException e = assertThrows(InputException.class, () -> deidentifier.apply(file));
            assertTrue(e.getMessage().contains("bits outside of BitsStored (0028,0101) are set"), e.getMessage());
        }
    }

    @Test
    void packedCellsAndTheBitsBehindThemAreClean() {
        for (int allocated : new int[] {1, 12}) {
            DataSet d = TestObjects.ct().dataSet();
            d.putInts(Tag.Rows, Vr.US, 3).putInts(Tag.Columns, Vr.US, 3);
            int stored = allocated == 1 ? 1 : 9;
            d.putInts(Tag.BitsAllocated, Vr.US, allocated).putInts(Tag.BitsStored, Vr.US, stored);
            d.putInts(Tag.HighBit, Vr.US, stored - 1);
            byte[] bytes = new byte[20];
            Arrays.fill(bytes, (byte) 0xff);
            byte[] out = scrubbed(DicomFile.of(d.putBytes(Tag.PixelData, Vr.OW, bytes)))
                    .element(Tag.PixelData)
                    .orElseThrow()
                    .bytes();
            assertEquals(allocated == 1 ? 2 : 14, out.length);
            int ones = 0;
            for (byte b : out) {
                ones += Integer.bitCount(b & 0xff);
            }
            assertEquals(9 * stored, ones);
        }
    }

    @Test
    void cellsOfColoursAreCleanToo() {
        DataSet d = TestObjects.ct().dataSet();
        d.putInts(Tag.SamplesPerPixel, Vr.US, 3).put(Tag.PhotometricInterpretation, Vr.CS, "RGB");
        d.putInts(Tag.PlanarConfiguration, Vr.US, 1).putInts(Tag.Rows, Vr.US, 2).putInts(Tag.Columns, Vr.US, 2);
        d.putInts(Tag.BitsAllocated, Vr.US, 8).putInts(Tag.BitsStored, Vr.US, 7).putInts(Tag.HighBit, Vr.US, 6);
        byte[] bytes = new byte[18];
        Arrays.fill(bytes, (byte) 0xc5);
        byte[] expected = new byte[12];
        Arrays.fill(expected, (byte) 0x45);
        DataSet out = scrubbed(DicomFile.of(d.putBytes(Tag.PixelData, Vr.OB, bytes)));
        assertArrayEquals(expected, out.element(Tag.PixelData).orElseThrow().bytes());
        d.putInts(Tag.PlanarConfiguration, Vr.US, 0).put(Tag.PhotometricInterpretation, Vr.CS, "YBR_FULL_422");
        d.putInts(Tag.BitsStored, Vr.US, 8).putInts(Tag.HighBit, Vr.US, 7);
        DataSet subsampled = scrubbed(DicomFile.of(d));
        assertEquals(8, subsampled.element(Tag.PixelData).orElseThrow().bytes().length);
    }

    @Test
    void whatTheHeaderDoesNotDescribeIsRefused() {
        for (int tag : new int[] {Tag.Rows, Tag.Columns, Tag.BitsAllocated}) {
            DicomFile file = TestObjects.ct();
            file.dataSet().remove(tag);
            Deidentifier deidentifier = new Deidentifier(DeidOptions.basic(), TestObjects.KEY);
            InputException e = assertThrows(InputException.class, () -> deidentifier.apply(file));
            assertTrue(e.getMessage().contains(Tag.describe(tag)), e.getMessage());
        }
    }
}
