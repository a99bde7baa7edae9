package org.effigy.dicom.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.effigy.dicom.ReadOptions;
import org.effigy.dicom.codec.DataSetReader.Pixels;
import org.junit.jupiter.api.Test;

class PassingOverTest {
    private static final int HEADER_BYTES = 12;

    /** An input that says it has gigabytes, and counts what is read of them. */
    private static final class Counted implements Input {
        private final byte[] start;
        private final long end;
        private long position;
        private long read;

        Counted(byte[] start, long end) {
            this.start = start;
            this.end = end;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int n = (int) Math.min(length, end - position);
            for (int i = 0; i < n; i++) {
                long at = position + i;
                into[offset + i] = at < start.length ? start[(int) at] : 0;
            }
            position += n;
            read += n;
            return n == 0 ? -1 : n;
        }

        @Override
        public long skip(long count) {
            position += count;
            return count;
        }
    }

    @Test
    void pixelDataThatIsPassedOverIsNotRead() throws IOException {
        long pixels = 0xfffffffcL;
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putShort((short) 0x7fe0).putShort((short) 0x0010);
        header.put("OW".getBytes(StandardCharsets.US_ASCII)).putShort((short) 0).putInt((int) pixels);
        Counted input = new Counted(header.array(), HEADER_BYTES + pixels);
        ByteSource source = new ByteSource(input, HEADER_BYTES + pixels, 1 << 20);
        DataSetReader reader = new DataSetReader(source, ReadOptions.whole(), Pixels.PASS_OVER);
        reader.readRoot(Encoding.EXPLICIT_LITTLE);
        assertEquals(pixels, reader.place().orElseThrow().length());
        assertTrue(input.read < 1 << 17, () -> input.read + " bytes were read");
    }
}
