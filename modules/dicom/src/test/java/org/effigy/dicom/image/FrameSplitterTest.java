package org.effigy.dicom.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.Test;

class FrameSplitterTest {
    private static final byte[] FIRST = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 1};
    private static final byte[] SECOND = {(byte) 0xff, 0x4f, (byte) 0xff, 0x51, 2, 2};
    private static final byte[] MORE = {9, 9};
    private static final byte[] UNKNOWN = {7, 7, 7, 7};

    private static byte[] table(int... offsets) {
        ByteBuffer out = ByteBuffer.allocate(4 * offsets.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(offsets).forEach(out::putInt);
        return out.array();
    }

    private static List<Integer> lengths(DataSet dataSet, byte[] table, int frames, byte[]... fragments) {
        List<byte[]> all = new ArrayList<>(List.of(table));
        all.addAll(List.of(fragments));
        Element pixelData = Element.encapsulated(Tag.PixelData, Vr.OB, all);
        return FrameSplitter.split(dataSet, pixelData, frames).stream()
                .map(f -> FrameSplitter.join(f).length)
                .toList();
    }

    @Test
    void theBasicOffsetTableCountsItemHeads() {
        assertEquals(List.of(6, 6), lengths(new DataSet(), table(0, 22), 2, FIRST, MORE, SECOND));
        assertEquals(List.of(4, 8), lengths(new DataSet(), table(0, 12), 2, UNKNOWN, MORE, SECOND));
        assertEquals(List.of(6, 6), lengths(new DataSet(), table(0, 22), 2, UNKNOWN, MORE, SECOND));
    }

    @Test
    void theExtendedOffsetTableGoesFirst() {
        ByteBuffer offsets = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        offsets.putLong(0).putLong(12);
        DataSet dataSet = new DataSet().putBytes(Tag.ExtendedOffsetTable, Vr.OV, offsets.array());
        assertEquals(List.of(4, 8), lengths(dataSet, table(0, 22), 2, UNKNOWN, MORE, SECOND));
    }

    @Test
    void withoutATableFragmentsAreFramesOrFramesAreKnownByTheirStart() {
        assertEquals(List.of(4, 6), lengths(new DataSet(), new byte[0], 2, FIRST, SECOND));
        assertEquals(List.of(6, 8), lengths(new DataSet(), new byte[0], 2, FIRST, MORE, SECOND, MORE));
        assertEquals(List.of(14), lengths(new DataSet(), new byte[0], 1, FIRST, MORE, SECOND, MORE));
    }

    @Test
    void aWrongTableIsIgnored() {
        for (byte[] wrong : List.of(table(0, 13), table(0), table(4, 22), table(22, 0), table(0, 22, 40))) {
            assertEquals(List.of(6, 6), lengths(new DataSet(), wrong, 2, FIRST, MORE, SECOND));
        }
    }

    @Test
    void aTableThatIsRightInFormButCutsAFrameInTwoIsOverruledByTheStartsOfTheFrames() {
        assertEquals(List.of(6, 6), lengths(new DataSet(), table(0, 12), 2, FIRST, MORE, SECOND));
    }

    @Test
    void framesOfRleAreKnownByTheirHeaderOfOffsets() {
        byte[] one = rle(64);
        byte[] two = rle(64, 70);
        assertEquals(List.of(66, 64), lengths(new DataSet(), new byte[0], 2, one, MORE, two));
        assertEquals(List.of(64, 66), lengths(new DataSet(), new byte[0], 2, one, two, MORE));
        for (byte[] wrong : List.of(rle(65), rle(64, 64), new byte[64], rle(64, 70, 69))) {
            assertThrows(DicomException.class, () -> lengths(new DataSet(), new byte[0], 2, wrong, MORE, wrong));
        }
    }

    private static byte[] rle(int... offsets) {
        ByteBuffer out = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putInt(offsets.length);
        Arrays.stream(offsets).forEach(out::putInt);
        return out.array();
    }

    @Test
    void framesThatShareAFragmentAreCutApartWhereOneEndsAndTheNextBegins() {
        byte[] end = {(byte) 0xff, (byte) 0xd9};
        byte[] padded = {(byte) 0xff, (byte) 0xd9, 0};
        byte[] both = FrameSplitter.join(List.of(FIRST, MORE, end, FIRST, end));
        assertEquals(List.of(8, 6), lengths(new DataSet(), new byte[0], 2, both));
        byte[] three = FrameSplitter.join(List.of(FIRST, padded, SECOND, end, FIRST));
        assertEquals(List.of(7, 8, 4), lengths(new DataSet(), new byte[0], 3, three));
        assertEquals(
                List.of(7, 8, 4),
                lengths(new DataSet(), table(0), 3, Arrays.copyOf(three, 9), Arrays.copyOfRange(three, 9, 19)));
        assertThrows(DicomException.class, () -> lengths(new DataSet(), new byte[0], 4, three));
    }

    @Test
    void fragmentsThatCannotBeAssignedAreRefused() {
        assertThrows(DicomException.class, () -> lengths(new DataSet(), new byte[0], 3, FIRST, SECOND));
        assertThrows(DicomException.class, () -> lengths(new DataSet(), new byte[0], 2, MORE, MORE, MORE));
        assertThrows(DicomException.class, () -> lengths(new DataSet(), new byte[0], 1));
    }

    @Test
    void fragmentsAreJoinedInOrder() {
        assertArrayEquals(
                new byte[] {9, 9, (byte) 0xff, (byte) 0xd8, (byte) 0xff, 1}, FrameSplitter.join(List.of(MORE, FIRST)));
    }
}
