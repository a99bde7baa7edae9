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
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.GoldenFiles;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hides a name in every place of JPEG 2000 frames that decoders pass over. */
class HiddenInCodestreamsTest {
    static Stream<HiddenName.Hidden> codestreams() throws IOException {
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
    void nothingIsLeftThatWasHiddenInAJpeg2000(HiddenName.Hidden golden) {
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
}
