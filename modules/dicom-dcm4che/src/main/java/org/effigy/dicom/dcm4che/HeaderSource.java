package org.effigy.dicom.dcm4che;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream whose next bytes can be looked at, and replaced by those of a repaired head of an element. Marks hold only while
 * no replaced bytes are left.
 */
final class HeaderSource extends InputStream {
    private static final byte[] NONE = {};

    private final BufferedInputStream in;
    private byte[] repaired = NONE;
    private int next;

    HeaderSource(BufferedInputStream in) {
        this.in = in;
    }

    /** Returns up to n of the next bytes, which stay. */
    byte[] peek(int n) throws IOException {
        in.mark(n);
        byte[] bytes = in.readNBytes(n);
        in.reset();
        return bytes;
    }

    /** Puts these bytes in the place of the next so many. */
    void replace(int length, byte[] bytes) throws IOException {
        in.readNBytes(length);
        repaired = bytes;
        next = 0;
    }

    /** Reads the rest and says whether it is nothing but zeros. */
    boolean restIsZero() throws IOException {
        byte[] buffer = new byte[1 << 13];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            for (int i = 0; i < n; i++) {
                if (buffer[i] != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public int read() throws IOException {
        return next < repaired.length ? repaired[next++] & 0xff : in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (next == repaired.length) {
            return in.read(bytes, offset, length);
        }
        int n = Math.min(length, repaired.length - next);
        System.arraycopy(repaired, next, bytes, offset, n);
        next += n;
        return n;
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    @Override
    public synchronized void mark(int limit) {
        in.mark(limit);
    }

    @Override
    public synchronized void reset() throws IOException {
        in.reset();
    }
}
