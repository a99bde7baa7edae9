package org.effigy.codecs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class FrameFormatTest {
    private static FrameFormat format(int allocated, int stored, int high, boolean signed) {
        return new FrameFormat(2, 5, allocated, stored, high, signed);
    }

    @Test
    void signedValuesAreExtendedFromBitsStored() {
        assertEquals(-1, format(16, 12, 11, true).value(0x0fff));
        assertEquals(-2048, format(16, 12, 11, true).value(0x0800));
        assertEquals(2047, format(16, 12, 11, true).value(0x07ff));
        assertEquals(-1, format(16, 16, 15, true).value(0xffff));
        assertEquals(0x0fff, format(16, 12, 11, false).value(0x0fff));
    }

    @Test
    void bitsAboveAndBelowTheValueAreIgnored() {
        assertEquals(0x123, format(16, 12, 11, false).value(0xf123));
        assertEquals(0x123, format(16, 12, 11, true).value(0xf123));
        assertEquals(0x123, format(16, 12, 15, false).value(0x123f));
        assertEquals(-1, format(16, 12, 15, true).value(0xfff0));
    }

    @Test
    void cellsOf32BitsKeepAllBits() {
        assertEquals(0x80000001, format(32, 32, 31, false).value(0x80000001));
        assertEquals(-5, format(32, 32, 31, true).value(-5));
    }

    @Test
    void impossibleFormatsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> format(24, 12, 11, false));
        assertThrows(IllegalArgumentException.class, () -> format(16, 17, 16, false));
        assertThrows(IllegalArgumentException.class, () -> format(16, 12, 10, false));
        assertThrows(IllegalArgumentException.class, () -> format(16, 12, 16, false));
    }

    @Test
    void nativeCellsAreLittleEndianAndFramesFollowEachOther() {
        byte[] bytes = {1, 2, 3, 4, 5, 6, 7, 8};
        FrameFormat two = new FrameFormat(1, 2, 16, 16, 15, false);
        assertArrayEquals(new int[] {0x0201, 0x0403}, NativeCells.decode(bytes, two, 0));
        assertArrayEquals(new int[] {0x0605, 0x0807}, NativeCells.decode(bytes, two, 1));
        FrameFormat one = new FrameFormat(1, 1, 32, 32, 31, false);
        assertArrayEquals(new int[] {0x08070605}, NativeCells.decode(bytes, one, 1));
        assertThrows(PixelException.class, () -> NativeCells.decode(bytes, two, 2));
    }

    @Test
    void singleBitsBeginAtTheLowestAndRunOnFromFrameToFrame() {
        FrameFormat five = new FrameFormat(1, 5, 1, 1, 0, false);
        byte[] bytes = {(byte) 0b1010_0101, 0b0000_0010};
        assertArrayEquals(new int[] {1, 0, 1, 0, 0}, NativeCells.decode(bytes, five, 0));
        assertArrayEquals(new int[] {1, 0, 1, 0, 1}, NativeCells.decode(bytes, five, 1));
        assertEquals(2, NativeCells.bytes(five, 2));
    }

    @Test
    void cellsOf12BitsArePackedWithoutGaps() {
        FrameFormat three = new FrameFormat(1, 3, 12, 12, 11, false);
        // As dcmtk reads it: 0x123, 0x456, 0x789, 0xabc, 0xdef, 0x012, each beginning at the lowest free bit.
        byte[] bytes = {0x23, 0x61, 0x45, (byte) 0x89, (byte) 0xc7, (byte) 0xab, (byte) 0xef, 0x2d, 0x01};
        assertArrayEquals(new int[] {0x123, 0x456, 0x789}, NativeCells.decode(bytes, three, 0));
        assertArrayEquals(new int[] {0xabc, 0xdef, 0x012}, NativeCells.decode(bytes, three, 1));
        assertEquals(5, NativeCells.bytes(three, 1));
    }
}
