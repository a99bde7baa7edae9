package org.effigy.marking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.effigy.base.Check;

/**
 * Looks for the mark in an image, without the original. What is searched is the middle of the image, at most
 * {@value #SEARCHED} pixels on a side, for scales from 0.5 to 1.5 and shifts of half a pixel of the tile: an image may be cut, resized, inverted, shown in a window or compressed, but
 * not turned or mirrored.
 */
public final class Watermark {
    static final int SEARCHED = 256;
    static final double SMALLEST = 0.5;
    static final double LARGEST = 1.5;
    /** So many scales, those that agree best, are searched at half shifts of the tile, too. */
    private static final int REFINED = 16;

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
        Search search = new Search(image, key, SMALLEST, LARGEST);
        Place best = new Place(0, 1, 0, 1);
        for (Place coarse : search.bestOfEachScale().subList(0, Math.min(REFINED, search.scales.size()))) {
            search.correlation.scale(coarse.scale);
            best = best.orBetter(search.correlation.halfShifts(key), coarse.scale, 2);
        }
        // All places that may be looked at count, whether they were or not.
        return best.finding(2L * search.scales.size() * Correlation.HALF_SHIFTS);
    }

    /** Returns where a key agrees best at whole shifts of the tile and the scales between two. */
    static Finding place(Plane image, WatermarkKey key, double smallest, double largest) {
        Search search = new Search(image, key, smallest, largest);
        return search.bestOfEachScale().get(0).finding(2L * search.scales.size() * Correlation.SHIFTS);
    }

    /** A shift and a scale; there are {@code perPixel} shifts to a pixel of the tile, counted row by row. */
    private record Place(double statistic, double scale, int shift, int perPixel) {
        /** Returns this place, or the one of these statistics that is better than it. */
        Place orBetter(double[] statistics, double atScale, int shiftsPerPixel) {
            double most = Math.abs(statistic);
            int chosen = -1;
            for (int i = 0; i < statistics.length; i++) {
                if (Math.abs(statistics[i]) > most) {
                    most = Math.abs(statistics[i]);
                    chosen = i;
                }
            }
            return chosen < 0 ? this : new Place(statistics[chosen], atScale, chosen, shiftsPerPixel);
        }

        Finding finding(long tests) {
            int across = WatermarkKey.SIDE * perPixel;
            double log10 = Math.min(0, Math.log10(tests) + NormalTail.log10(Math.abs(statistic)));
            double rows = (double) (shift / across) / perPixel;
            double columns = (double) (shift % across) / perPixel;
            return new Finding(statistic, scale, rows, columns, tests, log10);
        }
    }

    /** An image made ready for being searched. */
    private static final class Search {
        private final Correlation correlation;
        private final List<Double> scales;
        private final WatermarkKey key;

        Search(Plane image, WatermarkKey key, double smallest, double largest) {
            for (float value : image.values()) {
                Check.argument(Float.isFinite(value), () -> NOT_FINITE);
            }
            Plane middle = image.middle(SEARCHED);
            correlation = new Correlation(Residual.of(middle), middle.rows(), middle.columns());
            scales = scales(Math.max(middle.rows(), middle.columns()), smallest, largest);
            this.key = key;
        }

        /** Returns the best whole shift at each scale, the best of all first; of equal ones the smaller scale. */
        List<Place> bestOfEachScale() {
            List<Place> places = new ArrayList<>();
            for (double scale : scales) {
                correlation.scale(scale);
                places.add(new Place(0, 1, 0, 1).orBetter(correlation.statistics(key), scale, 1));
            }
            places.sort(Comparator.comparingDouble(place -> -Math.abs(place.statistic)));
            return places;
        }
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
