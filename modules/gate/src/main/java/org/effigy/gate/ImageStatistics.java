package org.effigy.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * General statistics of an image, by which noise, blur, an even image and another modality differ from what is real: how strong detail is
 * octave by octave, how its strength falls from one octave to the next, how its values are distributed, and the grey levels.
 *
 * <p>Detail of an octave is the difference of two Gaussians, of sigma 0.7, 1.4, 2.8 ... pixels up to a tenth of the side.
 */
final class ImageStatistics {
    private static final double FINEST = 0.7;
    /** Added to the mean square: detail of less than a grey level of 256 is not seen. */
    private static final double LEAST_POWER = 1e-4;

    private static final double LEAST_SIZE = 1e-5;
    private static final double[] PARTS = {0.05, 0.25, 0.5, 0.75, 0.95};

    /**
     * One statistic.
     *
     * @param name for records and messages
     * @param tolerance what the eye hardly takes for a difference, in the statistic's unit: a margin that every range gets
     */
    record Kind(String name, double tolerance) {}

    private ImageStatistics() {}

    private static int octaves(int side) {
        int octaves = 0;
        for (double sigma = FINEST; sigma < side / 10.0; sigma *= 2) {
            octaves++;
        }
        return octaves;
    }

    /** Returns the statistics of images of a side, in the order of {@link #of}. */
    static List<Kind> kinds(int side) {
        List<Kind> kinds = new ArrayList<>();
        int octaves = octaves(side);
        for (int i = 1; i < octaves; i++) {
            kinds.add(new Kind("fall of detail from octave " + i + " to " + (i + 1), 0.45));
        }
        for (int i = 1; i <= octaves; i++) {
            // A factor of two.
            kinds.add(new Kind("strength of detail in octave " + i, 0.7));
        }
        for (int i = 1; i <= octaves; i++) {
            kinds.add(new Kind("evenness of detail in octave " + i, 0.15));
        }
        for (double part : PARTS) {
            kinds.add(new Kind("grey level of " + Math.round(100 * part) + " %", 0.3));
        }
        return kinds;
    }

    /**
     * Returns the statistics: differences of the logarithms of two octaves' root mean squares, those logarithms, logarithms of
     * mean size to root mean square (-0.23 for noise), and quantiles of grey levels.
     *
     * @param image (side, side), finite, in [-1, 1]
     */
    static double[] of(float[] image, int side) {
        int octaves = octaves(side);
        double[] strength = new double[octaves];
        double[] evenness = new double[octaves];
        float[] current = image;
        double sigma = FINEST;
        for (int i = 0; i < octaves; i++) {
            float[] coarser = Blur.gaussian(current, side, sigma);
            double square = 0;
            double size = 0;
            for (int j = 0; j < current.length; j++) {
                double detail = current[j] - coarser[j];
                square += detail * detail;
                size += Math.abs(detail);
            }
            strength[i] = 0.5 * Math.log(square / current.length + LEAST_POWER);
            evenness[i] = Math.log(size / current.length + LEAST_SIZE) - strength[i];
            current = coarser;
            sigma *= 2;
        }
        double[] out = new double[kinds(side).size()];
        int at = 0;
        for (int i = 1; i < octaves; i++) {
            out[at++] = strength[i - 1] - strength[i];
        }
        System.arraycopy(strength, 0, out, at, octaves);
        System.arraycopy(evenness, 0, out, at + octaves, octaves);
        at += 2 * octaves;
        float[] sorted = image.clone();
        Arrays.sort(sorted);
        for (double part : PARTS) {
            out[at++] = sorted[(int) Math.round(part * (sorted.length - 1))];
        }
        return out;
    }
}
