package org.effigy.codecs.jpeg2000;

import java.util.Arrays;

/** A code-block: its place in the subband and the coded bytes that the packets bring, in segments of coding passes. */
final class CodeBlock {
    private static final int FIRST_LAZY_PASSES = 10;

    private final Rectangle area;
    private final int column;
    private final int row;
    private byte[] data = new byte[0];
    private int dataLength;
    private int[] segmentPasses = new int[1];
    private int[] segmentLength = new int[1];
    private int segments;
    private boolean included;
    private int bitPlanes;
    private int lengthBits = 3;

    /**
     * Makes a block without bytes.
     *
     * @param area its coefficients in the coordinates of the subband
     * @param column its place in the precinct's grid of blocks
     * @param row its place in the precinct's grid of blocks
     */
    CodeBlock(Rectangle area, int column, int row) {
        this.area = area;
        this.column = column;
        this.row = row;
    }

    Rectangle area() {
        return area;
    }

    int column() {
        return column;
    }

    int row() {
        return row;
    }

    boolean isIncluded() {
        return included;
    }

    /** Includes the block for the first time, with the number of its coded bit planes. */
    void include(int planes) {
        included = true;
        bitPlanes = planes;
    }

    /** Takes bit planes away that have no passes of their own. */
    void dropPlanes(int count) {
        bitPlanes -= count;
    }

    int bitPlanes() {
        return bitPlanes;
    }

    /** Returns the bits of a segment length, before those that the number of passes adds. */
    int lengthBits() {
        return lengthBits;
    }

    void addLengthBits(int more) {
        lengthBits += more;
    }

    int segments() {
        return segments;
    }

    int passes(int segment) {
        return segmentPasses[segment];
    }

    int length(int segment) {
        return segmentLength[segment];
    }

    byte[] data() {
        return data;
    }

    /** Returns how many passes still go into the open segment; opens one if the last is full. */
    int room(int modes) {
        if (segments == 0 || segmentPasses[segments - 1] >= capacity(segments - 1, modes)) {
            if (segments == segmentPasses.length) {
                segmentPasses = Arrays.copyOf(segmentPasses, 2 * segments);
                segmentLength = Arrays.copyOf(segmentLength, 2 * segments);
            }
            segments++;
        }
        return capacity(segments - 1, modes) - segmentPasses[segments - 1];
    }

    /** Returns how many passes a segment holds: one or two where the arithmetic coder is ended between passes. */
    private static int capacity(int segment, int modes) {
        if ((modes & BlockDecoder.MODE_HIGH_THROUGHPUT) != 0) {
            return segment == 0 ? 1 : 2;
        }
        if ((modes & BlockDecoder.MODE_TERMINATE_ALL) != 0) {
            return 1;
        }
        if ((modes & BlockDecoder.MODE_BYPASS) != 0) {
            return segment == 0 ? FIRST_LAZY_PASSES : segment % 2 == 1 ? 2 : 1;
        }
        return Integer.MAX_VALUE;
    }

    /** Adds passes to the open segment and returns its number; their bytes follow by {@link #append}. */
    int addPasses(int count) {
        segmentPasses[segments - 1] += count;
        return segments - 1;
    }

    /** Appends bytes to a segment; segments are filled in order. */
    void append(int segment, byte[] in, int start, int length) {
        if (dataLength + length > data.length) {
            data = Arrays.copyOf(data, Math.max(dataLength + length, 2 * data.length));
        }
        System.arraycopy(in, start, data, dataLength, length);
        dataLength += length;
        segmentLength[segment] += length;
    }
}
