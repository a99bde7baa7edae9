package org.effigy.codecs;

/** Unpacks native pixel data: little-endian cells of 8, 16 or 32 bits, or packed ones of 1 or 12 bits, lowest first. */
public final class NativeCells {
    private NativeCells() {}

    /** Returns how many bytes this many frames take; packed cells run on from frame to frame. */
    public static long bytes(FrameFormat format, long frames) {
        return (frames * format.cells() * format.bitsAllocated() + 7) / 8;
    }

    /**
     * Returns the cells of a frame, as they are and in their order.
     *
     * @param bytes the pixel data of all frames
     * @param frame which frame, from 0
     */
    public static int[] decode(byte[] bytes, FrameFormat format, int frame) {
        if (bytes.length < bytes(format, frame + 1L)) {
            throw PixelException.broken("the pixel data ends inside frame " + (frame + 1));
        }
        int pixels = format.cells();
        int[] cells = new int[pixels];
        long first = (long) frame * pixels;
        switch (format.bitsAllocated()) {
            case 1 -> {
                for (int i = 0; i < pixels; i++) {
                    long bit = first + i;
                    cells[i] = bytes[(int) (bit >>> 3)] >>> (bit & 7) & 1;
                }
            }
            case 8 -> {
                for (int i = 0; i < pixels; i++) {
                    cells[i] = bytes[(int) first + i] & 0xff;
                }
            }
            case 12 -> {
                for (int i = 0; i < pixels; i++) {
                    long bit = 12 * (first + i);
                    int at = (int) (bit >>> 3);
                    int pair = bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
                    cells[i] = pair >>> (bit & 7) & 0xfff;
                }
            }
            case 16 -> {
                int at = (int) (2 * first);
                for (int i = 0; i < pixels; i++, at += 2) {
                    cells[i] = bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
                }
            }
            default -> {
                int at = (int) (4 * first);
                for (int i = 0; i < pixels; i++, at += 4) {
                    cells[i] = bytes[at] & 0xff
                            | (bytes[at + 1] & 0xff) << 8
                            | (bytes[at + 2] & 0xff) << 16
                            | bytes[at + 3] << 24;
                }
            }
        }
        return cells;
    }

    /** Packs cells of 8, 16 or 32 bits, the opposite of {@link #decode}; the frame's bytes begin at the offset. */
    public static void encode(int[] cells, int bitsAllocated, byte[] out, int offset) {
        int at = offset;
        for (int cell : cells) {
            for (int shift = 0; shift < bitsAllocated; shift += 8) {
                out[at++] = (byte) (cell >>> shift);
            }
        }
    }
}
