package org.effigy.evaluation.statistics;

import org.effigy.base.Check;

/**
 * A sample of points.
 *
 * @param rows number of points
 * @param width number of coordinates
 * @param values shape (rows, width); not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record Samples(int rows, int width, double[] values) {
    /** Columns that a pass over a block takes at once, so that it stays in the cache. */
    private static final int BLOCK = 64;

    public Samples {
        Check.sameLength("values", values.length, Math.multiplyExact(rows, width));
    }

    /** Returns some rows of a table; a copy. */
    public static Samples of(float[] table, int width, int[] rows) {
        double[] values = new double[Math.multiplyExact(rows.length, width)];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < width; j++) {
                values[i * width + j] = table[rows[i] * width + j];
            }
        }
        return new Samples(rows.length, width, values);
    }

    /** Returns some of the points; a copy. */
    public Samples pick(int[] some) {
        double[] picked = new double[Math.multiplyExact(some.length, width)];
        for (int i = 0; i < some.length; i++) {
            System.arraycopy(values, some[i] * width, picked, i * width, width);
        }
        return new Samples(some.length, width, picked);
    }

    /** Returns the mean of each coordinate. */
    public double[] mean() {
        double[] mean = new double[width];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < width; j++) {
                mean[j] += values[i * width + j];
            }
        }
        for (int j = 0; j < width; j++) {
            mean[j] /= rows;
        }
        return mean;
    }

    /** Returns the points less a vector, times a factor. */
    public Samples less(double[] vector, double factor) {
        double[] out = new double[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < width; j++) {
                out[i * width + j] = (values[i * width + j] - vector[j]) * factor;
            }
        }
        return new Samples(rows, width, out);
    }

    /** Returns the points with length 1; a point at 0 stays there. */
    public Samples unit() {
        double[] out = new double[values.length];
        for (int i = 0; i < rows; i++) {
            double square = 0;
            for (int j = 0; j < width; j++) {
                square += values[i * width + j] * values[i * width + j];
            }
            double factor = square > 0 ? 1 / Math.sqrt(square) : 0;
            for (int j = 0; j < width; j++) {
                out[i * width + j] = values[i * width + j] * factor;
            }
        }
        return new Samples(rows, width, out);
    }

    /** Returns the coordinates as points: (width, rows). */
    public Samples transposed() {
        double[] out = new double[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < width; j++) {
                out[j * rows + i] = values[i * width + j];
            }
        }
        return new Samples(width, rows, out);
    }

    /** Returns for each point of another sample its products with all of these, shape (other rows, rows). */
    Samples through(Samples other, int threads) {
        return new Samples(other.rows, rows, other.products(this, threads));
    }

    /** Returns the products of all points with all of another sample, shape (rows, other rows). */
    public double[] products(Samples other, int threads) {
        Check.sameLength("other's width", other.width, width);
        double[] out = new double[Math.multiplyExact(rows, other.rows)];
        double[] across = other.transposed().values;
        int n = other.rows;
        int blocks = (rows + BLOCK - 1) / BLOCK;
        Rows.compute(threads, blocks, block -> {
            int end = Math.min(rows, (block + 1) * BLOCK);
            for (int from = 0; from < width; from += BLOCK) {
                int to = Math.min(width, from + BLOCK);
                for (int i = block * BLOCK; i < end; i++) {
                    accumulate(i, from, to, across, n, out);
                }
            }
        });
        return out;
    }

    /** Adds the products of some coordinates of one point; four at a time, so that a result is loaded less often. */
    private void accumulate(int i, int from, int to, double[] across, int n, double[] out) {
        int at = i * n;
        int k = from;
        for (; k + 4 <= to; k += 4) {
            double a = values[i * width + k];
            double b = values[i * width + k + 1];
            double c = values[i * width + k + 2];
            double d = values[i * width + k + 3];
            int r = k * n;
            for (int j = 0; j < n; j++) {
                out[at + j] += a * across[r + j]
                        + b * across[r + n + j]
                        + c * across[r + 2 * n + j]
                        + d * across[r + 3 * n + j];
            }
        }
        for (; k < to; k++) {
            double a = values[i * width + k];
            for (int j = 0; j < n; j++) {
                out[at + j] += a * across[k * n + j];
            }
        }
    }
}
