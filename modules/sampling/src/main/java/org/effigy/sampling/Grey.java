package org.effigy.sampling;

import org.effigy.base.Size;

/**
 * Grey levels to be written.
 *
 * @param bits 8 or 16
 * @param levels row by row, 0 to 2^bits - 1
 */
@SuppressWarnings("ArrayRecordComponent")
record Grey(int rows, int columns, int bits, int[] levels) {
    /** Returns the level of a value in [-1, 1], cut to it: -1 is 0, 1 is 2^bits - 1. */
    static int level(float scaled, int bits) {
        return (int) Math.round(exactLevel(scaled, bits));
    }

    /** Returns the level before it is rounded. */
    static double exactLevel(float scaled, int bits) {
        double position = (Math.min(Math.max(scaled, -1.0), 1.0) + 1) / 2;
        return position * ((1 << bits) - 1);
    }

    /** Returns an image of values in [-1, 1]. */
    static Grey ofScaled(float[] scaled, Size size, int bits) {
        int[] levels = new int[scaled.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = level(scaled[i], bits);
        }
        return new Grey(size.rows(), size.columns(), bits, levels);
    }

    /** Returns an image of whole levels. */
    static Grey ofLevels(float[] whole, Size size, int bits) {
        int[] levels = new int[whole.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (int) whole[i];
        }
        return new Grey(size.rows(), size.columns(), bits, levels);
    }

    /** Returns the rows' bytes, big endian, one after the other. */
    byte[] bigEndian() {
        byte[] bytes = new byte[levels.length * bits / 8];
        for (int i = 0; i < levels.length; i++) {
            if (bits == 8) {
                bytes[i] = (byte) levels[i];
            } else {
                bytes[2 * i] = (byte) (levels[i] >> 8);
                bytes[2 * i + 1] = (byte) levels[i];
            }
        }
        return bytes;
    }
}
