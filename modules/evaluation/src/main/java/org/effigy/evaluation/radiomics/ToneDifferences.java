package org.effigy.evaluation.radiomics;

import java.util.List;

/** Features of the neighbouring grey tone difference matrix (Amadasun and King 1989), neighbours being the up to eight around. */
final class ToneDifferences {
    static final List<String> NAMES = List.of("Busyness", "Coarseness", "Complexity", "Contrast", "Strength");

    /** Stands for the coarseness of an image of one level, whose tone differences are 0. */
    private static final double COARSEST = 1e6;

    private ToneDifferences() {}

    /** Returns the features by {@link #NAMES}. */
    static double[] of(GreyLevels image) {
        double[] s = differences(image);
        int pixels = image.side() * image.side();
        int present = 0;
        double sumS = 0;
        double sumPs = 0;
        for (int i = 1; i < s.length; i++) {
            present += image.counts()[i] > 0 ? 1 : 0;
            sumS += s[i];
            sumPs += image.counts()[i] * s[i] / pixels;
        }
        double busy = 0;
        double complexity = 0;
        double squares = 0;
        double strength = 0;
        for (int i = 1; i < s.length; i++) {
            double p = (double) image.counts()[i] / pixels;
            for (int j = 1; p > 0 && j < s.length; j++) {
                double q = (double) image.counts()[j] / pixels;
                if (q > 0) {
                    double d = (double) (i - j) * (i - j);
                    busy += Math.abs(i * p - j * q);
                    complexity += Math.abs(i - j) * (p * s[i] + q * s[j]) / (p + q);
                    squares += p * q * d;
                    strength += (p + q) * d;
                }
            }
        }
        double contrast = present > 1 ? squares * sumS / pixels / ((double) present * (present - 1)) : 0;
        return new double[] {
            busy > 0 ? sumPs / busy : 0,
            sumPs > 0 ? 1 / sumPs : COARSEST,
            complexity / pixels,
            contrast,
            sumS > 0 ? strength / sumS : 0
        };
    }

    /** Returns for each level the sum of the differences between its pixels and the means around them. */
    private static double[] differences(GreyLevels image) {
        int side = image.side();
        int[] levels = image.levels();
        double[] s = new double[image.most() + 1];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int fromY = Math.max(0, y - 1);
                int toY = Math.min(side - 1, y + 1);
                int fromX = Math.max(0, x - 1);
                int toX = Math.min(side - 1, x + 1);
                int sum = 0;
                for (int ny = fromY; ny <= toY; ny++) {
                    for (int nx = fromX; nx <= toX; nx++) {
                        sum += levels[ny * side + nx];
                    }
                }
                int level = levels[y * side + x];
                int around = (toY - fromY + 1) * (toX - fromX + 1) - 1;
                if (around > 0) {
                    s[level] += Math.abs(level - (double) (sum - level) / around);
                }
            }
        }
        return s;
    }
}
