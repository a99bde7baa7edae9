package org.effigy.dicom.codec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Where {@link ByteSource} gets its bytes: a file, in which bytes can be passed over, or a stream. */
interface Input {
    /** Reads up to so many bytes, at least one; returns -1 at the end. */
    int read(byte[] into, int offset, int length) throws IOException;

    /** Passes over up to so many bytes without reading them, if that can be done at all; returns how many. */
    long skip(long count) throws IOException;

    /** Returns an input that begins at the start of the file and leaves the channel's own position alone. */
    static Input of(FileChannel channel) {
        return new Input() {
            private long position;

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                // Java copies through memory outside the heap, as much of it as is read at a time.
                int n = channel.read(ByteBuffer.wrap(into, offset, Math.min(length, 1 << 18)), position);
                position += Math.max(n, 0);
                return n;
            }

            @Override
            public long skip(long count) {
                position += count;
                return count;
            }
        };
    }

    static Input of(InputStream stream) {
        return new Input() {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return stream.read(into, offset, length);
            }

            @Override
            public long skip(long count) {
                return 0;
            }
        };
    }

    static Input of(byte[] bytes) {
        return of(new ByteArrayInputStream(bytes));
    }
}
