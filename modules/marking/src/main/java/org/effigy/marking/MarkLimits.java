package org.effigy.marking;

import org.effigy.base.Check;

/**
 * How much a mark may change an image, in stored values.
 *
 * @param flat change allowed at a pixel where the image is flat
 * @param texture change allowed as a part of the local standard deviation (9 x 9 pixels, without what is smooth)
 * @param most change allowed at any pixel
 * @param rms to which the mark's root mean square is scaled, 0 for no scaling
 * @param regionMean most that the mean of any rectangle of at least 4 x 4 pixels changes, 0 for no limit
 * @param lowest stored value that there is
 * @param highest stored value that there is
 */
public record MarkLimits(
        double flat, double texture, double most, double rms, double regionMean, int lowest, int highest) {
    private static final double GREY_LEVELS = 255;

    public MarkLimits {
        Check.inRange("flat", flat, 0, 65535);
        Check.inRange("texture", texture, 0, 10);
        Check.inRange("most", most, 0, 65535);
        Check.inRange("rms", rms, 0, 65535);
        Check.inRange("regionMean", regionMean, 0, 65535);
        int high = highest;
        Check.argument(lowest < high, () -> "the highest value is " + high + ", not above the lowest");
    }

    /**
     * Returns the limits for pictures and radiographs: about one of 256 grey levels (a PSNR of at least 48 dB), 0.6 to 2.5
     * levels at a pixel.
     *
     * @param highest stored value, white; 0 is black
     */
    public static MarkLimits picture(int highest) {
        double level = highest / GREY_LEVELS;
        return new MarkLimits(0.6 * level, 0.4, 2.5 * level, 0.92 * level, 0, 0, highest);
    }

    /**
     * Returns the limits for CT: within the noise, that is one local standard deviation and at most 40 HU at a pixel, and no
     * region's mean by more than 1 HU.
     *
     * @param perHounsfield stored values of one Hounsfield unit
     */
    public static MarkLimits hounsfield(double perHounsfield, int lowest, int highest) {
        return new MarkLimits(0, 1.0, 40 * perHounsfield, 0, perHounsfield, lowest, highest);
    }

    /** Returns limits within which no mark is made. */
    public static MarkLimits nothing(int lowest, int highest) {
        return new MarkLimits(0, 0, 0, 0, 0, lowest, highest);
    }
}
