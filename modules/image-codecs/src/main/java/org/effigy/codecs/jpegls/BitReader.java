package org.effigy.codecs.jpegls;

import java.util.ArrayList;
import java.util.List;
import org.effigy.codecs.CodedRun;
import org.effigy.codecs.PixelException;

/** The bits of a scan: after a byte FF the next one has only seven, and FF with a higher bit set is a marker, the end. */
final class BitReader {
    private static final int MARKER_BIT = 0x80;

    private final byte[] bytes;
    private final List<CodedRun> runs = new ArrayList<>();
    private int start;
    private int position;
    private boolean stuffed;
    /** The next bits, the first one at the top; zeros below the valid ones. */
    private long window;

    private int valid;
    private int missing;

    BitReader(byte[] bytes, int position) {
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
        int unread = valid - missing;
        while (end > start) {
            unread -= end - start >= 2 && bytes[end - 2] == -1 ? 7 : 8;
            if (unread < 0) {
                break;
            }
            end--;
        }
        return end;
    }

    /** Returns where reading goes on: at the marker that ends the bits, or before it. */
    int position() {
        return position;
    }

    /** Starts anew behind the restart marker that must follow. */
    void restart() {
        runs.add(new CodedRun(start, used()));
        window = 0;
        valid = 0;
        missing = 0;
        stuffed = false;
        while (position + 1 < bytes.length) {
            int marker = bytes[position + 1] & 0xff;
            if (bytes[position] == -1 && marker >= MARKER_BIT && marker != 0xff) {
                if (marker < 0xd0 || marker > 0xd7) {
                    break;
                }
                position += 2;
                start = position;
                return;
            }
            position++;
        }
        throw PixelException.broken("the JPEG-LS data ends before its last restart marker");
    }

    /** Returns the next 0 to 32 bits. */
    int bits(int count) {
        if (count == 0) {
            return 0;
        }
        if (valid < count) {
            fill();
        }
        int bits = (int) (window >>> (64 - count));
        skip(count);
        return bits;
    }

    boolean bit() {
        if (valid == 0) {
            fill();
        }
        boolean bit = window < 0;
        skip(1);
        return bit;
    }

    /** Reads a Golomb code of limited length (T.87, A.5.3). */
    int golomb(int k, int limit, int escapeBits) {
        int longest = limit - escapeBits - 1;
        int zeros = 0;
        while (true) {
            if (valid < 32) {
                fill();
            }
            int run = Math.min(Long.numberOfLeadingZeros(window), valid);
            if (run < valid) {
                zeros += run;
                skip(run + 1);
                break;
            }
            zeros += run;
            skip(run);
            if (zeros > longest) {
                break;
            }
        }
        if (zeros > longest) {
            throw PixelException.broken("the JPEG-LS data holds a code that is too long");
        }
        return zeros < longest ? zeros << k | bits(k) : bits(escapeBits) + 1;
    }

    private void skip(int count) {
        window = count == 64 ? 0 : window << count;
        valid -= count;
        if (valid < missing) {
            throw PixelException.broken("the JPEG-LS data ends before its last pixel");
        }
    }

    /** Fills the window up to at least 56 bits. */
    private void fill() {
        while (valid <= 56) {
            int next = position < bytes.length ? bytes[position] & 0xff : 0xff;
            boolean end = position + 1 >= bytes.length ? next == 0xff : next == 0xff && bytes[position + 1] < 0;
            int width = stuffed ? 7 : 8;
            if (end) {
                missing += width;
            } else {
                window |= (long) next << (64 - valid - width);
                position++;
            }
            stuffed = !end && next == 0xff;
            valid += width;
        }
    }
}
