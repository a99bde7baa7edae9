package org.effigy.dicom.deid;

import static org.effigy.dicom.deid.HiddenName.NAME;
import static org.effigy.dicom.deid.HiddenName.assertAsWithoutIt;
import static org.effigy.dicom.deid.HiddenName.assertGone;
import static org.effigy.dicom.deid.HiddenName.frame;
import static org.effigy.dicom.deid.HiddenName.goldens;
import static org.effigy.dicom.deid.HiddenName.hex;
import static org.effigy.dicom.deid.HiddenName.inserted;
import static org.effigy.dicom.deid.HiddenName.joined;
import static org.effigy.dicom.deid.HiddenName.scrubbed;
import static org.effigy.dicom.deid.HiddenName.segment;
import static org.effigy.dicom.deid.HiddenName.u16;
import static org.effigy.dicom.deid.HiddenName.with;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.effigy.base.InputException;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.GoldenFiles;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hides a name in every place of compressed pixel data that decoders pass over; it is gone and the pixels are the same. */
class HiddenBytesTest {
    @ParameterizedTest
    @MethodSource("org.effigy.dicom.deid.HiddenName#goldens")
    void framesDecodeToTheSameAndStayAsTheyAreTheSecondTime(HiddenName.Hidden golden) {
        DataSet once = scrubbed(golden.file());
        DataSet twice =
                scrubbed(new DicomFile(new DataSet(), once, golden.file().transferSyntaxUid()));
        assertEquals(once.element(Tag.PixelData), twice.element(Tag.PixelData));
    }

    @ParameterizedTest
    @MethodSource("org.effigy.dicom.deid.HiddenName#goldens")
    void nothingIsLeftThatWasHiddenAroundFrames(HiddenName.Hidden golden) {
        DicomFile file = golden.file();
        byte[] frame = frame(file);
        byte[] none = {};
        Map<String, DicomFile> hidden = new LinkedHashMap<>();
        hidden.put("basic offset table", with(file, NAME, frame));
        hidden.put("behind the frame", with(file, none, joined(frame, NAME)));
        hidden.put("fragment of its own", with(file, new byte[4], frame, NAME));
        DicomFile extended = with(file, none, frame);
        extended.dataSet().putBytes(Tag.ExtendedOffsetTable, Vr.OV, NAME);
        extended.dataSet().putBytes(Tag.ExtendedOffsetTableLengths, Vr.OV, NAME);
        hidden.put("extended offset table", extended);
        hidden.forEach((where, one) -> assertGone(scrubbed(one), where));
        DataSet out = scrubbed(extended);
        long length = out.element(Tag.PixelData).orElseThrow().fragments().get(1).length;
        assertArrayEquals(
                new byte[8], out.element(Tag.ExtendedOffsetTable).orElseThrow().bytes());
        byte[] lengths =
                out.element(Tag.ExtendedOffsetTableLengths).orElseThrow().bytes();
        long stated = ByteBuffer.wrap(lengths).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertTrue(stated == length || stated == length - 1, "length " + stated + " of " + length);
    }

    static Stream<HiddenName.Hidden> jpegs() throws IOException {
        return goldens().filter(g -> !g.where().startsWith("rle") && !g.where().startsWith("jpeg2000"));
    }

    /** Returns the places between the segments of a JPEG up to the coded bytes of its first scan. */
    private static List<Integer> boundaries(byte[] jpeg) {
        List<Integer> places = new ArrayList<>(List.of(2));
        int at = 2;
        while (u16(jpeg, at) != 0xffda) {
            at += 2 + u16(jpeg, at + 2);
            places.add(at);
        }
        return places;
    }

    private static int lastIndexOf(byte[] frame, int word) {
        int at = frame.length - 2;
        while (u16(frame, at) != word) {
            at--;
        }
        return at;
    }

    @ParameterizedTest
    @MethodSource("jpegs")
    void nothingIsLeftThatWasHiddenBetweenTheMarkersOfAJpeg(HiddenName.Hidden golden) {
        DicomFile file = golden.file();
        byte[] frame = frame(file);
        Map<String, byte[]> hidden = new LinkedHashMap<>();
        for (int at : boundaries(frame)) {
            hidden.put("comment at " + at, inserted(frame, at, segment("fffe")));
            hidden.put("Exif at " + at, inserted(frame, at, segment("ffe1", hex("457869660000"))));
            hidden.put("JFIF extension at " + at, inserted(frame, at, segment("ffe0", hex("4a46585800"))));
            hidden.put("SPIFF at " + at, inserted(frame, at, segment("ffe8", hex("535049464600"))));
            hidden.put("ICC profile at " + at, inserted(frame, at, segment("ffe2", hex("4943435f50524f46494c4500"))));
            hidden.put("reserved segment at " + at, inserted(frame, at, segment("fff0")));
            hidden.put("bytes between markers at " + at, inserted(frame, at, NAME));
            hidden.put("fill bytes and text at " + at, inserted(frame, at, joined(hex("ffffff00"), NAME)));
        }
        if (!golden.where().startsWith("jpegls")) {
            hidden.put("unused quantizers", inserted(frame, 2, quantizers(3)));
            hidden.put("unused Huffman codes", inserted(frame, 2, huffmanCodes(0x13)));
        }
        if (golden.where().startsWith("lossless")) {
            hidden.put("quantizers without a use", inserted(frame, 2, quantizers(0)));
            hidden.put("Huffman codes without a use", inserted(frame, 2, huffmanCodes(0x10)));
        }
        int marker = lastIndexOf(frame, 0xffd9);
        // One has a fill byte before its last marker.
        int end = frame[marker - 1] == -1 ? marker - 1 : marker;
        hidden.put("behind the coded bytes", inserted(frame, end, NAME));
        hidden.put("comment before the end", inserted(frame, end, segment("fffe")));
        hidden.put("second image", joined(frame, hex("ffd8"), segment("fffe"), hex("ffd9")));
        int restart = restart(frame);
        if (restart > 0) {
            hidden.put("before a restart marker", inserted(frame, restart, NAME));
        }
        assertAsWithoutIt(file, hidden);
    }

    private static byte[] quantizers(int number) {
        byte[] table = Arrays.copyOf(joined(new byte[] {(byte) number}, NAME), 65);
        return joined(hex("ffdb0043"), table);
    }

    private static byte[] huffmanCodes(int number) {
        byte[] codes = new byte[17];
        codes[0] = (byte) number;
        codes[16] = (byte) NAME.length;
        return joined(hex("ffc400"), new byte[] {(byte) (2 + codes.length + NAME.length)}, codes, NAME);
    }

    /** Returns the place of the first restart marker in the coded bytes, 0 where there is none. */
    private static int restart(byte[] frame) {
        List<Integer> places = boundaries(frame);
        for (int at = places.get(places.size() - 1); at + 1 < frame.length; at++) {
            if (u16(frame, at) == 0xffd0) {
                return at;
            }
        }
        return 0;
    }

    @Test
    void someOfTheJpegsHaveRestartMarkers() throws IOException {
        assertEquals(6, jpegs().filter(g -> restart(frame(g.file())) > 0).count());
    }

    @Test
    void theMarksOfJfifAndAdobeStayWithoutTheirThumbnailsAndTheRowsOfAnImageStandInItsHead() throws IOException {
        DicomFile file = GoldenFiles.byName().get("jpeg colour1x1 19x13");
        byte[] frame = frame(file);
        int size = 16 + NAME.length;
        byte[] jfif = joined(hex("ffe000"), new byte[] {(byte) size}, hex("4a46494600010200004800480402"), NAME);
        byte[] adobe = joined(hex("ffee001a"), hex("41646f6265"), hex("0064"), "MAIE".getBytes(), hex("00"), NAME);
        for (byte[] mark : List.of(jfif, adobe)) {
            byte[] plain = inserted(frame, 2, mark);
            DataSet out = scrubbed(with(file, new byte[0], plain));
            assertGone(out, "mark");
            byte[] clean = out.element(Tag.PixelData).orElseThrow().fragments().get(1);
            assertArrayEquals(Arrays.copyOfRange(mark, 4, 9), Arrays.copyOfRange(clean, 6, 11));
        }
        int head = TestObjects.find(frame, hex("ffc0"));
        byte[] late = frame.clone();
        late[head + 5] = 0;
        late[head + 6] = 0;
        byte[] dnl = inserted(late, lastIndexOf(late, 0xffd9), hex("ffdc00040013"));
        DataSet out = scrubbed(with(GoldenFiles.byName().get("jpeg colour1x1 19x13"), new byte[0], dnl));
        byte[] clean = out.element(Tag.PixelData).orElseThrow().fragments().get(1);
        assertEquals(19, u16(clean, TestObjects.find(clean, hex("ffc0")) + 5));
        assertEquals(-1, TestObjects.find(clean, hex("ffdc")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rle bits8 9x14", "rle bits12 9x14", "rle bits16 9x14"})
    void nothingIsLeftThatWasHiddenInRle(String name) throws IOException {
        DicomFile file = GoldenFiles.byName().get(name);
        byte[] frame = frame(file);
        ByteBuffer header = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        int segments = header.getInt(0);
        Map<String, byte[]> hidden = new LinkedHashMap<>();
        byte[] offsets = frame.clone();
        System.arraycopy(NAME, 0, offsets, 4 + 4 * segments, NAME.length);
        hidden.put("unused offsets", offsets);
        for (int segment = 0; segment <= segments; segment++) {
            int at = segment < segments ? header.getInt(4 + 4 * segment) : frame.length;
            byte[] gap = inserted(frame, at, NAME);
            ByteBuffer shifted = ByteBuffer.wrap(gap).order(ByteOrder.LITTLE_ENDIAN);
            for (int later = segment; later < segments; later++) {
                shifted.putInt(4 + 4 * later, header.getInt(4 + 4 * later) + NAME.length);
            }
            hidden.put("before segment " + segment, gap);
        }
        assertAsWithoutIt(file, hidden);
    }

    @Test
    void nothingIsLeftBehindDeflatedOrBareFrames() {
        DicomFile ct = TestObjects.ct();
        byte[] cells = ct.dataSet().element(Tag.PixelData).orElseThrow().bytes();
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(joined(cells, NAME));
        deflater.finish();
        byte[] buffer = new byte[1000];
        byte[] deflated = Arrays.copyOf(buffer, deflater.deflate(buffer));
        deflater.end();
        byte[] stored = joined(hex("01"), hex("8c0073ff"), cells, NAME);
        Map<TransferSyntax, List<byte[]>> frames = Map.of(
                TransferSyntax.ENCAPSULATED_UNCOMPRESSED, List.of(joined(cells, NAME)),
                TransferSyntax.DEFLATED_IMAGE_FRAME,
                        List.of(joined(buffer.length > 0 ? deflated : cells, NAME), stored));
        frames.forEach((syntax, some) -> some.forEach(frame -> {
            DicomFile file = new DicomFile(new DataSet(), ct.dataSet(), syntax.uid());
            assertGone(scrubbed(with(file, new byte[0], frame)), syntax.title());
        }));
    }

    @Test
    void severalFramesGetOffsetTablesOfTheirOwn() throws IOException {
        DicomFile file = GoldenFiles.byName().get("jpegls bits12 13x21");
        byte[] frame = frame(file);
        file.dataSet().putInts(Tag.NumberOfFrames, Vr.IS, 3);
        byte[] commented = inserted(frame, 2, segment("fffe"));
        int cut = frame.length / 2;
        DicomFile three = with(
                file,
                NAME,
                commented,
                Arrays.copyOf(frame, cut),
                Arrays.copyOfRange(frame, cut, frame.length),
                joined(frame, NAME));
        DataSet out = scrubbed(three);
        assertGone(out, "three frames");
        List<byte[]> fragments = out.element(Tag.PixelData).orElseThrow().fragments();
        assertEquals(4, fragments.size());
        int length = fragments.get(1).length;
        assertEquals(0, length % 2);
        ByteBuffer table = ByteBuffer.wrap(fragments.get(0)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(List.of(0, length + 8, 2 * length + 16), List.of(table.getInt(), table.getInt(), table.getInt()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2.840.10008.1.2.4.100",
                "1.2.840.10008.1.2.4.102",
                "1.2.840.10008.1.2.4.107",
                "1.2.840.10008.1.2.4.110",
                "1.2.840.10008.1.2.4.92"
            })
    void whatCannotBeDecodedIsRefused(String syntax) {
        DicomFile file = new DicomFile(new DataSet(), TestObjects.ct().dataSet(), syntax);
        DicomFile film = with(file, new byte[0], NAME);
        Deidentifier deidentifier = new Deidentifier(DeidOptions.basic(), TestObjects.KEY);
        InputException e = assertThrows(InputException.class, () -> deidentifier.apply(film));
        assertTrue(e.getMessage().contains("is not supported"), e.getMessage());
    }

    @Test
    void brokenFramesAndFloatingPointPixelsAreRefusedWithTheReason() throws IOException {
        DicomFile file = GoldenFiles.byName().get("jpegls bits12 13x21");
        Deidentifier deidentifier = new Deidentifier(DeidOptions.basic().withBurnedInAllowed(), TestObjects.KEY);
        DicomFile cut = with(file, new byte[0], Arrays.copyOf(frame(file), 60), frame(file));
        cut.dataSet().putInts(Tag.NumberOfFrames, Vr.IS, 2);
        InputException e = assertThrows(InputException.class, () -> deidentifier.apply(cut));
        assertTrue(e.getMessage().startsWith("PixelData (7fe0,0010), frame 1: "), e.getMessage());
        DicomFile real = TestObjects.ct();
        real.dataSet().putBytes(Tag.FloatPixelData, Vr.OF, joined(NAME, NAME));
        assertThrows(InputException.class, () -> deidentifier.apply(real));
        byte[] mapped = inserted(frame(file), 2, segment("fff8", hex("020101")));
        assertThrows(InputException.class, () -> deidentifier.apply(with(file, new byte[0], mapped)));
    }
}
