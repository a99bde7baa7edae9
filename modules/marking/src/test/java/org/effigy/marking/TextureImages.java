package org.effigy.marking;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.effigy.base.Seeds;

/** Images like radiographs as far as their spectrum goes: noise of many sizes, the coarse strongest. */
final class TextureImages {
    private TextureImages() {}

    /** Returns grey levels from 0 to 255. */
    static Plane grey(int rows, int columns, long seed) {
        return texture(rows, columns, seed, 128, 40);
    }

    /** Returns Hounsfield units, most from -900 to 300. */
    static Plane hounsfield(int rows, int columns, long seed) {
        return texture(rows, columns, seed, -300, 200);
    }

    private static Plane texture(int rows, int columns, long seed, double mean, double spread) {
        Random random = Seeds.of(seed, "texture", 1);
        float[] out = new float[rows * columns];
        Arrays.fill(out, (float) mean);
        double strength = spread;
        for (int cell = 32; cell >= 1; cell /= 2) {
            add(out, rows, columns, cell, strength, random);
            strength /= 1.9;
        }
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.round(out[i]);
        }
        return new Plane(rows, columns, out);
    }

    private static void add(float[] out, int rows, int columns, int cell, double strength, Random random) {
        int across = columns / cell + 2;
        double[] grid = new double[(rows / cell + 2) * across];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = strength * random.nextGaussian();
        }
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                int at = y / cell * across + x / cell;
                double below = (double) (y % cell) / cell;
                double right = (double) (x % cell) / cell;
                double upper = grid[at] * (1 - right) + grid[at + 1] * right;
                double lower = grid[at + across] * (1 - right) + grid[at + across + 1] * right;
                out[y * columns + x] += (float) (upper * (1 - below) + lower * below);
            }
        }
    }

    /** Returns a part of an image. */
    static Plane crop(Plane image, int top, int left, int rows, int columns) {
        float[] out = new float[rows * columns];
        for (int i = 0; i < out.length; i++) {
            out[i] = image.values()[(top + i / columns) * image.columns() + left + i % columns];
        }
        return new Plane(rows, columns, out);
    }

    /** Returns the image at another size, bilinear between the centres of pixels. */
    static Plane resize(Plane image, int rows, int columns) {
        float[] out = new float[rows * columns];
        for (int i = 0; i < out.length; i++) {
            double y = clamp((i / columns + 0.5) * image.rows() / rows - 0.5, image.rows());
            double x = clamp((i % columns + 0.5) * image.columns() / columns - 0.5, image.columns());
            int top = Math.min((int) y, image.rows() - 2);
            int left = Math.min((int) x, image.columns() - 2);
            int at = top * image.columns() + left;
            float[] v = image.values();
            double upper = v[at] * (1 - (x - left)) + v[at + 1] * (x - left);
            int next = at + image.columns();
            double lower = v[next] * (1 - (x - left)) + v[next + 1] * (x - left);
            out[i] = Math.round(upper * (1 - (y - top)) + lower * (y - top));
        }
        return new Plane(rows, columns, out);
    }

    private static double clamp(double place, int pixels) {
        return Math.min(Math.max(place, 0), pixels - 1);
    }

    /** Returns the image with other values. */
    static Plane map(Plane image, DoubleUnaryOperator change) {
        float[] out = new float[image.values().length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) change.applyAsDouble(image.values()[i]);
        }
        return new Plane(image.rows(), image.columns(), out);
    }

    /** Returns an image that a formula gives, the same in every language: for values that another program has computed. */
    static Plane formula(int rows, int columns) {
        float[] out = new float[rows * columns];
        for (int i = 0; i < out.length; i++) {
            long y = i / columns;
            long x = i % columns;
            long mixed = (x * x * 31 + y * y * 17 + x * y * 13 + 7 * x) % 251;
            out[i] = mixed + 2 * ((x / 9 + y / 7) % 17);
        }
        return new Plane(rows, columns, out);
    }
}
