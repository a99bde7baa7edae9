package org.effigy.dicom.image;

import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Tag;

/**
 * Writes out a colour table that is stored in segments (PS3.3, C.7.9.2): 0 single values, 1 a straight line from the value
 * before to a new one, 2 a repetition of earlier segments. Never more than the entries that the descriptor promises.
 */
public final class PaletteSegments {
    private static final int DISCRETE = 0;
    private static final int LINEAR = 1;
    private static final int INDIRECT = 2;

    private final int[] data;
    private final boolean wide;
    private final int[] out;
    private final int tag;
    private int count;

    /**
     * Makes an expander.
     *
     * @param data the numbers of the table, bytes or words
     * @param wide whether they are words
     * @param entries how many the descriptor promises
     * @param tag of the table, for messages
     */
    public PaletteSegments(int[] data, boolean wide, int entries, int tag) {
        this.data = data;
        this.wide = wide;
        this.out = new int[entries];
        this.tag = tag;
    }

    /**
     * Returns the table.
     *
     * @throws DicomException if the segments are broken
     */
    public int[] expand() {
        segments(0, Integer.MAX_VALUE, false);
        if (count < out.length) {
            throw broken("has " + count + " entries, its descriptor asks for " + out.length);
        }
        return out;
    }

    /** Expands so many segments from a place on; those that are repeated may not repeat others. */
    private void segments(int start, int most, boolean repeated) {
        int at = start;
        for (int i = 0; i < most && at + 1 < data.length && count < out.length; i++) {
            int length = data[at + 1];
            switch (data[at]) {
                case DISCRETE -> at = discrete(at + 2, length);
                case LINEAR -> at = linear(at + 2, length);
                case INDIRECT -> {
                    if (repeated) {
                        throw broken("repeats segments that repeat others");
                    }
                    at = indirect(at + 2, length);
                }
                default -> throw broken("has a segment of an unknown kind");
            }
        }
    }

    private int discrete(int at, int length) {
        need(at, length);
        for (int i = 0; i < length; i++) {
            add(data[at + i]);
        }
        return at + length;
    }

    private int linear(int at, int length) {
        need(at, 1);
        if (count == 0) {
            throw broken("begins with a line from nowhere");
        }
        int from = out[count - 1];
        int to = data[at];
        for (int i = 1; i <= length; i++) {
            add((int) Math.rint(from + (double) (to - from) * i / length));
        }
        return at + 1;
    }

    /** The place of the first segment to repeat is counted in bytes, its low half comes first. */
    private int indirect(int at, int length) {
        int words = wide ? 2 : 4;
        need(at, words);
        long offset = wide
                ? data[at] | (long) data[at + 1] << 16
                : data[at] | (long) data[at + 1] << 8 | (long) data[at + 2] << 16 | (long) data[at + 3] << 24;
        long start = wide ? offset / 2 : offset;
        if (start >= at - 2L) {
            throw broken("repeats segments that come later");
        }
        segments((int) start, length, true);
        return at + words;
    }

    private void add(int value) {
        if (count < out.length) {
            out[count++] = value;
        }
    }

    private void need(int at, int length) {
        if (at + length > data.length) {
            throw broken("ends inside a segment");
        }
    }

    private DicomException broken(String what) {
        return new DicomException(Kind.MALFORMED, Tag.describe(tag) + " " + what + "; the file is broken");
    }
}
