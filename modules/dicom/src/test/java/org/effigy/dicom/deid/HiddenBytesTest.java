package org.effigy.dicom.deid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.effigy.base.InputException;
import org.effigy.dicom.DataSet;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.DicomImage;
import org.effigy.dicom.Element;
import org.effigy.dicom.GoldenFiles;
import org.effigy.dicom.Tag;
import org.effigy.dicom.TransferSyntax;
import org.effigy.dicom.Vr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hides a name in every place of compressed pixel data that decoders pass over; it is gone and the pixels are the same. */
class HiddenBytesTest {
    private static final byte[] NAME = "ZQMAIER^HANS".getBytes(StandardCharsets.US_ASCII);

    /** A file and how the name was hidden in it. */
    record Hidden(String where, DicomFile file) {
        @Override
        public String toString() {
            return where;
        }
    }

    static Stream<Hidden> goldens() throws IOException {
        return GoldenFiles.byName().entrySet().stream().map(e -> new Hidden(e.getKey(), e.getValue()));
    }

    private static DataSet scrubbed(DicomFile file) {
        DeidOptions options = DeidOptions.basic().withBurnedInAllowed();
        DicomFile out = new Deidentifier(options, TestObjects.KEY).apply(file);
        assertEquals(file.transferSyntaxUid(), out.transferSyntaxUid());
        DicomImage before = DicomImage.of(file);
        DicomImage after = DicomImage.of(out);
        assertEquals(before.frames(), after.frames());
        for (int frame = 0; frame < before.frames(); frame++) {
            assertArrayEquals(before.storedValues(frame), after.storedValues(frame), "frame " + frame);
        }
        return out.dataSet();
    }

    private static void assertGone(DataSet out, String where) {
        for (Element element : out) {
            List<byte[]> values = new ArrayList<>(element.fragments());
            values.add(element.bytes());
            for (byte[] value : values) {
                assertEquals(-1, TestObjects.find(value, NAME), () -> where + ": the name stays in " + element);
            }
            element.items().forEach(item -> assertGone(item, where));
        }
    }

    private static DicomFile with(DicomFile file, byte[] table, byte[]... fragments) {
        DataSet dataSet = file.dataSet().copy();
        List<byte[]> all = new ArrayList<>(List.of(table));
        all.addAll(List.of(fragments));
        dataSet.put(Element.encapsulated(Tag.PixelData, Vr.OB, all));
        return new DicomFile(new DataSet(), dataSet, file.transferSyntaxUid());
    }

    private static byte[] frame(DicomFile file) {
        return file.dataSet().element(Tag.PixelData).orElseThrow().fragments().get(1);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] inserted(byte[] frame, int at, byte[] what) {
        return joined(Arrays.copyOf(frame, at), what, Arrays.copyOfRange(frame, at, frame.length));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    /** Returns a segment of two bytes of marker, two of length, and the name. */
    private static byte[] segment(String marker, byte[]... before) {
        byte[] content = joined(joined(before), NAME);
        return joined(hex(marker), new byte[] {0, (byte) (content.length + 2)}, content);
    }

    private static int u16(byte[] in, int at) {
        return (in[at] & 0xff) << 8 | in[at + 1] & 0xff;
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void framesDecodeToTheSameAndStayAsTheyAreTheSecondTime(Hidden golden) {
        DataSet once = scrubbed(golden.file());
        DataSet twice =
                scrubbed(new DicomFile(new DataSet(), once, golden.file().transferSyntaxUid()));
        assertEquals(once.element(Tag.PixelData), twice.element(Tag.PixelData));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void nothingIsLeftThatWasHiddenAroundFrames(Hidden golden) {
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

    static Stream<Hidden> jpegs() throws IOException {
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
    void nothingIsLeftThatWasHiddenBetweenTheMarkersOfAJpeg(Hidden golden) {
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

    /** Fails unless the frame comes out the same, byte for byte, as without what was hidden in it. */
    private static void assertAsWithoutIt(DicomFile file, Map<String, byte[]> hidden) {
        byte[] clean =
                scrubbed(file).element(Tag.PixelData).orElseThrow().fragments().get(1);
        hidden.forEach((where, bytes) -> {
            byte[] even = Arrays.copyOf(bytes, bytes.length + bytes.length % 2);
            DataSet out = scrubbed(with(file, new byte[0], even));
            assertGone(out, where);
            assertArrayEquals(
                    clean, out.element(Tag.PixelData).orElseThrow().fragments().get(1), where);
        });
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

    static Stream<Hidden> codestreams() throws IOException {
        return goldens().filter(g -> g.where().startsWith("jpeg2000"));
    }

    private static byte[] box(String kind, byte[] content) {
        ByteBuffer out = ByteBuffer.allocate(8 + content.length).putInt(8 + content.length);
        return out.put(kind.getBytes(StandardCharsets.US_ASCII)).put(content).array();
    }

    /** Inserts bytes into the last tile-part at a distance from its start, or before its end, and adds to its length. */
    private static byte[] inTile(byte[] frame, int distance, byte[] what) {
        int sot = 2;
        int next = sot;
        while (next + 1 < frame.length && u16(frame, next) != 0xffd9) {
            boolean part = u16(frame, next) == 0xff90;
            int length = part ? ByteBuffer.wrap(frame).getInt(next + 6) : 2 + u16(frame, next + 2);
            sot = next;
            next = part && length == 0 ? frame.length - 2 : next + length;
        }
        byte[] out = inserted(frame, distance < 0 ? next : sot + distance, what);
        ByteBuffer.wrap(out).putInt(sot + 6, next - sot + what.length);
        return out;
    }

    @ParameterizedTest
    @MethodSource("codestreams")
    void nothingIsLeftThatWasHiddenInAJpeg2000(Hidden golden) {
        DicomFile file = golden.file();
        byte[] frame = frame(file);
        int end = 2 + 2 + u16(frame, 4);
        Map<String, byte[]> hidden = new LinkedHashMap<>();
        for (String marker : List.of("ff64", "ff63", "ff55", "ff57", "ff56", "ff59")) {
            hidden.put("main header " + marker, inserted(frame, end, segment(marker, hex("0001"))));
        }
        hidden.put("tile header comment", inTile(frame, 12, segment("ff64", hex("0001"))));
        hidden.put("tile header lengths", inTile(frame, 12, segment("ff58", hex("00"))));
        hidden.put("behind the packets", inTile(frame, -1, NAME));
        for (String marker : List.of("ff51", "ff52", "ff5c")) {
            int at = TestObjects.find(frame, hex(marker));
            int length = u16(frame, at + 2);
            byte[] longer = inserted(frame, at + 2 + length, NAME);
            longer[at + 3] = (byte) (length + NAME.length);
            hidden.put("behind segment " + marker, longer);
        }
        byte[] signature = box("jP  ", hex("0d0a870a"));
        byte[] type = box("ftyp", hex("6a703220000000006a703220"));
        byte[] stream = box("jp2c", frame);
        for (String kind : List.of("xml ", "uuid", "jp2i", "free", "jp2h", "uinf", "res ")) {
            byte[] text = box(kind, joined(new byte[16], NAME));
            hidden.put("box " + kind + " before", joined(signature, type, text, stream));
            hidden.put("box " + kind + " behind", joined(signature, type, stream, text));
        }
        assertEquals(0xff4f, u16(frame(scrubbedFile(file)), 0));
        // A list of lengths is written where there was one.
        Map<String, byte[]> listed = new LinkedHashMap<>(Map.of("lengths", hidden.remove("main header ff55")));
        assertAsWithoutIt(file, hidden);
        listed.forEach((where, bytes) -> assertGone(scrubbed(with(file, new byte[0], bytes)), where));
    }

    private static DicomFile scrubbedFile(DicomFile file) {
        return new DicomFile(new DataSet(), scrubbed(file), file.transferSyntaxUid());
    }

    @Test
    void aListOfTilePartLengthsIsMadeAnew() throws IOException {
        DicomFile file = GoldenFiles.byName().get("jpeg2000 ht-tiles 37x45");
        byte[] frame = frame(file);
        byte[] listed = inserted(frame, 4 + u16(frame, 4), segment("ff55", hex("0060")));
        DataSet out = scrubbed(with(file, new byte[0], listed));
        byte[] clean = out.element(Tag.PixelData).orElseThrow().fragments().get(1);
        int at = TestObjects.find(clean, hex("ff55"));
        int part = TestObjects.find(clean, hex("ff90"));
        for (int i = at + 6; i < at + 2 + u16(clean, at + 2); i += 6) {
            assertEquals(u16(clean, part + 4), u16(clean, i));
            int length = ByteBuffer.wrap(clean).getInt(i + 2);
            assertEquals(length, ByteBuffer.wrap(clean).getInt(part + 6));
            part += length;
        }
        assertEquals(0xffd9, u16(clean, part));
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
