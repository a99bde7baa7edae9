package org.effigy.networks.onednn;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.effigy.networks.compute.BatchStatistics;

/**
 * Batch normalisation (Ioffe and Szegedy 2015) over all shards of a batch, followed by a rectifier, on maps with the channels
 * last; the shard's images are one long image here.
 */
final class BatchNormalisation {
    private static final int TILE = 2048;

    private final String name;
    private final Maps in;
    /** The factor of negative values: 1 for no rectifier. */
    private final float leak;

    private final FlatParameters parameters;
    private final Program.Shard shard;
    private final int channels;
    private final Tile tile;
    /** Of the latest forward pass. */
    private BatchStatistics statistics = new BatchStatistics(new double[0], new double[0], 0);

    private double[] scale = {};

    BatchNormalisation(String name, Maps in, float leak, FlatParameters parameters, Program.Shard shard) {
        this.name = name;
        this.in = in;
        this.leak = leak;
        this.parameters = parameters;
        this.shard = shard;
        channels = in.channels;
        int pixels = in.images * in.area();
        tile = new Tile(channels, pixels, Tile.pixels(TILE, channels, pixels));
    }

    /**
     * Returns the forward pass.
     *
     * @param result where it goes
     * @param training whether under the statistics of the batch, or the running ones
     * @param track whether the statistics of the batch enter the running ones
     */
    Pass forward(Slot result, boolean training, boolean track) {
        return new Pass(name + " forward", List.of(in.values, result), space -> {
            FloatBuffer values = space.buffer(in.values);
            MapWriter writer = MapWriter.of(space, result, in.images);
            return () -> {
                statistics =
                        training ? measured(values) : BatchStatistics.running(running(".mean"), running(".variance"));
                if (track) {
                    statistics.track(running(".mean"), running(".variance"));
                }
                factors();
                for (int pixel = 0; pixel < tile.area; pixel += tile.pixels) {
                    int n = tile.read(values, 0, pixel, tile.x);
                    TileLoops.affine(tile.x, tile.a, tile.b, tile.z, n);
                    TileLoops.rectify(tile.z, leak, tile.y, n);
                    writer.put(pixel * channels, tile.y, n);
                }
            };
        });
    }

    private FloatBuffer running(String what) {
        return parameters.buffer(name + what);
    }

    /** Returns the statistics of the whole batch. */
    private BatchStatistics measured(FloatBuffer values) {
        double[][] moments = tile.moments(values, 0);
        double[] local = new double[1 + 2 * channels];
        local[0] = tile.area;
        for (int c = 0; c < channels; c++) {
            double sum = moments[0][c];
            local[1 + c] = tile.shift[c] + sum / tile.area;
            local[1 + channels + c] = moments[1][c] - sum * sum / tile.area;
        }
        return BatchStatistics.of(shard.exchange(local));
    }

    private void factors() {
        scale = statistics.scale();
        float[] gamma = parameters.values(name + ".gamma");
        tile.factors(0, gamma, parameters.values(name + ".beta"), statistics.mean(), scale, 0);
    }

    /** Returns the backward pass; the gradients of gamma and beta are written where they are wanted. */
    Pass backward(Optional<FlatParameters> gradient, Slot outGradient, Slot inGradient) {
        return new Pass(name + " backward", List.of(in.values, outGradient, inGradient), space -> {
            FloatBuffer values = space.buffer(in.values);
            FloatBuffer slopes = space.buffer(outGradient);
            MapWriter writer = MapWriter.of(space, inGradient, in.images);
            return () -> {
                double[][] sums = sumGradients(values, slopes);
                gradient.ifPresent(to -> {
                    to.put(name + ".beta", sums[0]);
                    to.put(name + ".gamma", sums[1]);
                });
                double[] local = new double[2 * channels];
                System.arraycopy(sums[0], 0, local, 0, channels);
                System.arraycopy(sums[1], 0, local, channels, channels);
                double[] total = new double[2 * channels];
                for (double[] part : shard.exchange(local)) {
                    for (int i = 0; i < total.length; i++) {
                        total[i] += part[i];
                    }
                }
                writeGradient(values, slopes, total, writer);
            };
        });
    }

    /** Puts the gradient at the normalised values of a tile into y, and its values into x. */
    private int activationGradient(FloatBuffer values, FloatBuffer slopes, int pixel) {
        int n = tile.read(values, 0, pixel, tile.x);
        TileLoops.affine(tile.x, tile.a, tile.b, tile.z, n);
        tile.read(slopes, 0, pixel, tile.e);
        TileLoops.rectifierGradient(tile.z, tile.e, leak, tile.y, n);
        return n;
    }

    /** Returns per channel the sum of the gradient at the normalised values, and that of its product with them. */
    private double[][] sumGradients(FloatBuffer values, FloatBuffer slopes) {
        factors();
        double[] mean = statistics.mean();
        for (int c = 0; c < channels; c++) {
            tile.shift[c] = (float) mean[c];
        }
        tile.beginSums();
        for (int pixel = 0; pixel < tile.area; pixel += tile.pixels) {
            int n = activationGradient(values, slopes, pixel);
            TileLoops.gradientMoments(tile.x, tile.y, tile.shift, tile.sum, tile.products, n);
        }
        double[][] sums = tile.sums();
        for (int c = 0; c < channels; c++) {
            sums[1][c] = scale[c] * (sums[1][c] + (tile.shift[c] - mean[c]) * sums[0][c]);
        }
        return sums;
    }

    /** dx = gamma r (d - (S1 + x^ S2) / M), with S1 and S2 the batch's sums of d and d x^. */
    private void writeGradient(FloatBuffer values, FloatBuffer slopes, double[] total, MapWriter writer) {
        float[] gamma = parameters.values(name + ".gamma");
        double count = statistics.count();
        double[] mean = statistics.mean();
        float[] perX = tile.sum;
        float[] fixed = tile.products;
        for (int c = 0; c < channels; c++) {
            double r = scale[c];
            double slopeX = -gamma[c] * r * r * total[channels + c] / count;
            perX[c] = (float) slopeX;
            fixed[c] = (float) (-gamma[c] * r * total[c] / count - mean[c] * slopeX);
        }
        TileLoops.repeat(perX, channels);
        TileLoops.repeat(fixed, channels);
        for (int pixel = 0; pixel < tile.area; pixel += tile.pixels) {
            int n = activationGradient(values, slopes, pixel);
            TileLoops.combine(tile.x, tile.y, tile.a, perX, fixed, tile.z, n);
            writer.put(pixel * channels, tile.z, n);
        }
    }
}
