package org.effigy.evaluation.radiomics;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The sixteen features that runs of equal grey levels (Galloway 1975) and zones of them (Thibault et al. 2009) have in common: of
 * a matrix that counts, for each grey level, runs by length or zones by size.
 */
final class ZoneFeatures {
    static final List<String> RUN_NAMES = names("Run", "RunLength", "RunPercentage", "ShortRun", "LongRun");
    static final List<String> ZONE_NAMES = names("Zone", "SizeZone", "ZonePercentage", "SmallArea", "LargeArea");

    private ZoneFeatures() {}

    private static List<String> names(String thing, String sizes, String share, String small, String large) {
        return List.of(
                "GrayLevelNonUniformity",
                "GrayLevelNonUniformityNormalized",
                "GrayLevelVariance",
                "HighGrayLevel" + thing + "Emphasis",
                large + "Emphasis",
                large + "HighGrayLevelEmphasis",
                large + "LowGrayLevelEmphasis",
                "LowGrayLevel" + thing + "Emphasis",
                thing + "Entropy",
                sizes + "NonUniformity",
                sizes + "NonUniformityNormalized",
                share,
                thing + "Variance",
                small + "Emphasis",
                small + "HighGrayLevelEmphasis",
                small + "LowGrayLevelEmphasis");
    }

    /**
     * Returns the features, in the order of the names.
     *
     * @param counts by grey level from 1, less one, then by the place of the size
     * @param sizes that occur
     * @param pixels of the image
     */
    static double[] of(int[] counts, int[] sizes, int pixels) {
        int levels = counts.length / sizes.length;
        double[] byLevel = new double[levels];
        double[] bySize = new double[sizes.length];
        double all = 0;
        for (int count : counts) {
            all += count;
        }
        double entropy = 0;
        double smallHigh = 0;
        double smallLow = 0;
        double largeHigh = 0;
        double largeLow = 0;
        for (int i = 0; i < levels; i++) {
            double g2 = (i + 1.0) * (i + 1.0);
            for (int j = 0; j < sizes.length; j++) {
                int count = counts[i * sizes.length + j];
                if (count > 0) {
                    double p = count / all;
                    double s2 = (double) sizes[j] * sizes[j];
                    byLevel[i] += p;
                    bySize[j] += p;
                    entropy -= p * Logs.log2(p + Logs.EPSILON);
                    smallHigh += p * g2 / s2;
                    smallLow += p / (g2 * s2);
                    largeHigh += p * g2 * s2;
                    largeLow += p * s2 / g2;
                }
            }
        }
        double[] level = moments(byLevel, IntStream.rangeClosed(1, levels).toArray());
        double[] size = moments(bySize, sizes);
        return new double[] {
            level[0] * all,
            level[0],
            level[1],
            level[2],
            size[2],
            largeHigh,
            largeLow,
            level[3],
            entropy,
            size[0] * all,
            size[0],
            all / pixels,
            size[1],
            size[3],
            smallHigh,
            smallLow
        };
    }

    /** Returns of probabilities of values: the sum of their squares, the variance, and the means of v2 and 1 / v2. */
    private static double[] moments(double[] p, int[] values) {
        double squares = 0;
        double mean = 0;
        double high = 0;
        double low = 0;
        for (int k = 0; k < p.length; k++) {
            double value = values[k];
            squares += p[k] * p[k];
            mean += p[k] * value;
            high += p[k] * value * value;
            low += p[k] / (value * value);
        }
        double variance = 0;
        for (int k = 0; k < p.length; k++) {
            variance += p[k] * (values[k] - mean) * (values[k] - mean);
        }
        return new double[] {squares, variance, high, low};
    }
}
