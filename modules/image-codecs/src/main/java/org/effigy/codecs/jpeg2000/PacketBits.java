package org.effigy.codecs.jpeg2000;

import org.effigy.codecs.PixelException;

/** The bits of packet headers, highest first; after a byte FF the next one has only seven (T.800, B.10.1). */
final class PacketBits {
    private final byte[] bytes;
    private int position;
    private int current;
    private int left;

    PacketBits(byte[] bytes) {
        this.bytes = bytes;
    }

    int position() {
        return position;
    }

    int remaining() {
        return bytes.length - position;
    }

    /** Moves on by whole bytes. */
    void skip(int count) {
        position += count;
    }

    /** Says whether a marker stands here. */
    boolean atMarker(int marker) {
        return remaining() >= 2
                && (bytes[position] & 0xff) == marker >>> 8
                && (bytes[position + 1] & 0xff) == (marker & 0xff);
    }

    int bit() {
        if (left == 0) {
            if (position >= bytes.length) {
                throw PixelException.broken("the JPEG 2000 data ends inside a packet");
            }
            left = current == 0xff ? 7 : 8;
            current = bytes[position++] & 0xff;
        }
        left--;
        return current >>> left & 1;
    }

    int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | bit();
        }
        return value;
    }

    /** Ends a header at the next whole byte. */
    void align() {
        if (current == 0xff) {
            position++;
        }
        current = 0;
        left = 0;
    }
}
