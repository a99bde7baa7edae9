package org.effigy.dicom.codec;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.effigy.dicom.DicomException;
import org.effigy.dicom.DicomException.Kind;

/**
 * A stream that knows its position and its limits: no value is allocated before it is certain that the file can hold it,
 * and all values together stay below the budget.
 */
final class ByteSource {
    /** The end of a stream whose length is not known, such as an inflated one. */
    static final long UNKNOWN = Long.MAX_VALUE;

    private final BufferedInputStream in;
    private final long end;
    private long position;
    private long budget;

    /**
     * Makes a source.
     *
     * @param in what to read
     * @param position the position of its first byte in the file
     * @param end the position after its last byte, or {@link #UNKNOWN}
     * @param budget how many bytes all values may have together
     */
    ByteSource(InputStream in, long position, long end, long budget) {
        this.in = in instanceof BufferedInputStream buffered ? buffered : new BufferedInputStream(in, 1 << 16);
        this.position = position;
        this.end = end;
        this.budget = budget;
    }

    long position() {
        return position;
    }

    long end() {
        return end;
    }

    long budget() {
        return budget;
    }

    /** Returns up to n of the next bytes, which stay in the source. */
    byte[] peek(int n) throws IOException {
        in.mark(n);
        byte[] bytes = in.readNBytes(n);
        in.reset();
        return bytes;
    }

    boolean atEnd() throws IOException {
        return peek(1).length == 0;
    }

    int u16(boolean bigEndian) throws IOException {
        int first = next();
        int second = next();
        return bigEndian ? first << 8 | second : second << 8 | first;
    }

    long u32(boolean bigEndian) throws IOException {
        long first = u16(bigEndian);
        long second = u16(bigEndian);
        return bigEndian ? first << 16 | second : second << 16 | first;
    }

    /** Reads the bytes of a value, at most 2^31 - 1. */
    byte[] value(long length) throws IOException {
        if (length > budget || length > Integer.MAX_VALUE - 16) {
            throw new DicomException(
                    Kind.LIMIT,
                    "the values are too large: " + length + " more bytes at byte " + position + ", allowed are "
                            + Math.min(budget, Integer.MAX_VALUE - 16) + "; give Java more memory (-Xmx)");
        }
        if (length > end - position) {
            throw new EOFException();
        }
        budget -= length;
        byte[] bytes;
        if (end == UNKNOWN) {
            bytes = in.readNBytes((int) length);
        } else {
            bytes = new byte[(int) length];
            in.readNBytes(bytes, 0, bytes.length);
        }
        if (bytes.length < length) {
            throw new EOFException();
        }
        position += length;
        return bytes;
    }

    /** Reads the rest and says whether it is nothing but zeros. */
    boolean restIsZero() throws IOException {
        byte[] buffer = new byte[1 << 13];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            position += n;
            for (int i = 0; i < n; i++) {
                if (buffer[i] != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Returns the stream behind, positioned after what was read. */
    InputStream rest() {
        return in;
    }

    private int next() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException();
        }
        position++;
        return b;
    }
}
