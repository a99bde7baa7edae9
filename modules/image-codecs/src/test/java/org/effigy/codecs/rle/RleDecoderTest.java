package org.effigy.codecs.rle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.effigy.codecs.FrameFormat;
import org.effigy.codecs.PixelException;
import org.junit.jupiter.api.Test;

class RleDecoderTest {
    private static final FrameFormat SIX_BYTES = new FrameFormat(2, 3, 8, 8, 7, false);

    private static byte[] frame(int[] offsets, int... segments) {
        ByteBuffer out = ByteBuffer.allocate(64 + segments.length).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(offsets.length);
        for (int offset : offsets) {
            out.putInt(offset);
        }
        out.position(64);
        for (int b : segments) {
            out.put((byte) b);
        }
        return out.array();
    }

    @Test
    void copiesLiteralsRepeatsRunsAndPassesOverNoOperation() {
        // Two literals, no operation, a run of 3, one literal, one byte of padding.
        byte[] frame = frame(new int[] {64}, 1, 10, 20, 128, 254, 7, 0, 255, 0);
        assertArrayEquals(
                new int[] {10, 20, 7, 7, 7, 255},
                RleDecoder.decode(frame, SIX_BYTES).values());
    }

    @Test
    void theFirstSegmentHoldsTheHighBytes() {
        FrameFormat format = new FrameFormat(1, 2, 16, 16, 15, false);
        byte[] frame = frame(new int[] {64, 67}, 1, 0x12, 0x34, 1, 0x56, 0x78);
        assertArrayEquals(
                new int[] {0x1256, 0x3478}, RleDecoder.decode(frame, format).values());
    }

    @Test
    void aRunThatGoesBeyondTheLastPixelIsCut() {
        byte[] frame = frame(new int[] {64}, 129, 9);
        assertArrayEquals(
                new int[] {9, 9, 9, 9, 9, 9},
                RleDecoder.decode(frame, SIX_BYTES).values());
    }

    @Test
    void missingPixelsMissingBytesAndBadOffsetsAreRefused() {
        assertThrows(PixelException.class, () -> RleDecoder.decode(frame(new int[] {64}, 1, 10, 20), SIX_BYTES));
        assertThrows(PixelException.class, () -> RleDecoder.decode(frame(new int[] {64}, 5, 1, 2), SIX_BYTES));
        assertThrows(PixelException.class, () -> RleDecoder.decode(frame(new int[] {63}, 250, 1), SIX_BYTES));
        assertThrows(PixelException.class, () -> RleDecoder.decode(frame(new int[] {900}, 250, 1), SIX_BYTES));
        assertThrows(PixelException.class, () -> RleDecoder.decode(frame(new int[] {64, 64}, 250, 1), SIX_BYTES));
        assertThrows(PixelException.class, () -> RleDecoder.decode(new byte[10], SIX_BYTES));
    }
}
