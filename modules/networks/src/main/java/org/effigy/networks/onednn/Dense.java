package org.effigy.networks.onednn;

import java.util.List;

/**
 * Dense layers with the same input, side by side: y = x W' + b, on the heap. What few rows a batch has makes this too
 * small for oneDNN.
 */
final class Dense {
    /** One of the layers: its parameters' name, without {@code .weight} and {@code .bias}, and its outputs. */
    record Layer(String name, int outputs) {}

    private final int inputs;
    private final int outputs;
    private final List<Layer> layers;
    private final boolean bias;
    /** (inputs, outputs): transposed, so that the inner loops run along the outputs. */
    private final float[] weights;

    private final float[] offsets;

    Dense(int inputs, List<Layer> layers, boolean bias) {
        this.inputs = inputs;
        this.layers = List.copyOf(layers);
        this.bias = bias;
        outputs = layers.stream().mapToInt(Layer::outputs).sum();
        weights = new float[inputs * outputs];
        offsets = new float[outputs];
    }

    int outputs() {
        return outputs;
    }

    /** Takes over the parameters' values. */
    void refresh(FlatParameters parameters) {
        int first = 0;
        for (Layer layer : layers) {
            float[] w = parameters.values(layer.name() + ".weight");
            for (int o = 0; o < layer.outputs(); o++) {
                for (int i = 0; i < inputs; i++) {
                    weights[i * outputs + first + o] = w[o * inputs + i];
                }
            }
            if (bias) {
                System.arraycopy(parameters.values(layer.name() + ".bias"), 0, offsets, first, layer.outputs());
            }
            first += layer.outputs();
        }
    }

    /** Returns (rows, outputs) for (rows, inputs). */
    float[] forward(float[] x, int rows) {
        float[] y = new float[rows * outputs];
        float[] sum = new float[outputs];
        float[] w = new float[outputs];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(offsets, 0, sum, 0, outputs);
            for (int i = 0; i < inputs; i++) {
                System.arraycopy(weights, i * outputs, w, 0, outputs);
                addScaled(sum, w, x[row * inputs + i]);
            }
            System.arraycopy(sum, 0, y, row * outputs, outputs);
        }
        return y;
    }

    private static void addScaled(float[] sum, float[] w, float factor) {
        for (int o = 0; o < sum.length; o++) {
            sum[o] += factor * w[o];
        }
    }

    /** Writes the parameters' gradients and returns that of x. */
    float[] backward(float[] x, float[] dy, int rows, FlatParameters gradient) {
        float[] dw = new float[weights.length];
        float[] db = new float[outputs];
        float[] dx = new float[x.length];
        float[] slope = new float[outputs];
        float[] w = new float[outputs];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(dy, row * outputs, slope, 0, outputs);
            addScaled(db, slope, 1);
        }
        for (int i = 0; i < inputs; i++) {
            float[] sum = new float[outputs];
            System.arraycopy(weights, i * outputs, w, 0, outputs);
            for (int row = 0; row < rows; row++) {
                System.arraycopy(dy, row * outputs, slope, 0, outputs);
                addScaled(sum, slope, x[row * inputs + i]);
                dx[row * inputs + i] = product(w, slope);
            }
            System.arraycopy(sum, 0, dw, i * outputs, outputs);
        }
        write(dw, db, gradient);
        return dx;
    }

    private static float product(float[] v, float[] w) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 3 < v.length; i += 4) {
            s0 += v[i] * w[i];
            s1 += v[i + 1] * w[i + 1];
            s2 += v[i + 2] * w[i + 2];
            s3 += v[i + 3] * w[i + 3];
        }
        for (; i < v.length; i++) {
            s0 += v[i] * w[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    private void write(float[] dw, float[] db, FlatParameters gradient) {
        int first = 0;
        for (Layer layer : layers) {
            float[] out = new float[layer.outputs() * inputs];
            for (int o = 0; o < layer.outputs(); o++) {
                for (int i = 0; i < inputs; i++) {
                    out[o * inputs + i] = dw[i * outputs + first + o];
                }
            }
            gradient.buffer(layer.name() + ".weight").put(0, out);
            if (bias) {
                gradient.buffer(layer.name() + ".bias").put(0, db, first, layer.outputs());
            }
            first += layer.outputs();
        }
    }
}
