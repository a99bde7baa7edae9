package org.effigy.diffusion;

import org.effigy.base.Check;

/**
 * Classifier-free guidance (Ho and Salimans 2022): prediction = unconditional + scale (conditional - unconditional).
 *
 * @param scale 1 is the conditional prediction, without a second evaluation; 0 the unconditional one; above 1 exaggerates the
 *     class. Differs: Ho and Salimans, eq. 6, write 1 + w
 * @param low guidance has this scale where the noise level sigma / alpha is above this, elsewhere 1 (Kynkaanniemi et al. 2024,
 *     eq. 5, their sigmaLow)
 * @param high and at most this, infinite for no limit (their sigmaHigh)
 * @param rescale how far the guided prediction gets the deviation of the conditional one back, from 0, not at all, to 1, wholly;
 *     their phi (Lin et al. 2023, section 3.4)
 */
public record Guidance(double scale, double low, double high, double rescale) {
    /** No guidance: the conditional prediction. */
    public static final Guidance NONE = of(1);

    public Guidance {
        Check.inRange("guidance scale", scale, 0, 100);
        Check.inRange("guidance interval's low end", low, 0, Double.MAX_VALUE);
        Check.argument(
                high > low,
                () -> "the guidance interval ends at " + high + ", which must be above its beginning, " + low);
        Check.inRange("guidance rescale", rescale, 0, 1);
    }

    /** Returns guidance at all noise levels, not rescaled. */
    public static Guidance of(double scale) {
        return new Guidance(scale, 0, Double.POSITIVE_INFINITY, 0);
    }

    /** Returns the scale at a noise level; eq. 5 of Kynkaanniemi et al. 2024. */
    public double scale(double ratio) {
        return ratio > low && ratio <= high ? scale : 1;
    }

    /**
     * Returns the guided prediction of one value.
     *
     * @param conditional the prediction for the class
     * @param free the unconditional prediction
     */
    double guided(double conditional, double free) {
        return free + scale * (conditional - free);
    }

    /**
     * Returns by what the guided prediction of an image is multiplied: phi std(conditional) / std(guided) + 1 - phi; eq. 15 and 16
     * of Lin et al. 2023. It is 1 without rescaling, and where the guided prediction has no deviation.
     */
    double factor(float[] conditional, float[] guided, int from, int to) {
        if (rescale == 0) {
            return 1;
        }
        double after = deviation(guided, from, to);
        return after == 0 ? 1 : rescale * deviation(conditional, from, to) / after + 1 - rescale;
    }

    private static double deviation(float[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        double mean = sum / (to - from);
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += (values[i] - mean) * (values[i] - mean);
        }
        return Math.sqrt(squares / (to - from));
    }
}
