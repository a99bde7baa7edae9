package org.effigy.networks.onednn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.effigy.networks.net.Node;

/**
 * Dense layers with the same input, side by side: y = x W' + b, on the heap. What few rows a batch has makes this too
 * small for oneDNN.
 */
final class Linear {
    /** One of the layers: its parameters' name, without {@code .weight} and {@code .bias}, and its outputs. */
    record Layer(String name, int outputs) {
        static Layer of(Node node) {
            return new Layer(node.name(), node.shape().channels());
        }
    }

    private final Maps in;
    private final Maps out;
    private final int inputs;
    private final int outputs;
    private final int rows;
    private final Fused.Denses op;
    private final PackedWeights parameters;
    /** Of the parameters that the arrays below hold. */
    private int version = -1;

    /** (inputs, outputs): transposed, so that the inner loops run along the outputs. */
    private final float[] weights;

    private final float[] offsets;

    Linear(Maps in, Maps out, Fused.Denses op, PackedWeights parameters) {
        this.in = in;
        this.out = out;
        this.op = op;
        this.parameters = parameters;
        rows = in.images;
        inputs = in.channels;
        outputs = out.channels;
        weights = new float[inputs * outputs];
        offsets = new float[outputs];
    }

    private String label(String what) {
        return op.layers().get(0).name() + what;
    }

    /** Returns the forward pass. */
    Pass forward() {
        return new Pass(label(" forward"), List.of(in.values, out.values), space -> {
            FloatBuffer x = space.buffer(in.values);
            FloatBuffer y = space.buffer(out.values);
            float[] sum = new float[outputs];
            float[] w = new float[outputs];
            return () -> {
                if (version != parameters.version()) {
                    version = parameters.version();
                    refresh(parameters.parameters());
                }
                for (int row = 0; row < rows; row++) {
                    System.arraycopy(offsets, 0, sum, 0, outputs);
                    for (int i = 0; i < inputs; i++) {
                        System.arraycopy(weights, i * outputs, w, 0, outputs);
                        addScaled(sum, w, x.get(row * inputs + i));
                    }
                    y.put(row * outputs, sum);
                }
            };
        });
    }

    /** Returns the backward pass: to the gradients of the parameters and of the input, where they are wanted. */
    Pass backward(Slot outGradient, Optional<Slot> inGradient, Optional<FlatParameters> gradient) {
        List<Slot> slots = new ArrayList<>(List.of(in.values, outGradient));
        inGradient.ifPresent(slots::add);
        return new Pass(label(" backward"), slots, space -> {
            FloatBuffer x = space.buffer(in.values);
            FloatBuffer slope = space.buffer(outGradient);
            Optional<FloatBuffer> to = inGradient.map(space::buffer);
            float[] dx = new float[rows * inputs];
            return () -> {
                backward(x, slope, dx, gradient);
                to.ifPresent(buffer -> buffer.put(0, dx));
            };
        });
    }

    private void refresh(FlatParameters parameters) {
        int first = 0;
        for (Layer layer : op.layers()) {
            float[] w = parameters.values(layer.name() + ".weight");
            for (int o = 0; o < layer.outputs(); o++) {
                for (int i = 0; i < inputs; i++) {
                    weights[i * outputs + first + o] = w[o * inputs + i];
                }
            }
            if (op.bias()) {
                System.arraycopy(parameters.values(layer.name() + ".bias"), 0, offsets, first, layer.outputs());
            }
            first += layer.outputs();
        }
    }

    private static void addScaled(float[] sum, float[] w, float factor) {
        for (int o = 0; o < sum.length; o++) {
            sum[o] += factor * w[o];
        }
    }

    /** Writes the gradients of x, and of the parameters where they are wanted. */
    private void backward(FloatBuffer x, FloatBuffer slope, float[] dx, Optional<FlatParameters> gradient) {
        float[] dw = new float[weights.length];
        float[] db = new float[outputs];
        float[][] dy = new float[rows][outputs];
        float[] w = new float[outputs];
        for (int row = 0; row < rows; row++) {
            slope.get(row * outputs, dy[row]);
            addScaled(db, dy[row], 1);
        }
        for (int i = 0; i < inputs; i++) {
            float[] sum = new float[outputs];
            System.arraycopy(weights, i * outputs, w, 0, outputs);
            for (int row = 0; row < rows; row++) {
                addScaled(sum, dy[row], x.get(row * inputs + i));
                dx[row * inputs + i] = product(w, dy[row]);
            }
            System.arraycopy(sum, 0, dw, i * outputs, outputs);
        }
        gradient.ifPresent(to -> write(dw, db, to));
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
        for (Layer layer : op.layers()) {
            float[] out = new float[layer.outputs() * inputs];
            for (int o = 0; o < layer.outputs(); o++) {
                for (int i = 0; i < inputs; i++) {
                    out[o * inputs + i] = dw[i * outputs + first + o];
                }
            }
            gradient.buffer(layer.name() + ".weight").put(0, out);
            if (op.bias()) {
                gradient.buffer(layer.name() + ".bias").put(0, db, first, layer.outputs());
            }
            first += layer.outputs();
        }
    }
}
