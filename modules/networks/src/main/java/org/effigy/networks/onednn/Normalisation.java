package org.effigy.networks.onednn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.effigy.networks.net.Op;

/**
 * Group normalisation (Wu and He 2018) of one or two maps side by side, optionally followed by SiLU, in one pass over
 * memory for the statistics and one for the result.
 *
 * <p>Two maps are normalised as if their channels had been joined, and the result is the joined maps: a skip connection
 * needs no copy. A shift per image and channel (an embedding) is added to the input on the fly.
 */
final class Normalisation {
    /** Values of a tile, about: the arrays of two loops then fit the first-level cache. */
    private static final int TILE = 1024;

    private final String name;
    private final FlatParameters parameters;
    private final List<Maps> inputs;
    private final Optional<Maps> shift;
    private final Maps out;
    private final int groups;
    private final boolean silu;
    /** (images, channels), zeros where there is no shift. */
    private final float[] shifts;

    /** Their gradient. */
    private final float[] shiftGradients;

    private final int area;
    private final int channels;
    private final int pixelsPerTile;
    private final Source[] sources;
    /** Scratch: a tile of the result, or of its gradient. */
    private final float[] joined;
    /** Per image and group. */
    private final float[] mean;

    private final float[] scale;

    Normalisation(Fused.Norm op, List<Maps> inputs, Optional<Maps> shift, Maps out, FlatParameters parameters) {
        name = op.name();
        groups = op.groups();
        silu = op.silu();
        this.parameters = parameters;
        this.inputs = List.copyOf(inputs);
        this.shift = shift;
        this.out = out;
        shifts = new float[out.images * out.channels];
        shiftGradients = new float[shifts.length];
        area = out.area();
        channels = out.channels;
        pixelsPerTile = Math.max(1, Math.min(area, TILE / channels));
        joined = new float[pixelsPerTile * channels];
        sources = new Source[inputs.size()];
        int first = 0;
        for (int i = 0; i < sources.length; i++) {
            sources[i] = new Source(inputs.get(i).channels, first);
            first += sources[i].channels;
        }
        mean = new float[out.images * groups];
        scale = new float[out.images * groups];
    }

    /** One of the inputs with its scratch. */
    private final class Source {
        final int channels;
        final int first;
        /** Per image and channel, without the shift. */
        final float[] means;

        final float[] x;
        final float[] z;
        final float[] y;
        final float[] shift;
        final float[] a;
        final float[] b;
        final float[] e;
        final float[] sum;
        final float[] products;
        FloatBuffer values;
        MapWriter gradient;
        List<FloatBuffer> added = List.of();
        /** The gradient at the normalised values of one image. */
        float[] d = {};

        Source(int channels, int first) {
            this.channels = channels;
            this.first = first;
            means = new float[out.images * channels];
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

        /** Copies a tile of an image to the heap and returns its number of values. */
        int tile(FloatBuffer from, int image, int pixel, float[] to) {
            int n = Math.min(pixelsPerTile, area - pixel) * channels;
            from.get((image * area + pixel) * channels, to, 0, n);
            return n;
        }
    }

    /**
     * Returns the forward pass.
     *
     * @param result where it goes
     */
    Pass forward(Slot result) {
        List<Slot> slots = new ArrayList<>(List.of(result));
        inputs.forEach(maps -> slots.add(maps.values));
        shift.ifPresent(maps -> slots.add(maps.values));
        return new BoundPass(name + " forward", slots, space -> {
            for (int i = 0; i < sources.length; i++) {
                sources[i].values = space.buffer(inputs.get(i).values);
            }
            MapWriter writer = MapWriter.of(space, result, out.images);
            Optional<FloatBuffer> added = shift.map(maps -> space.buffer(maps.values));
            return () -> {
                added.ifPresent(buffer -> buffer.get(0, shifts));
                float[] gamma = parameters.values(name + ".gamma");
                float[] beta = parameters.values(name + ".beta");
                for (int image = 0; image < out.images; image++) {
                    measure(image);
                    apply(image, gamma, beta, writer);
                }
            };
        });
    }

    private double shift(int image, int channel) {
        return shifts[image * channels + channel];
    }

    private int group(int channel) {
        return channel / (channels / groups);
    }

    private void measure(int image) {
        double[] sums = new double[channels];
        double[] squares = new double[channels];
        for (Source s : sources) {
            s.tile(s.values, image, 0, s.x);
            System.arraycopy(s.x, 0, s.shift, 0, s.channels);
            TileLoops.repeat(s.shift, s.channels);
            Arrays.fill(s.sum, 0);
            Arrays.fill(s.products, 0);
            for (int pixel = 0; pixel < area; pixel += pixelsPerTile) {
                int n = s.tile(s.values, image, pixel, s.x);
                TileLoops.moments(s.x, s.shift, s.sum, s.products, n);
            }
            double[] sum = TileLoops.fold(s.sum, s.channels);
            double[] square = TileLoops.fold(s.products, s.channels);
            for (int c = 0; c < s.channels; c++) {
                s.means[image * s.channels + c] = (float) (s.shift[c] + sum[c] / area);
                // From moments about the shift to moments about zero of the shifted channel's mean.
                sums[s.first + c] = s.shift[c] + shift(image, s.first + c) + sum[c] / area;
                squares[s.first + c] = square[c] / area - (sum[c] / area) * (sum[c] / area);
            }
        }
        int size = channels / groups;
        for (int g = 0; g < groups; g++) {
            double m = 0;
            for (int c = g * size; c < (g + 1) * size; c++) {
                m += sums[c] / size;
            }
            double variance = 0;
            for (int c = g * size; c < (g + 1) * size; c++) {
                variance += (squares[c] + (sums[c] - m) * (sums[c] - m)) / size;
            }
            mean[image * groups + g] = (float) m;
            scale[image * groups + g] = (float) (1 / Math.sqrt(variance + Op.GroupNorm.EPSILON));
        }
    }

    /** Sets a and b so that the normalised value is a * x + b. */
    private void factors(Source s, int image, float[] gamma, float[] beta) {
        for (int c = 0; c < s.channels; c++) {
            int channel = s.first + c;
            int g = image * groups + group(channel);
            s.a[c] = gamma[channel] * scale[g];
            s.b[c] = (float) (beta[channel] + (shift(image, channel) - mean[g]) * s.a[c]);
        }
        TileLoops.repeat(s.a, s.channels);
        TileLoops.repeat(s.b, s.channels);
    }

    private void apply(int image, float[] gamma, float[] beta, MapWriter writer) {
        for (Source s : sources) {
            factors(s, image, gamma, beta);
        }
        for (int pixel = 0; pixel < area; pixel += pixelsPerTile) {
            int pixels = Math.min(pixelsPerTile, area - pixel);
            for (Source s : sources) {
                int n = s.tile(s.values, image, pixel, s.x);
                float[] to = sources.length == 1 ? joined : s.y;
                if (silu) {
                    TileLoops.affine(s.x, s.a, s.b, s.z, n);
                    TileLoops.silu(s.z, to, n);
                } else {
                    TileLoops.affine(s.x, s.a, s.b, to, n);
                }
                if (sources.length > 1) {
                    copyRows(s.y, 0, s.channels, joined, s.first, channels, pixels, s.channels);
                }
            }
            writer.put((image * area + pixel) * channels, joined, pixels * channels);
        }
    }

    private static void copyRows(
            float[] from, int fromStart, int fromStride, float[] to, int toStart, int toStride, int rows, int n) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(from, fromStart + row * fromStride, to, toStart + row * toStride, n);
        }
    }

    /**
     * Returns the backward pass, which writes the gradient of each input, what else has been contributed to it added.
     *
     * @param outGradient of the result
     * @param inGradients to write, per input
     * @param others per input, gradients to add
     * @param shiftGradient of the shift, where there is one
     */
    Pass backward(
            Optional<FlatParameters> gradient,
            Slot outGradient,
            List<Slot> inGradients,
            List<List<Slot>> others,
            Optional<Slot> shiftGradient) {
        List<Slot> slots = new ArrayList<>(List.of(outGradient));
        inputs.forEach(maps -> slots.add(maps.values));
        slots.addAll(inGradients);
        others.forEach(slots::addAll);
        shiftGradient.ifPresent(slots::add);
        return new BoundPass(name + " backward", slots, space -> {
            for (int i = 0; i < sources.length; i++) {
                sources[i].gradient = MapWriter.of(space, inGradients.get(i), out.images);
                sources[i].added = others.get(i).stream().map(space::buffer).toList();
                sources[i].d = new float[area * sources[i].channels];
            }
            FloatBuffer dy = space.buffer(outGradient);
            Optional<FloatBuffer> ofShift = shiftGradient.map(space::buffer);
            return () -> {
                backward(gradient, dy);
                ofShift.ifPresent(buffer -> buffer.put(0, shiftGradients));
            };
        });
    }

    private void backward(Optional<FlatParameters> gradient, FloatBuffer dy) {
        float[] gamma = parameters.values(name + ".gamma");
        float[] beta = parameters.values(name + ".beta");
        double[] dGamma = new double[channels];
        double[] dBeta = new double[channels];
        for (int image = 0; image < out.images; image++) {
            double[] sums = new double[channels];
            double[] products = new double[channels];
            activationGradient(image, gamma, beta, dy, sums, products);
            for (int c = 0; c < channels; c++) {
                dBeta[c] += sums[c];
                dGamma[c] += products[c];
            }
            inputGradient(image, gamma, sums, products);
        }
        gradient.ifPresent(to -> {
            to.buffer(name + ".gamma").put(0, floats(dGamma));
            to.buffer(name + ".beta").put(0, floats(dBeta));
        });
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** Leaves the gradient at the normalised values in each source's d; sums it, and its product with them, per channel. */
    private void activationGradient(
            int image, float[] gamma, float[] beta, FloatBuffer dy, double[] sums, double[] products) {
        for (Source s : sources) {
            factors(s, image, gamma, beta);
            System.arraycopy(s.means, image * s.channels, s.shift, 0, s.channels);
            TileLoops.repeat(s.shift, s.channels);
            Arrays.fill(s.sum, 0);
            Arrays.fill(s.products, 0);
        }
        for (int pixel = 0; pixel < area; pixel += pixelsPerTile) {
            int pixels = Math.min(pixelsPerTile, area - pixel);
            dy.get((image * area + pixel) * channels, joined, 0, pixels * channels);
            for (Source s : sources) {
                int n = s.tile(s.values, image, pixel, s.x);
                float[] slope = joined;
                if (sources.length > 1) {
                    copyRows(joined, s.first, channels, s.y, 0, s.channels, pixels, s.channels);
                    slope = s.y;
                }
                if (silu) {
                    TileLoops.affine(s.x, s.a, s.b, s.z, n);
                    TileLoops.siluGradient(s.z, slope, s.e, n);
                    slope = s.e;
                }
                TileLoops.gradientMoments(s.x, slope, s.shift, s.sum, s.products, n);
                System.arraycopy(slope, 0, s.d, pixel * s.channels, n);
            }
        }
        for (Source s : sources) {
            double[] sum = TileLoops.fold(s.sum, s.channels);
            double[] product = TileLoops.fold(s.products, s.channels);
            for (int c = 0; c < s.channels; c++) {
                int channel = s.first + c;
                int g = image * groups + group(channel);
                double centre = s.means[image * s.channels + c] + shift(image, channel) - mean[g];
                sums[channel] = sum[c];
                products[channel] = scale[g] * (product[c] + centre * sum[c]);
            }
        }
    }

    /** dx = gamma r d - r / M (S1 + x^ S2), with S1 and S2 the group's sums of gamma d and gamma d x^. */
    private void inputGradient(int image, float[] gamma, double[] sums, double[] products) {
        double[] s1 = new double[groups];
        double[] s2 = new double[groups];
        for (int c = 0; c < channels; c++) {
            s1[group(c)] += gamma[c] * sums[c];
            s2[group(c)] += gamma[c] * products[c];
        }
        double count = (double) area * channels / groups;
        for (Source s : sources) {
            float[] f = s.b;
            for (int c = 0; c < s.channels; c++) {
                int channel = s.first + c;
                int g = image * groups + group(channel);
                double r = scale[g];
                double e = -r * r * s2[group(channel)] / count;
                double fixed = -r * s1[group(channel)] / count + e * (shift(image, channel) - mean[g]);
                s.e[c] = (float) e;
                f[c] = (float) fixed;
                double total =
                        gamma[channel] * r * sums[channel] + area * (e * s.means[image * s.channels + c] + fixed);
                shiftGradients[image * channels + channel] = (float) total;
            }
            TileLoops.repeat(s.e, s.channels);
            TileLoops.repeat(f, s.channels);
            writeGradient(s, image);
        }
    }

    private void writeGradient(Source s, int image) {
        for (int pixel = 0; pixel < area; pixel += pixelsPerTile) {
            int n = s.tile(s.values, image, pixel, s.x);
            System.arraycopy(s.d, pixel * s.channels, s.z, 0, n);
            TileLoops.combine(s.x, s.z, s.a, s.e, s.b, s.y, n);
            for (FloatBuffer other : s.added) {
                s.tile(other, image, pixel, s.z);
                TileLoops.add(s.y, s.z, n);
            }
            s.gradient.put((image * area + pixel) * s.channels, s.y, n);
        }
    }
}
