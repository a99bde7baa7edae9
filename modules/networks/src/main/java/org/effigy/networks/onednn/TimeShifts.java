package org.effigy.networks.onednn;

import java.util.ArrayList;
import java.util.List;

/**
 * From the embedding of the time steps, and the classes, to one number per image and channel of each residual block: two
 * dense layers with SiLU, then one dense layer per block.
 */
final class TimeShifts {
    private final int images;
    private final int classes;
    private final Dense first;
    private final Dense second;
    private final Dense perClass;
    private final List<Dense.Layer> blocks = new ArrayList<>();
    private final int width;
    private Dense last;
    private int total;

    private float[] oneHot = {};
    private float[] x = {};
    private float[] h1 = {};
    private float[] a1 = {};
    private float[] h2 = {};
    private float[] a2 = {};
    private float[] shifts = {};
    private float[] gradients = {};

    /**
     * @param images in the batch
     * @param embedding length of the embedding
     * @param width of the two dense layers
     * @param classes 0 for none
     */
    TimeShifts(int images, int embedding, int width, int classes) {
        this.images = images;
        this.width = width;
        this.classes = classes;
        first = new Dense(embedding, List.of(new Dense.Layer("time1", width)), true);
        second = new Dense(width, List.of(new Dense.Layer("time2", width)), true);
        perClass = new Dense(Math.max(1, classes), List.of(new Dense.Layer("class", width)), false);
    }

    /** The shifts of one block. */
    final class Part {
        private final int from;

        private Part(int from) {
            this.from = from;
        }

        float value(int image, int channel) {
            return shifts[image * total + from + channel];
        }

        /** Sets the gradient of a shift. */
        void gradient(int image, int channel, double value) {
            gradients[image * total + from + channel] = (float) value;
        }
    }

    /** Adds a block, before the first use. */
    Part block(String name, int channels) {
        blocks.add(new Dense.Layer(name, channels));
        Part part = new Part(total);
        total += channels;
        return part;
    }

    void refresh(FlatParameters parameters) {
        if (last == null) {
            last = new Dense(width, blocks, true);
        }
        first.refresh(parameters);
        second.refresh(parameters);
        last.refresh(parameters);
        if (classes > 0) {
            perClass.refresh(parameters);
        }
    }

    /**
     * Computes the shifts.
     *
     * @param embeddings (images, embedding)
     * @param labels per image the class, or a negative number for none
     */
    void forward(float[] embeddings, int[] labels) {
        x = embeddings;
        h1 = first.forward(x, images);
        a1 = silu(h1);
        h2 = second.forward(a1, images);
        if (classes > 0) {
            oneHot = new float[images * classes];
            for (int i = 0; i < images; i++) {
                if (labels[i] >= 0) {
                    oneHot[i * classes + labels[i]] = 1;
                }
            }
            TileLoops.add(h2, perClass.forward(oneHot, images), h2.length);
        }
        a2 = silu(h2);
        shifts = last.forward(a2, images);
        gradients = new float[shifts.length];
    }

    /** Writes the gradients of all dense layers, from those that the blocks have set. */
    void backward(FlatParameters gradient) {
        float[] d2 = siluGradient(h2, last.backward(a2, gradients, images, gradient));
        if (classes > 0) {
            perClass.backward(oneHot, d2, images, gradient);
        }
        float[] d1 = siluGradient(h1, second.backward(a1, d2, images, gradient));
        first.backward(x, d1, images, gradient);
    }

    private static float[] silu(float[] z) {
        float[] y = new float[z.length];
        TileLoops.silu(z, y, z.length);
        return y;
    }

    private static float[] siluGradient(float[] z, float[] dy) {
        float[] d = new float[z.length];
        TileLoops.siluGradient(z, dy, d, z.length);
        return d;
    }
}
