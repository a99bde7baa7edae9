package org.effigy.networks;

import java.util.List;
import java.util.Random;

/** Random tensors and their distance, for tests. */
final class Tensors {
    private Tensors() {}

    static float[] normal(Random random, int n) {
        float[] out = new float[n];
        for (int i = 0; i < n; i++) {
            out[i] = (float) random.nextGaussian();
        }
        return out;
    }

    /** Returns tensors of the same names and shapes, none of them zero: weights 1/sqrt(fan in), norms around 1. */
    static List<NamedTensor> random(List<NamedTensor> like, Random random) {
        return like.stream()
                .map(tensor -> {
                    float[] values = normal(random, tensor.values().length);
                    double scale =
                            tensor.shape().length > 1 ? Math.sqrt((double) tensor.shape()[0] / values.length) : 0.2;
                    double shift = tensor.name().endsWith("gamma") ? 1 : 0;
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) (values[i] * scale + shift);
                    }
                    return new NamedTensor(tensor.name(), tensor.shape(), values);
                })
                .toList();
    }

    /** Returns |a - b| / |b| in the 2-norm; NaN where either holds one. */
    static double relativeError(float[] a, float[] b) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < b.length; i++) {
            difference += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
            norm += (double) b[i] * b[i];
        }
        return Math.sqrt(difference / Math.max(norm, 1e-24));
    }
}
