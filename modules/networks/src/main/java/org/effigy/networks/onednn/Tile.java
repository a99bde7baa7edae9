package org.effigy.networks.onednn;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** A tile of maps with the channels last, and what a normalisation computes it with: factors and sums, repeated for each pixel. */
class Tile {
    final int channels;
    /** Pixels of an image. */
    final int area;
    /** Pixels of a tile. */
    final int pixels;

    final float[] x;
    final float[] y;
    final float[] z;
    final float[] shift;
    final float[] a;
    final float[] b;
    final float[] e;
    final float[] sum;
    final float[] products;

    Tile(int channels, int area, int pixels) {
        this.channels = channels;
        this.area = area;
        this.pixels = pixels;
        int n = pixels * channels;
        x = new float[n];
        y = new float[n];
        z = new float[n];
        shift = new float[n];
        a = new float[n];
        b = new float[n];
        e = new float[n];
        sum = new float[n];
        products = new float[n];
    }

    /** Returns so many pixels that about this many values make a tile. */
    static int pixels(int values, int channels, int area) {
        return Math.max(1, Math.min(area, values / channels));
    }

    /** Copies a tile of an image to the heap and returns its number of values. */
    final int read(FloatBuffer from, int image, int pixel, float[] to) {
        int n = Math.min(pixels, area - pixel) * channels;
        from.get((image * area + pixel) * channels, to, 0, n);
        return n;
    }

    /** Begins sums about the shift. */
    final void beginSums() {
        TileLoops.repeat(shift, channels);
        Arrays.fill(sum, 0);
        Arrays.fill(products, 0);
    }

    /** Returns what has been added up per channel: sums, then products. */
    final double[][] sums() {
        return new double[][] {TileLoops.fold(sum, channels), TileLoops.fold(products, channels)};
    }

    /** Returns the sums and sums of squares, per channel, of an image's values about those of its first pixel, the shift. */
    final double[][] moments(FloatBuffer values, int image) {
        read(values, image, 0, x);
        System.arraycopy(x, 0, shift, 0, channels);
        beginSums();
        for (int pixel = 0; pixel < area; pixel += pixels) {
            TileLoops.moments(x, shift, sum, products, read(values, image, pixel, x));
        }
        return sums();
    }

    /** Sets a and b so that the normalised value is a * x + b; the channels are those from this one on. */
    final void factors(int first, float[] gamma, float[] beta, double[] mean, double[] scale, int offset) {
        for (int c = 0; c < channels; c++) {
            a[c] = (float) (gamma[first + c] * scale[offset + first + c]);
            b[c] = (float) (beta[first + c] - mean[offset + first + c] * a[c]);
        }
        TileLoops.repeat(a, channels);
        TileLoops.repeat(b, channels);
    }
}
