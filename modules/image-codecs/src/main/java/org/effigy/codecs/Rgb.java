package org.effigy.codecs;

/** Red, green and blue (ITU-R BT.601): how they come out of luminance and differences, and how they become grey. */
public final class Rgb {
    private Rgb() {}

    /**
     * Returns red, green and blue of each pixel, each from 0 to 2^bits - 1: R = Y + 1.402 Cr, G = Y - 0.344136 Cb -
     * 0.714136 Cr, B = Y + 1.772 Cb, where Cb and Cr are counted from 2^(bits-1); rounded half up and limited.
     *
     * @param samples luminance and both differences of each pixel, of full range; changed
     */
    public static int[] ofDifferences(int[] samples, int bits) {
        long middle = 1L << (bits - 1);
        long highest = (1L << bits) - 1;
        for (int i = 0; i + 2 < samples.length; i += 3) {
            long y = Integer.toUnsignedLong(samples[i]);
            long cb = Integer.toUnsignedLong(samples[i + 1]) - middle;
            long cr = Integer.toUnsignedLong(samples[i + 2]) - middle;
            samples[i] = limited(y + Math.floorDiv(1402 * cr + 500, 1000L), highest);
            samples[i + 1] = limited(y + Math.floorDiv(-202_008 * cb - 419_198 * cr + 293_500, 587_000L), highest);
            samples[i + 2] = limited(y + Math.floorDiv(1772 * cb + 500, 1000L), highest);
        }
        return samples;
    }

    private static int limited(long value, long highest) {
        return (int) Math.max(0, Math.min(highest, value));
    }

    /** Returns the brightness of a pixel: 0.299 R + 0.587 G + 0.114 B, rounded half up. */
    public static int gray(long red, long green, long blue) {
        return (int) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
    }

    /**
     * Returns the brightness of each pixel, as {@link #gray(long, long, long)} does.
     *
     * @param rgb three of each pixel, unsigned
     */
    public static int[] gray(int[] rgb) {
        int[] gray = new int[rgb.length / 3];
        for (int i = 0; i < gray.length; i++) {
            gray[i] = gray(
                    Integer.toUnsignedLong(rgb[3 * i]),
                    Integer.toUnsignedLong(rgb[3 * i + 1]),
                    Integer.toUnsignedLong(rgb[3 * i + 2]));
        }
        return gray;
    }
}
