package org.effigy.networks.onednn;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.effigy.networks.net.Op;

/**
 * Batch normalisation (Ioffe and Szegedy 2015) over all shards of a batch, followed by a rectifier, on maps with the channels
 * last.
 */
final class BatchNormalisation {
    private static final double MOMENTUM = Op.BatchNorm.MOMENTUM;
    private static final int TILE = 2048;

    private final String name;
    private final Maps in;
    private final Maps out;
    /** The factor of negative values: 1 for no rectifier. */
    private final float leak;

    private final FlatParameters parameters;
    /** From a shard's numbers to those of all. */
    private final Function<double[], double[][]> exchange;

    private final int channels;
    private final int pixels;
    private final int pixelsPerTile;
    private final float[] x;
    private final float[] z;
    private final float[] y;
    private final float[] shift;
    private final float[] a;
    private final float[] b;
    private final float[] e;
    private final float[] sum;
    private final float[] products;
    /** Per channel, of the latest forward pass. */
    private double[] mean = {};

    private double[] variance = {};
    private double count;

    BatchNormalisation(
            String name,
            Maps in,
            Maps out,
            float leak,
            FlatParameters parameters,
            Function<double[], double[][]> exchange) {
        this.name = name;
        this.in = in;
        this.out = out;
        this.leak = leak;
        this.parameters = parameters;
        this.exchange = exchange;
        channels = in.channels;
        pixels = in.images * in.area();
        pixelsPerTile = Math.max(1, Math.min(pixels, TILE / channels));
        int n = pixelsPerTile * channels;
        x = new float[n];
        z = new float[n];
        y = new float[n];
        shift = new float[n];
        a = new float[n];
        b = new float[n];
        e = new float[n];
        sum = new float[n];
        products = new float[n];
    }

    /**
     * Returns the forward pass under the statistics of the batch.
     *
     * @param result where it goes
     * @param track whether the statistics enter the running ones
     */
    Pass trainingForward(Slot result, boolean track) {
        return new BoundPass(name + " forward", List.of(in.values, result), space -> {
            FloatBuffer values = space.buffer(in.values);
            MapWriter writer = MapWriter.of(space, result, in.images);
            return () -> {
                measure(values);
                if (track) {
                    track(parameters.buffer(name + ".mean"), parameters.buffer(name + ".variance"));
                }
                apply(values, writer);
            };
        });
    }

    /**
     * Returns the forward pass under the running statistics.
     *
     * @param result where it goes
     */
    Pass forward(Slot result) {
        return new BoundPass(name + " forward", List.of(in.values, result), space -> {
            FloatBuffer values = space.buffer(in.values);
            MapWriter writer = MapWriter.of(space, result, in.images);
            return () -> {
                mean = doubles(parameters.values(name + ".mean"));
                variance = doubles(parameters.values(name + ".variance"));
                apply(values, writer);
            };
        });
    }

    private static double[] doubles(float[] values) {
        double[] out = new double[values.length];
        Arrays.setAll(out, i -> values[i]);
        return out;
    }

    private int tile(FloatBuffer from, int pixel, float[] to) {
        int n = Math.min(pixelsPerTile, pixels - pixel) * channels;
        from.get(pixel * channels, to, 0, n);
        return n;
    }

    /** Mean and variance of each channel over the whole batch (Chan et al. 1979, pairwise update). */
    private void measure(FloatBuffer values) {
        tile(values, 0, x);
        System.arraycopy(x, 0, shift, 0, channels);
        TileLoops.repeat(shift, channels);
        Arrays.fill(sum, 0);
        Arrays.fill(products, 0);
        for (int pixel = 0; pixel < pixels; pixel += pixelsPerTile) {
            TileLoops.moments(x, shift, sum, products, tile(values, pixel, x));
        }
        double[] sums = TileLoops.fold(sum, channels);
        double[] squares = TileLoops.fold(products, channels);
        double[] local = new double[1 + 2 * channels];
        local[0] = pixels;
        for (int c = 0; c < channels; c++) {
            local[1 + c] = shift[c] + sums[c] / pixels;
            local[1 + channels + c] = squares[c] - sums[c] * sums[c] / pixels;
        }
        mean = new double[channels];
        variance = new double[channels];
        count = 0;
        for (double[] part : exchange.apply(local)) {
            double all = count + part[0];
            for (int c = 0; c < channels; c++) {
                double difference = part[1 + c] - mean[c];
                mean[c] += difference * part[0] / all;
                variance[c] += part[1 + channels + c] + difference * difference * count * part[0] / all;
            }
            count = all;
        }
        for (int c = 0; c < channels; c++) {
            variance[c] /= count;
        }
    }

    /** The running variance takes the unbiased estimate. */
    private void track(FloatBuffer runningMean, FloatBuffer runningVariance) {
        double unbiased = count / Math.max(1, count - 1);
        for (int c = 0; c < channels; c++) {
            runningMean.put(c, (float) (MOMENTUM * runningMean.get(c) + (1 - MOMENTUM) * mean[c]));
            runningVariance.put(
                    c, (float) (MOMENTUM * runningVariance.get(c) + (1 - MOMENTUM) * variance[c] * unbiased));
        }
    }

    private double scale(int c) {
        return 1 / Math.sqrt(variance[c] + Op.BatchNorm.EPSILON);
    }

    /** Sets a and b so that the normalised value is a * x + b. */
    private void factors() {
        float[] gamma = parameters.values(name + ".gamma");
        float[] beta = parameters.values(name + ".beta");
        for (int c = 0; c < channels; c++) {
            a[c] = (float) (gamma[c] * scale(c));
            b[c] = (float) (beta[c] - mean[c] * a[c]);
        }
        TileLoops.repeat(a, channels);
        TileLoops.repeat(b, channels);
    }

    private void apply(FloatBuffer values, MapWriter writer) {
        factors();
        for (int pixel = 0; pixel < pixels; pixel += pixelsPerTile) {
            int n = tile(values, pixel, x);
            TileLoops.affine(x, a, b, z, n);
            TileLoops.rectify(z, leak, y, n);
            writer.put(pixel * channels, y, n);
        }
    }

    /** Returns the backward pass; the gradients of gamma and beta are written where they are wanted. */
    Pass backward(Optional<FlatParameters> gradient, Slot outGradient, Slot inGradient) {
        return new BoundPass(name + " backward", List.of(in.values, outGradient, inGradient), space -> {
            FloatBuffer values = space.buffer(in.values);
            FloatBuffer slopes = space.buffer(outGradient);
            MapWriter writer = MapWriter.of(space, inGradient, in.images);
            return () -> {
                double[] local = new double[2 * channels];
                sumGradients(values, slopes, local);
                gradient.ifPresent(to -> {
                    FloatBuffer beta = to.buffer(name + ".beta");
                    FloatBuffer gamma = to.buffer(name + ".gamma");
                    for (int c = 0; c < channels; c++) {
                        beta.put(c, (float) local[c]);
                        gamma.put(c, (float) local[channels + c]);
                    }
                });
                double[] total = new double[local.length];
                for (double[] part : exchange.apply(local)) {
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
        int n = tile(values, pixel, x);
        TileLoops.affine(x, a, b, z, n);
        tile(slopes, pixel, e);
        TileLoops.rectifierGradient(z, e, leak, y, n);
        return n;
    }

    /** Per channel: the sum of the gradient at the normalised values, then that of its product with them. */
    private void sumGradients(FloatBuffer values, FloatBuffer slopes, double[] sums) {
        factors();
        for (int c = 0; c < channels; c++) {
            shift[c] = (float) mean[c];
        }
        TileLoops.repeat(shift, channels);
        Arrays.fill(sum, 0);
        Arrays.fill(products, 0);
        for (int pixel = 0; pixel < pixels; pixel += pixelsPerTile) {
            int n = activationGradient(values, slopes, pixel);
            TileLoops.gradientMoments(x, y, shift, sum, products, n);
        }
        double[] first = TileLoops.fold(sum, channels);
        double[] second = TileLoops.fold(products, channels);
        for (int c = 0; c < channels; c++) {
            sums[c] = first[c];
            sums[channels + c] = scale(c) * (second[c] + (shift[c] - mean[c]) * first[c]);
        }
    }

    /** dx = gamma r (d - (S1 + x^ S2) / M), with S1 and S2 the batch's sums of d and d x^. */
    private void writeGradient(FloatBuffer values, FloatBuffer slopes, double[] total, MapWriter writer) {
        float[] gamma = parameters.values(name + ".gamma");
        float[] perX = new float[a.length];
        float[] fixed = new float[a.length];
        for (int c = 0; c < channels; c++) {
            double r = scale(c);
            double slopeX = -gamma[c] * r * r * total[channels + c] / count;
            perX[c] = (float) slopeX;
            fixed[c] = (float) (-gamma[c] * r * total[c] / count - mean[c] * slopeX);
        }
        TileLoops.repeat(perX, channels);
        TileLoops.repeat(fixed, channels);
        for (int pixel = 0; pixel < pixels; pixel += pixelsPerTile) {
            int n = activationGradient(values, slopes, pixel);
            TileLoops.combine(x, y, a, perX, fixed, z, n);
            writer.put(pixel * channels, z, n);
        }
    }
}
