package org.effigy.dicom.deid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.GoldenFiles;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.effigy.dicom.image.DicomImage;

/** A name that is hidden in pixel data, and the checks that it is gone and nothing else is. */
final class HiddenName {
    static final byte[] NAME = "ZQMAIER^HANS".getBytes(StandardCharsets.US_ASCII);

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

    static DataSet scrubbed(DicomFile file) {
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

    static void assertGone(DataSet out, String where) {
        for (Element element : out) {
            List<byte[]> values = new ArrayList<>(element.fragments());
            values.add(element.bytes());
            for (byte[] value : values) {
                assertEquals(-1, TestObjects.find(value, NAME), () -> where + ": the name stays in " + element);
            }
            element.items().forEach(item -> assertGone(item, where));
        }
    }

    static DicomFile with(DicomFile file, byte[] table, byte[]... fragments) {
        DataSet dataSet = file.dataSet().copy();
        List<byte[]> all = new ArrayList<>(List.of(table));
        all.addAll(List.of(fragments));
        dataSet.put(Element.encapsulated(Tag.PixelData, Vr.OB, all));
        return new DicomFile(new DataSet(), dataSet, file.transferSyntaxUid());
    }

    static byte[] frame(DicomFile file) {
        return file.dataSet().element(Tag.PixelData).orElseThrow().fragments().get(1);
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] inserted(byte[] frame, int at, byte[] what) {
        return joined(Arrays.copyOf(frame, at), what, Arrays.copyOfRange(frame, at, frame.length));
    }

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    /** Returns a segment of two bytes of marker, two of length, and the name. */
    static byte[] segment(String marker, byte[]... before) {
        byte[] content = joined(joined(before), NAME);
        return joined(hex(marker), new byte[] {0, (byte) (content.length + 2)}, content);
    }

    static int u16(byte[] in, int at) {
        return (in[at] & 0xff) << 8 | in[at + 1] & 0xff;
    }

    /** Fails unless the frame comes out the same, byte for byte, as without what was hidden in it. */
    static void assertAsWithoutIt(DicomFile file, Map<String, byte[]> hidden) {
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

    private HiddenName() {}
}
