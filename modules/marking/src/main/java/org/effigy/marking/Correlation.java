package org.effigy.marking;

import java.util.Arrays;

/**
 * How well a residual agrees with a key, at every shift of the tile and for one scale.
 *
 * <p>The residual, sampled so that a pixel is one of the tile's, is folded into one tile; X is its spectrum and P the mean of
 * |X|^2 over rings of frequencies. With the key's phases K, the statistic at a shift is the sum of Re(X conj(K)
 * P^-0.75) over all frequencies, divided by the root of the sum of (|X| P^-0.75)^2. For a key that an image knows nothing of,
 * each phase is uniform, so the statistic has mean 0 and variance 1 whatever the image, and is a sum of many bounded terms: normal, with
 * tails no heavier than that.
 */
final class Correlation {
    private static final int SIDE = WatermarkKey.SIDE;
    private static final int SIZE = SIDE * SIDE;
    /** How many whole shifts of the tile there are, and how many of half a pixel. */
    static final int SHIFTS = SIZE;

    static final int HALF_SHIFTS = 4 * SIZE;
    private static final Fft HALVES = new Fft(2 * SIDE);
    private static final int RINGS = SIDE;
    /** The ring of each frequency, and whether the key uses it. */
    private static final int[] RING = new int[SIZE];

    private static final boolean[] USED = new boolean[SIZE];

    static {
        for (int i = 0; i < SIZE; i++) {
            RING[i] = (int) (WatermarkKey.radius(i) * SIDE);
            USED[i] = WatermarkKey.inBand(i);
        }
    }

    private static final int SMOOTHED = 2;
    /** 1 would be the weight for a mark of equal strength everywhere, 0.5 the one by phase alone; JPEG takes the weak ones. */
    private static final double WHITENING = 0.75;

    private final double[] residual;
    private final int rows;
    private final int columns;
    private final double[] re = new double[SIZE];
    private final double[] im = new double[SIZE];
    private final double[] weights = new double[SIZE];
    private double norm;

    /** Makes the correlation of a residual, row by row. */
    Correlation(double[] residual, int rows, int columns) {
        this.residual = residual;
        this.rows = rows;
        this.columns = columns;
    }

    /** Takes a scale: a pixel of the tile is so many of the image. */
    void scale(double scale) {
        Arrays.fill(re, 0);
        Arrays.fill(im, 0);
        fold(scale);
        WatermarkKey.TILE.forward(re, im);
        whiten();
    }

    /** Adds the samples of the residual at distances of the scale, between pixels bilinear, to the tile. */
    private void fold(double scale) {
        int height = samples(rows, scale);
        int width = samples(columns, scale);
        int[] left = new int[width];
        double[] part = new double[width];
        for (int x = 0; x < width; x++) {
            left[x] = Math.min((int) (x * scale), Math.max(0, columns - 2));
            part[x] = columns == 1 ? 0 : x * scale - left[x];
        }
        double[] row = new double[columns + 1];
        for (int y = 0; y < height; y++) {
            int top = Math.min((int) (y * scale), Math.max(0, rows - 2));
            double below = rows == 1 ? 0 : y * scale - top;
            int next = rows == 1 ? 0 : columns;
            for (int x = 0; x < columns; x++) {
                int at = top * columns + x;
                row[x] = residual[at] * (1 - below) + residual[at + next] * below;
            }
            int tile = y % SIDE * SIDE;
            for (int x = 0; x < width; x++) {
                int at = left[x];
                re[tile + x % SIDE] += row[at] + (row[at + 1] - row[at]) * part[x];
            }
        }
    }

    private static int samples(int pixels, double scale) {
        return (int) ((pixels - 1) / scale) + 1;
    }

    private void whiten() {
        double[] power = new double[RINGS];
        int[] count = new int[RINGS];
        for (int i = 0; i < SIZE; i++) {
            int ring = RING[i];
            power[ring] += re[i] * re[i] + im[i] * im[i];
            count[ring]++;
        }
        double[] weight = new double[RINGS];
        for (int ring = 0; ring < RINGS; ring++) {
            double sum = 0;
            int frequencies = 0;
            for (int r = Math.max(0, ring - SMOOTHED); r <= Math.min(RINGS - 1, ring + SMOOTHED); r++) {
                sum += power[r];
                frequencies += count[r];
            }
            weight[ring] = sum > 0 ? StrictMath.pow(sum / frequencies, -WHITENING) : 0;
        }
        double squares = 0;
        for (int i = 0; i < SIZE; i++) {
            weights[i] = USED[i] ? weight[RING[i]] : 0;
            squares += weights[i] * weights[i] * (re[i] * re[i] + im[i] * im[i]);
        }
        norm = Math.sqrt(squares);
    }

    /** Returns the statistics of a key, (SIDE, SIDE): at [y][x] that of the tile moved y pixels down and x to the right. */
    double[] statistics(WatermarkKey key) {
        return statistics(key, SIDE, WatermarkKey.TILE);
    }

    /** Returns the same for shifts of half a pixel, (2 SIDE, 2 SIDE): at [y][x] that of the tile moved y / 2 and x / 2 pixels. */
    double[] halfShifts(WatermarkKey key) {
        return statistics(key, 2 * SIDE, HALVES);
    }

    private double[] statistics(WatermarkKey key, int side, Fft transform) {
        double[] out = new double[side * side];
        if (!(norm > 0) || Double.isInfinite(norm)) {
            return out;
        }
        double[] other = new double[side * side];
        double factor = side * side / norm;
        for (int i = 0; i < SIZE; i++) {
            double weight = weights[i] * factor;
            int at = row(i / SIDE, side) * side + row(i % SIDE, side);
            out[at] = weight * (re[i] * key.re(i) + im[i] * key.im(i));
            other[at] = weight * (im[i] * key.re(i) - re[i] * key.im(i));
        }
        transform.inverse(out, other);
        return out;
    }

    /** Returns where a row or column of the tile's spectrum lies in one of more rows: negative frequencies at its end. */
    private static int row(int position, int side) {
        return position < SIDE / 2 ? position : position + side - SIDE;
    }
}
