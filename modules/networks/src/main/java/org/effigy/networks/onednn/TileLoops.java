package org.effigy.networks.onednn;

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
            y[i] = x * sigmoid(x);
        }
    }

    /** Writes dy times the derivative of silu at z. */
    static void siluGradient(float[] z, float[] dy, float[] d, int n) {
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float s = sigmoid(x);
            d[i] = dy[i] * Math.fma(s, x * (1 - s), s);
        }
    }

    /** Writes z where it is positive, slope * z elsewhere; the slope is at most 1. */
    static void leaky(float[] z, float slope, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(z[i], slope * z[i]);
        }
    }

    /** Writes dy where z is positive, slope * dy elsewhere; without a branch, which the compiler would not vectorise. */
    static void leakyGradient(float[] z, float[] dy, float slope, float[] d, int n) {
        float rest = 1 - slope;
        for (int i = 0; i < n; i++) {
            float positive = Math.max(0f, Math.min(1f, z[i] * 1e30f));
            d[i] = dy[i] * (slope + rest * positive);
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

    /**
     * The logistic function: 1/2 + tanh(x/2)/2 with the rational approximation of tanh on [-9, 9] that the Eigen library
     * uses. Absolute error below 3e-7.
     */
    static float sigmoid(float x) {
        float u = Math.max(-9f, Math.min(9f, 0.5f * x));
        float s = u * u;
        float p = -2.76076847742355e-16f;
        p = Math.fma(p, s, 2.00018790482477e-13f);
        p = Math.fma(p, s, -8.60467152213735e-11f);
        p = Math.fma(p, s, 5.12229709037114e-08f);
        p = Math.fma(p, s, 1.48572235717979e-05f);
        p = Math.fma(p, s, 6.37261928875436e-04f);
        p = Math.fma(p, s, 4.89352455891786e-03f);
        float q = 1.19825839466702e-06f;
        q = Math.fma(q, s, 1.18534705686654e-04f);
        q = Math.fma(q, s, 2.26843463243900e-03f);
        q = Math.fma(q, s, 4.89352518554385e-03f);
        return Math.fma(0.5f * u, p / q, 0.5f);
    }
}
