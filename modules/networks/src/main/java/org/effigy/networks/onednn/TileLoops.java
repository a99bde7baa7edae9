package org.effigy.networks.onednn;

import org.effigy.networks.net.Sigmoid;

/**
 * The inner loops of the normalisation on tiles: some thousand values of maps with the channels last, and per-channel
 * factors repeated for each pixel of the tile. All arrays are read and written at the same index, so that the
 * just-in-time compiler turns each loop into vector instructions; a sum over a tile stays a sum per index and is folded
 * later.
 */
final class TileLoops {
    private TileLoops() {}

    /** Repeats the values of a tile's first pixel for all its pixels. */
    static void repeat(float[] tile, int channels) {
        for (int from = channels; from < tile.length; from += channels) {
            System.arraycopy(tile, 0, tile, from, channels);
        }
    }

    /** Returns the total per channel of a sum per index. */
    static double[] fold(float[] tile, int channels) {
        double[] totals = new double[channels];
        for (int from = 0; from < tile.length; from += channels) {
            for (int c = 0; c < channels; c++) {
                totals[c] += tile[from + c];
            }
        }
        return totals;
    }

    /** Adds x - shift and its square. */
    static void moments(float[] x, float[] shift, float[] sum, float[] squares, int n) {
        for (int i = 0; i < n; i++) {
            float d = x[i] - shift[i];
            sum[i] += d;
            squares[i] += d * d;
        }
    }

    /** Writes a * x + b. */
    static void affine(float[] x, float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] * x[i] + b[i];
        }
    }

    /** Writes silu(z); not in place, which the compiler would not vectorise. */
    static void silu(float[] z, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            float x = z[i];
            y[i] = x * Sigmoid.of(x);
        }
    }

    /** Writes dy times the derivative of silu at z. */
    static void siluGradient(float[] z, float[] dy, float[] d, int n) {
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float s = Sigmoid.of(x);
            d[i] = dy[i] * Math.fma(s, x * (1 - s), s);
        }
    }

    /** Writes z where it is positive, leak * z elsewhere; the leak is at most 1. */
    static void rectify(float[] z, float leak, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(z[i], leak * z[i]);
        }
    }

    /** Writes dy where z is positive, leak * dy elsewhere; without a branch, which the compiler would not vectorise. */
    static void rectifierGradient(float[] z, float[] dy, float leak, float[] d, int n) {
        float rest = 1 - leak;
        for (int i = 0; i < n; i++) {
            float positive = Math.max(0f, Math.min(1f, z[i] * 1e30f));
            d[i] = dy[i] * (leak + rest * positive);
        }
    }

    /** Adds d and d * (x - shift). */
    static void gradientMoments(float[] x, float[] d, float[] shift, float[] sum, float[] products, int n) {
        for (int i = 0; i < n; i++) {
            sum[i] += d[i];
            products[i] += d[i] * (x[i] - shift[i]);
        }
    }

    /** Writes a * d + e * x + f. */
    static void combine(float[] x, float[] d, float[] a, float[] e, float[] f, float[] dx, int n) {
        for (int i = 0; i < n; i++) {
            dx[i] = a[i] * d[i] + e[i] * x[i] + f[i];
        }
    }

    /** Adds y to x. */
    static void add(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            x[i] += y[i];
        }
    }
}
