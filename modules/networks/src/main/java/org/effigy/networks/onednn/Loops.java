package org.effigy.networks.onednn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.effigy.networks.net.Activation;

/** Passes of operations that are no more than a loop over memory. */
final class Loops {
    private static final int TILE = 4096;

    private Loops() {}

    private interface Loop {
        void run(List<FloatBuffer> from, FloatBuffer to);
    }

    private static Pass loop(String label, List<Slot> from, Slot to, Loop loop) {
        List<Slot> slots = new ArrayList<>(from);
        slots.add(to);
        return new Pass(label, slots, space -> {
            List<FloatBuffer> sources = from.stream().map(space::buffer).toList();
            FloatBuffer target = space.buffer(to);
            return () -> loop.run(sources, target);
        });
    }

    /** What is done to tiles: of sources, each in an array of its own, into the result. */
    private interface TileTask {
        void run(float[][] from, float[] to, int n);
    }

    private static Pass tiles(String label, List<Slot> from, Slot to, TileTask task) {
        float[][] x = new float[from.size()][TILE];
        float[] y = new float[TILE];
        return loop(label, from, to, (sources, target) -> {
            for (int start = 0; start < target.capacity(); start += TILE) {
                int n = Math.min(TILE, target.capacity() - start);
                for (int i = 0; i < x.length; i++) {
                    sources.get(i).get(start, x[i], 0, n);
                }
                task.run(x, y, n);
                target.put(start, y, 0, n);
            }
        });
    }

    /** Adds up what slots of one length hold; of none, zeros. */
    static Pass sum(String label, List<Slot> parts, Slot sum) {
        return tiles(label, parts, sum, (x, y, n) -> {
            for (int i = 0; i < x.length; i++) {
                if (i == 0) {
                    System.arraycopy(x[0], 0, y, 0, n);
                } else {
                    TileLoops.add(y, x[i], n);
                }
            }
        });
    }

    static Pass activation(String name, Activation kind, Slot from, Slot to) {
        return tiles(name + " forward", List.of(from), to, (x, y, n) -> {
            switch (kind) {
                case SILU -> TileLoops.silu(x[0], y, n);
                case RELU, LEAKY_RELU -> TileLoops.rectify(x[0], kind.leak(), y, n);
                case TANH -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = (float) Math.tanh(x[0][i]);
                    }
                }
            }
        });
    }

    /**
     * Turns the gradient of an activation's result into its input's.
     *
     * @param known the input; for tanh the result; for a rectifier either, since they have one sign
     */
    static Pass activationGradient(String name, Activation kind, Slot known, Slot slope, Slot inSlope) {
        return tiles(name + " backward", List.of(known, slope), inSlope, (x, y, n) -> {
            switch (kind) {
                case SILU -> TileLoops.siluGradient(x[0], x[1], y, n);
                case RELU, LEAKY_RELU -> TileLoops.rectifierGradient(x[0], x[1], kind.leak(), y, n);
                case TANH -> {
                    for (int i = 0; i < n; i++) {
                        y[i] = x[1][i] * (1 - x[0][i] * x[0][i]);
                    }
                }
            }
        });
    }

    /** Rows of a slot of which a part is meant: from this value on. */
    record Rows(Slot slot, int length, int first) {}

    /** Copies so many values of each row. */
    static Pass copyRows(String label, Rows from, Rows to, int n) {
        float[] row = new float[n];
        return loop(label, List.of(from.slot), to.slot, (x, y) -> {
            int rows = x.get(0).capacity() / from.length;
            for (int i = 0; i < rows; i++) {
                x.get(0).get(i * from.length + from.first, row);
                y.put(i * to.length + to.first, row);
            }
        });
    }

    /** Adds a number per image and channel. */
    static Pass shift(String name, Maps in, Maps vector, Maps out) {
        float[] row = new float[in.channels];
        float[] added = new float[in.channels];
        return loop(name + " forward", List.of(in.values, vector.values), out.values, (x, y) -> {
            for (int pixel = 0; pixel < in.images * in.area(); pixel++) {
                if (pixel % in.area() == 0) {
                    x.get(1).get(pixel / in.area() * in.channels, added);
                }
                x.get(0).get(pixel * in.channels, row);
                TileLoops.add(row, added, row.length);
                y.put(pixel * in.channels, row);
            }
        });
    }

    /**
     * Multiplies by a number per image and channel.
     *
     * @param maps whose shape both slots have
     */
    static Pass scale(String label, Slot from, Maps vector, Slot to, Maps maps) {
        float[] row = new float[maps.channels];
        float[] factors = new float[maps.channels];
        return loop(label, List.of(from, vector.values), to, (x, y) -> {
            for (int pixel = 0; pixel < maps.images * maps.area(); pixel++) {
                if (pixel % maps.area() == 0) {
                    x.get(1).get(pixel / maps.area() * row.length, factors);
                }
                x.get(0).get(pixel * row.length, row);
                for (int c = 0; c < row.length; c++) {
                    row[c] *= factors[c];
                }
                y.put(pixel * row.length, row);
            }
        });
    }

    /** Adds up, over the positions of each image and channel, the products of maps and a gradient of theirs. */
    static Pass productTotals(String label, Maps maps, Slot slope, Slot to) {
        float[] row = new float[maps.channels];
        float[] other = new float[maps.channels];
        double[] sums = new double[maps.channels];
        float[] totals = new float[maps.channels];
        return loop(label, List.of(maps.values, slope), to, (x, y) -> {
            for (int image = 0; image < maps.images; image++) {
                Arrays.fill(sums, 0);
                for (int pixel = image * maps.area(); pixel < (image + 1) * maps.area(); pixel++) {
                    x.get(0).get(pixel * row.length, row);
                    x.get(1).get(pixel * row.length, other);
                    for (int c = 0; c < row.length; c++) {
                        sums[c] += (double) row[c] * other[c];
                    }
                }
                for (int c = 0; c < row.length; c++) {
                    totals[c] = (float) sums[c];
                }
                y.put(image * row.length, totals);
            }
        });
    }

    /** Adds up the positions of each image and channel. */
    static Pass totals(String name, Maps maps, Slot from, Slot to) {
        float[] row = new float[maps.channels];
        double[] sums = new double[maps.channels];
        return loop(name + " backward", List.of(from), to, (x, y) -> {
            for (int pixel = 0; pixel < maps.images * maps.area(); pixel++) {
                x.get(0).get(pixel * maps.channels, row);
                boolean first = pixel % maps.area() == 0;
                boolean last = pixel % maps.area() == maps.area() - 1;
                for (int c = 0; c < row.length; c++) {
                    sums[c] = first ? row[c] : sums[c] + row[c];
                    if (last) {
                        y.put(pixel / maps.area() * row.length + c, (float) sums[c]);
                    }
                }
            }
        });
    }

    /**
     * Writes each position of smaller maps, times a factor, to its block of larger ones; or adds up each block of larger maps,
     * times a factor, in its position of smaller ones.
     */
    static Pass blocks(String label, Slot from, Maps source, Slot to, Maps target, float factor) {
        float[] row = new float[source.channels];
        if (source.area() < target.area()) {
            return loop(label, List.of(from), to, (x, y) -> {
                for (int position = 0; position < target.images * target.area(); position++) {
                    x.get(0).get(block(position, target, source) * row.length, row);
                    for (int c = 0; c < row.length; c++) {
                        row[c] *= factor;
                    }
                    y.put(position * row.length, row);
                }
            });
        }
        double[] sums = new double[target.images * target.shape.length()];
        return loop(label, List.of(from), to, (x, y) -> {
            Arrays.fill(sums, 0);
            for (int position = 0; position < source.images * source.area(); position++) {
                x.get(0).get(position * row.length, row);
                int first = block(position, source, target) * row.length;
                for (int c = 0; c < row.length; c++) {
                    sums[first + c] += row[c];
                }
            }
            for (int i = 0; i < sums.length; i++) {
                y.put(i, (float) (factor * sums[i]));
            }
        });
    }

    /** Returns the position in small maps that one of large maps belongs to; both count through all images. */
    private static int block(int position, Maps large, Maps small) {
        int image = position / large.area();
        int row = position % large.area() / large.shape.width();
        int column = position % large.shape.width();
        int height = large.shape.height() / small.shape.height();
        int width = large.shape.width() / small.shape.width();
        return image * small.area() + row / height * small.shape.width() + column / width;
    }

    /** Writes (N, columns, rows) for (N, rows, columns). */
    static Pass transpose(String label, Slot from, Slot to, int rows, int columns) {
        return loop(label, List.of(from), to, (x, y) -> {
            for (int i = 0; i < y.capacity(); i++) {
                int in = i % (rows * columns);
                y.put(i - in + in % columns * rows + in / columns, x.get(0).get(i));
            }
        });
    }
}
