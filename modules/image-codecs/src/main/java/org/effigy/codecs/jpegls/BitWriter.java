package org.effigy.codecs.jpegls;

import java.io.ByteArrayOutputStream;

/** The bits of a scan; after a byte FF the next one has only seven, so that no marker appears among them. */
final class BitWriter {
    private final ByteArrayOutputStream out;
    private int current;
    private int free = 8;

    BitWriter(ByteArrayOutputStream out) {
        this.out = out;
    }

    /** Writes the low bits of a value, 0 to 32, the highest first. */
    void bits(int value, int count) {
        int left = count;
        while (left > 0) {
            int part = Math.min(free, left);
            left -= part;
            current = current << part | value >>> left & (1 << part) - 1;
            free -= part;
            if (free == 0) {
                out.write(current);
                free = current == 0xff ? 7 : 8;
                current = 0;
            }
        }
    }

    /** Writes a Golomb code of limited length (T.87, A.5.3). */
    void golomb(int number, int k, int limit, int escapeBits) {
        int longest = limit - escapeBits - 1;
        int zeros = number >>> k;
        if (zeros < longest) {
            zeros(zeros);
            bits(1 << k | number & (1 << k) - 1, k + 1);
        } else {
            zeros(longest);
            bits(1, 1);
            bits(number - 1, escapeBits);
        }
    }

    private void zeros(int count) {
        for (int left = count; left > 0; left -= 32) {
            bits(0, Math.min(32, left));
        }
    }

    /** Fills the last byte with zeros; behind FF there is a byte more, without a one. */
    void end() {
        if (free < 8) {
            bits(0, free);
        }
        if (free == 7) {
            bits(0, free);
        }
    }
}
