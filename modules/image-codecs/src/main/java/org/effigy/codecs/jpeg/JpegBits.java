package org.effigy.codecs.jpeg;

import java.util.ArrayList;
import java.util.List;
import org.effigy.codecs.CodedRun;
import org.effigy.codecs.PixelException;

/** The bits of an entropy-coded segment of JPEG: FF 00 is an FF, any other FF begins a marker and ends the bits. */
final class JpegBits {
    private final byte[] bytes;
    private final List<CodedRun> runs = new ArrayList<>();
    private int start;
    private int position;
    private long buffer;
    private int count;
    private int missing;

    JpegBits(byte[] bytes, int position) {
        this.bytes = bytes;
        this.start = position;
        this.position = position;
    }

    /** Returns the bytes that were used up to now, up to each restart marker. */
    List<CodedRun> runs() {
        List<CodedRun> all = new ArrayList<>(runs);
        all.add(new CodedRun(start, used()));
        return all;
    }

    /** Returns the position behind the byte that holds the last bit that was passed over. */
    private int used() {
        int end = position;
        for (int unread = (count - missing) / 8; unread > 0; unread--) {
            // A 0 behind FF is not data; it never stands behind another FF.
            boolean stuffed = end - start >= 2 && bytes[end - 1] == 0 && bytes[end - 2] == -1;
            end -= stuffed ? 2 : 1;
        }
        return end;
    }

    /** Returns where reading goes on: at the marker that ends the bits, or before it. */
    int position() {
        return position;
    }

    /** Returns the next n (at most 16) bits, which stay; zeros follow the end of the data. */
    int peek(int n) {
        if (count < n) {
            fill();
        }
        return (int) (buffer >>> (count - n)) & (1 << n) - 1;
    }

    /** Passes over bits that were seen; fails if they were beyond the end of the data. */
    void skip(int n) {
        count -= n;
        if (count < missing) {
            throw PixelException.broken("the JPEG data ends before its last pixel");
        }
    }

    /** Reads n (0 to 16) bits as the difference they code (ITU-T T.81, figure F.12). */
    int signed(int n) {
        if (n == 0) {
            return 0;
        }
        int bits = peek(n);
        skip(n);
        return bits < 1 << (n - 1) ? bits - (1 << n) + 1 : bits;
    }

    /** Passes over what is left before a restart marker and over the marker. */
    void restart() {
        runs.add(new CodedRun(start, used()));
        buffer = 0;
        count = 0;
        missing = 0;
        while (position + 1 < bytes.length) {
            int marker = bytes[position + 1] & 0xff;
            if ((bytes[position] & 0xff) == 0xff && marker != 0 && marker != 0xff) {
                if (marker < 0xd0 || marker > 0xd7) {
                    break;
                }
                position += 2;
                start = position;
                return;
            }
            position++;
        }
        throw PixelException.broken("the JPEG data ends before its last restart marker");
    }

    /** Reads 0 to 16 bits as a number. */
    int bits(int n) {
        if (n == 0) {
            return 0;
        }
        int bits = peek(n);
        skip(n);
        return bits;
    }

    /** Buffers at least 32 bits more. */
    private void fill() {
        for (int i = 0; i < 4; i++) {
            int b = 0;
            if (position >= bytes.length || (bytes[position] == -1 && atMarker())) {
                missing += 8;
            } else {
                b = bytes[position] & 0xff;
                position += b == 0xff ? 2 : 1;
            }
            buffer = buffer << 8 | b;
            count += 8;
        }
    }

    /** Says whether the FF here is no data. */
    private boolean atMarker() {
        return position + 1 >= bytes.length || bytes[position + 1] != 0;
    }
}
