package org.effigy.marking;

/**
 * Where a watermark agrees best with an image, and how likely that is by chance.
 *
 * @param statistic of the correlation: standard normal at one place of an image without the mark; negative in an inverted image
 * @param scale pixels of the image that a pixel of the mark's tile takes
 * @param rowShift by which the tile is moved down in the part of the image that was searched, in pixels of the tile, whole or half ones
 * @param columnShift by which it is moved to the right
 * @param tests how many places (scales, shifts, signs) there are to agree at
 * @param log10FalseAlarm decimal logarithm of the probability that an image without the mark agrees as well somewhere; an upper
 *     bound, the number of tests times the tail of the normal distribution, at most 0
 */
public record Finding(
        double statistic, double scale, double rowShift, double columnShift, long tests, double log10FalseAlarm) {
    /** Up to this probability an image counts as marked: one in ten thousand, where one in a thousand is allowed. */
    public static final double LOG10_DECISION = -4;

    /** The same where a real image must not be lost, as in training. */
    public static final double LOG10_STRICT = -6;

    /** Says whether the mark counts as found. */
    public boolean isMark() {
        return log10FalseAlarm <= LOG10_DECISION;
    }

    /** Says whether the mark is beyond reasonable doubt. */
    public boolean isCertain() {
        return log10FalseAlarm <= LOG10_STRICT;
    }
}
