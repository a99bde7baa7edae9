package org.effigy.marking;

import java.util.ArrayList;
import java.util.List;
import org.effigy.base.Check;

/**
 * Looks for the mark in an image, without the original. What is searched is the middle of the image, at most
 * {@value #SEARCHED} pixels on a side, for scales from 0.5 to 1.5: an image may be cut, resized, inverted, shown in a window or compressed, but
 * not turned or mirrored.
 */
public final class Watermark {
    static final int SEARCHED = 256;
    static final double SMALLEST = 0.5;
    static final double LARGEST = 1.5;
    /** Neighbouring scales differ by this many pixels over the image. */
    private static final double SCALE_PIXELS = 1.2;

    /** A NaN would be everywhere. */
    private static final String NOT_FINITE = "a pixel value is not finite";

    private Watermark() {}

    /** Looks for the published key. */
    public static Finding find(Plane image) {
        return find(image, WatermarkKey.PUBLISHED);
    }

    /** Looks for a key. */
    public static Finding find(Plane image, WatermarkKey key) {
        return find(image, key, SMALLEST, LARGEST);
    }

    /** Looks for a key at the scales between two. */
    static Finding find(Plane image, WatermarkKey key, double smallest, double largest) {
        for (float value : image.values()) {
            Check.argument(Float.isFinite(value), () -> NOT_FINITE);
        }
        Plane middle = image.middle(SEARCHED);
        Correlation correlation = new Correlation(Residual.of(middle), middle.rows(), middle.columns());
        List<Double> scales = scales(Math.max(middle.rows(), middle.columns()), smallest, largest);
        double best = 0;
        double bestScale = 1;
        int bestShift = 0;
        for (double scale : scales) {
            correlation.scale(scale);
            double[] statistics = correlation.statistics(key);
            for (int i = 0; i < statistics.length; i++) {
                if (Math.abs(statistics[i]) > Math.abs(best)) {
                    best = statistics[i];
                    bestScale = scale;
                    bestShift = i;
                }
            }
        }
        long tests = 2L * scales.size() * WatermarkKey.SIDE * WatermarkKey.SIDE;
        double log10 = Math.min(0, Math.log10(tests) + NormalTail.log10(Math.abs(best)));
        return new Finding(best, bestScale, bestShift / WatermarkKey.SIDE, bestShift % WatermarkKey.SIDE, tests, log10);
    }

    /** Returns powers of one ratio, 1 among them, ascending. */
    static List<Double> scales(int side, double smallest, double largest) {
        double ratio = 1 + SCALE_PIXELS / Math.max(side, WatermarkKey.SIDE);
        List<Double> below = new ArrayList<>();
        for (double scale = 1 / ratio; scale >= smallest; scale /= ratio) {
            below.add(0, scale);
        }
        for (double scale = 1; scale <= largest; scale *= ratio) {
            below.add(scale);
        }
        return below;
    }
}
