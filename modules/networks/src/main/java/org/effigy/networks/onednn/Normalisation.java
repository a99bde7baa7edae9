package org.effigy.networks.onednn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.effigy.networks.net.Op;

/**
 * Group normalisation (Wu and He 2018) of one or several maps side by side, optionally followed by SiLU, in one pass over
 * memory for the statistics and one for the result.
 *
 * <p>Several maps are normalised as if their channels had been joined, and the result is the joined maps: a skip connection
 * needs no copy. A shift per image and channel (an embedding) is added to the input on the fly.
 */
final class Normalisation {
    /** Values of a tile, about: the arrays of two loops then fit the first-level cache. */
    private static final int TILE = 1024;

    private final Fused.Norm op;
    private final FlatParameters parameters;
    private final List<Maps> inputs;
    private final Optional<Maps> shift;
    private final Maps out;
    private final int area;
    private final int channels;
    private final int groupSize;
    private final int pixels;
    private final List<Source> sources = new ArrayList<>();
    /** (images, channels), zeros where there is no shift. */
    private final float[] shifts;

    /** Their gradient. */
    private final float[] shiftGradients;

    /** Scratch: a tile of the result, or of its gradient. */
    private final float[] joined;
    /** Per image and channel: the mean of its group, less the shift. */
    private final double[] mean;
    /** Per image and channel: 1 / the standard deviation of its group. */
    private final double[] scale;

    Normalisation(Fused.Norm op, List<Maps> inputs, Optional<Maps> shift, Maps out, FlatParameters parameters) {
        this.op = op;
        this.parameters = parameters;
        this.inputs = List.copyOf(inputs);
        this.shift = shift;
        this.out = out;
        area = out.area();
        channels = out.channels;
        groupSize = channels / op.groups();
        pixels = Tile.pixels(TILE, channels, area);
        int first = 0;
        for (Maps maps : inputs) {
            sources.add(new Source(maps.channels, first));
            first += maps.channels;
        }
        joined = new float[pixels * channels];
        shifts = new float[out.images * channels];
        shiftGradients = new float[shifts.length];
        mean = new double[shifts.length];
        scale = new double[shifts.length];
    }

    /** One of the inputs with its scratch. */
    private final class Source extends Tile {
        final int first;
        /** Per image and channel, without the shift. */
        final float[] means;

        FloatBuffer values;
        MapWriter gradient;
        List<FloatBuffer> added = List.of();
        /** The gradient at the normalised values of one image. */
        float[] d = {};

        Source(int channels, int first) {
            super(channels, Normalisation.this.area, Normalisation.this.pixels);
            this.first = first;
            means = new float[out.images * channels];
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
        return new Pass(op.name() + " forward", slots, space -> {
            for (int i = 0; i < inputs.size(); i++) {
                sources.get(i).values = space.buffer(inputs.get(i).values);
            }
            MapWriter writer = MapWriter.of(space, result, out.images);
            Optional<FloatBuffer> added = shift.map(maps -> space.buffer(maps.values));
            return () -> {
                added.ifPresent(buffer -> buffer.get(0, shifts));
                float[] gamma = parameters.values(op.name() + ".gamma");
                float[] beta = parameters.values(op.name() + ".beta");
                for (int image = 0; image < out.images; image++) {
                    measure(image);
                    apply(image, gamma, beta, writer);
                }
            };
        });
    }

    private void measure(int image) {
        double[] means = new double[channels];
        double[] variances = new double[channels];
        for (Source s : sources) {
            double[][] moments = s.moments(s.values, image);
            for (int c = 0; c < s.channels; c++) {
                double m = moments[0][c] / area;
                s.means[image * s.channels + c] = (float) (s.shift[c] + m);
                // From moments about the tile's shift to the mean and variance of the shifted channel.
                means[s.first + c] = s.shift[c] + (double) shifts[image * channels + s.first + c] + m;
                variances[s.first + c] = moments[1][c] / area - m * m;
            }
        }
        for (int from = 0; from < channels; from += groupSize) {
            double m = 0;
            double variance = 0;
            for (int c = from; c < from + groupSize; c++) {
                m += means[c] / groupSize;
            }
            for (int c = from; c < from + groupSize; c++) {
                variance += (variances[c] + (means[c] - m) * (means[c] - m)) / groupSize;
            }
            for (int i = image * channels + from; i < image * channels + from + groupSize; i++) {
                mean[i] = (double) (float) m - shifts[i];
                scale[i] = (float) (1 / Math.sqrt(variance + Op.GroupNorm.EPSILON));
            }
        }
    }

    private void apply(int image, float[] gamma, float[] beta, MapWriter writer) {
        for (Source s : sources) {
            s.factors(s.first, gamma, beta, mean, scale, image * channels);
        }
        boolean alone = sources.size() == 1;
        for (int pixel = 0; pixel < area; pixel += pixels) {
            int rows = Math.min(pixels, area - pixel);
            for (Source s : sources) {
                int n = s.read(s.values, image, pixel, s.x);
                float[] to = alone ? joined : s.y;
                TileLoops.affine(s.x, s.a, s.b, op.silu() ? s.z : to, n);
                if (op.silu()) {
                    TileLoops.silu(s.z, to, n);
                }
                for (int row = 0; row < rows && !alone; row++) {
                    System.arraycopy(s.y, row * s.channels, joined, row * channels + s.first, s.channels);
                }
            }
            writer.put((image * area + pixel) * channels, joined, rows * channels);
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
        return new Pass(op.name() + " backward", slots, space -> {
            for (Source s : sources) {
                int i = sources.indexOf(s);
                s.gradient = MapWriter.of(space, inGradients.get(i), out.images);
                s.added = others.get(i).stream().map(space::buffer).toList();
                s.d = new float[area * s.channels];
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
        float[] gamma = parameters.values(op.name() + ".gamma");
        float[] beta = parameters.values(op.name() + ".beta");
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
            to.put(op.name() + ".gamma", dGamma);
            to.put(op.name() + ".beta", dBeta);
        });
    }

    /** Leaves the gradient at the normalised values in each source's d; sums it, and its product with them, per channel. */
    private void activationGradient(
            int image, float[] gamma, float[] beta, FloatBuffer dy, double[] sums, double[] products) {
        for (Source s : sources) {
            s.factors(s.first, gamma, beta, mean, scale, image * channels);
            System.arraycopy(s.means, image * s.channels, s.shift, 0, s.channels);
            s.beginSums();
        }
        boolean alone = sources.size() == 1;
        for (int pixel = 0; pixel < area; pixel += pixels) {
            int rows = Math.min(pixels, area - pixel);
            dy.get((image * area + pixel) * channels, joined, 0, rows * channels);
            for (Source s : sources) {
                int n = s.read(s.values, image, pixel, s.x);
                for (int row = 0; row < rows && !alone; row++) {
                    System.arraycopy(joined, row * channels + s.first, s.y, row * s.channels, s.channels);
                }
                float[] slope = alone ? joined : s.y;
                if (op.silu()) {
                    TileLoops.affine(s.x, s.a, s.b, s.z, n);
                    TileLoops.siluGradient(s.z, slope, s.e, n);
                    slope = s.e;
                }
                TileLoops.gradientMoments(s.x, slope, s.shift, s.sum, s.products, n);
                System.arraycopy(slope, 0, s.d, pixel * s.channels, n);
            }
        }
        for (Source s : sources) {
            double[][] moments = s.sums();
            for (int c = 0; c < s.channels; c++) {
                int i = image * channels + s.first + c;
                double centre = s.means[image * s.channels + c] - mean[i];
                sums[s.first + c] = moments[0][c];
                products[s.first + c] = scale[i] * (moments[1][c] + centre * moments[0][c]);
            }
        }
    }

    /** dx = gamma r d - r / M (S1 + x^ S2), with S1 and S2 the group's sums of gamma d and gamma d x^. */
    private void inputGradient(int image, float[] gamma, double[] sums, double[] products) {
        double[] s1 = new double[op.groups()];
        double[] s2 = new double[op.groups()];
        for (int c = 0; c < channels; c++) {
            s1[c / groupSize] += gamma[c] * sums[c];
            s2[c / groupSize] += gamma[c] * products[c];
        }
        double count = (double) area * channels / op.groups();
        for (Source s : sources) {
            float[] f = s.b;
            for (int c = 0; c < s.channels; c++) {
                int channel = s.first + c;
                int i = image * channels + channel;
                double r = scale[i];
                double e = -r * r * s2[channel / groupSize] / count;
                double fixed = -r * s1[channel / groupSize] / count - e * mean[i];
                s.e[c] = (float) e;
                f[c] = (float) fixed;
                double means = area * (e * s.means[image * s.channels + c] + fixed);
                shiftGradients[i] = (float) (gamma[channel] * r * sums[channel] + means);
            }
            TileLoops.repeat(s.e, s.channels);
            TileLoops.repeat(f, s.channels);
            for (int pixel = 0; pixel < area; pixel += pixels) {
                int n = s.read(s.values, image, pixel, s.x);
                System.arraycopy(s.d, pixel * s.channels, s.z, 0, n);
                TileLoops.combine(s.x, s.z, s.a, s.e, f, s.y, n);
                for (FloatBuffer other : s.added) {
                    s.read(other, image, pixel, s.z);
                    TileLoops.add(s.y, s.z, n);
                }
                s.gradient.put((image * area + pixel) * s.channels, s.y, n);
            }
        }
    }
}
