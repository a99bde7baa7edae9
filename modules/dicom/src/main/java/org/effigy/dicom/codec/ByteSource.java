package org.effigy.dicom.codec;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;

/**
 * A buffered input that knows its position and its limits: no value is allocated before it is certain that the file can
 * hold it, and all values together stay below the budget.
 */
final class ByteSource {
    /** The end of a stream whose length is not known, such as an inflated one. */
    static final long UNKNOWN = Long.MAX_VALUE;

    /** Most headers fit the first block; further ones are read in larger blocks. */
    private static final int FIRST_BLOCK = 1 << 14;

    private static final int BLOCK = 1 << 16;
    /** After something was passed over, the head of the next item is all that is needed. */
    private static final int BLOCK_AFTER_SKIP = 1 << 9;

    private static final int LONGEST_VALUE = Integer.MAX_VALUE - 16;

    private final Input in;
    private final long end;
    private byte[] buffer = new byte[FIRST_BLOCK];
    private int nextBlock = FIRST_BLOCK;
    private int at;
    private int limit;
    private long position;
    private long budget;

    /**
     * Makes a source.
     *
     * @param in what to read
     * @param end the position after its last byte, or {@link #UNKNOWN}
     * @param budget how many bytes all values may have together
     */
    ByteSource(Input in, long end, long budget) {
        this.in = in;
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

    /** Says whether at least n more bytes, at most a few hundred, are there; they are in the buffer then. */
    boolean has(int n) throws IOException {
        return limit - at >= n || fill(n) >= n;
    }

    boolean atEnd() throws IOException {
        return !has(1);
    }

    /** Returns up to n of the next bytes, which stay in the source. */
    byte[] peek(int n) throws IOException {
        int there = has(n) ? n : limit - at;
        return Arrays.copyOfRange(buffer, at, at + there);
    }

    /** Returns the byte at this distance, of which {@link #has} said that it is there. */
    int ahead(int distance) {
        return buffer[at + distance] & 0xff;
    }

    /** Returns the next two bytes, which stay; {@link #has} said that they are there. */
    int ahead16(boolean bigEndian, int distance) {
        int first = ahead(distance);
        int second = ahead(distance + 1);
        return bigEndian ? first << 8 | second : second << 8 | first;
    }

    int u16(boolean bigEndian) throws IOException {
        need(2);
        int value = ahead16(bigEndian, 0);
        advance(2);
        return value;
    }

    long u32(boolean bigEndian) throws IOException {
        need(4);
        long first = ahead16(bigEndian, 0);
        long second = ahead16(bigEndian, 2);
        advance(4);
        return bigEndian ? first << 16 | second : second << 16 | first;
    }

    /** Reads the bytes of a value, at most 2^31 - 1. */
    byte[] value(long length) throws IOException {
        if (length > budget || length > LONGEST_VALUE) {
            throw new DicomException(
                    Kind.LIMIT,
                    "the values are too large: " + length + " more bytes at byte " + position + ", allowed are "
                            + Math.min(budget, LONGEST_VALUE) + "; give Java more memory (-Xmx)");
        }
        if (length > end - position) {
            throw new EOFException();
        }
        budget -= length;
        int wanted = (int) length;
        int buffered = Math.min(wanted, limit - at);
        // Of a stream without known length, memory is taken only as fast as bytes come.
        byte[] bytes = new byte[end == UNKNOWN ? buffered : wanted];
        System.arraycopy(buffer, at, bytes, 0, buffered);
        advance(buffered);
        for (int done = buffered; done < wanted; ) {
            if (done == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Math.max(BLOCK, 2L * done)));
            }
            int n = in.read(bytes, done, bytes.length - done);
            if (n < 0) {
                throw new EOFException();
            }
            done += n;
            position += n;
        }
        return bytes;
    }

    /** Passes over bytes; those of a file are not even read. */
    void skip(long length) throws IOException {
        if (length > end - position) {
            throw new EOFException();
        }
        long left = length - Math.min(length, limit - at);
        advance((int) (length - left));
        long skipped = left > 0 ? in.skip(left) : 0;
        position += skipped;
        left -= skipped;
        nextBlock = skipped > 0 ? BLOCK_AFTER_SKIP : nextBlock;
        while (left > 0) {
            need(1);
            int n = (int) Math.min(left, limit - at);
            advance(n);
            left -= n;
        }
    }

    /** Reads the rest and says whether it is nothing but zeros. */
    boolean restIsZero() throws IOException {
        while (has(1)) {
            for (; at < limit; advance(1)) {
                if (buffer[at] != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Returns a stream of what was not read yet. */
    InputStream rest() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                if (!has(1)) {
                    return -1;
                }
                int b = ahead(0);
                advance(1);
                return b;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (length == 0 || !has(1)) {
                    return length == 0 ? 0 : -1;
                }
                int n = Math.min(length, limit - at);
                System.arraycopy(buffer, at, into, offset, n);
                advance(n);
                return n;
            }
        };
    }

    private void need(int n) throws IOException {
        if (!has(n)) {
            throw new EOFException();
        }
    }

    private void advance(int n) {
        at += n;
        position += n;
    }

    /** Reads on until n bytes are in the buffer or the input ends; returns how many there are. */
    private int fill(int n) throws IOException {
        int kept = limit - at;
        if (buffer.length < nextBlock) {
            buffer = Arrays.copyOf(buffer, nextBlock);
        }
        System.arraycopy(buffer, at, buffer, 0, kept);
        at = 0;
        limit = kept;
        while (limit < n) {
            int read = in.read(buffer, limit, Math.max(n, nextBlock) - limit);
            if (read < 0) {
                break;
            }
            limit += read;
        }
        nextBlock = BLOCK;
        return limit;
    }
}
