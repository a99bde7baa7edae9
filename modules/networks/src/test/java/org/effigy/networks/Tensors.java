package org.effigy.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.effigy.networks.net.NamedTensor;

/** Random tensors and their distance, for tests. */
public final class Tensors {
    private Tensors() {}

    public static float[] normal(Random random, int n) {
        float[] out = new float[n];
        for (int i = 0; i < n; i++) {
            out[i] = (float) random.nextGaussian();
        }
        return out;
    }

    /** Returns tensors of the same names and shapes, none of them zero: weights 1/sqrt(fan in), norms around 1. */
    public static List<NamedTensor> random(List<NamedTensor> like, Random random) {
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

    /** Returns tensors of the same names and shapes by a formula that src/test/python/unet.py has too. */
    public static List<NamedTensor> formula(List<NamedTensor> like) {
        List<NamedTensor> sorted =
                like.stream().sorted(Comparator.comparing(NamedTensor::name)).toList();
        List<NamedTensor> out = new ArrayList<>();
        for (int k = 0; k < sorted.size(); k++) {
            NamedTensor tensor = sorted.get(k);
            float[] values = new float[tensor.values().length];
            double scale = tensor.shape().length > 1 ? Math.sqrt((double) tensor.shape()[0] / values.length) : 0.2;
            double shift = tensor.name().endsWith("gamma") || tensor.name().endsWith("variance") ? 1 : 0;
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (Math.cos(0.37 * i + k) * scale + shift);
            }
            out.add(new NamedTensor(tensor.name(), tensor.shape(), values));
        }
        return out;
    }

    /** Returns a sine of the index, by the same formula as src/test/python/unet.py. */
    public static float[] wave(int n, double frequency) {
        float[] out = new float[n];
        for (int i = 0; i < n; i++) {
            out[i] = (float) Math.sin(frequency * i + 0.5);
        }
        return out;
    }

    /** Returns |a - b| / |b| in the 2-norm; NaN where either holds one. */
    public static double relativeError(float[] a, float[] b) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < b.length; i++) {
            difference += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
            norm += (double) b[i] * b[i];
        }
        return Math.sqrt(difference / Math.max(norm, 1e-24));
    }

    /** Fails where a value differs by more than the tolerance times the largest expected value, or is NaN. */
    public static void assertClose(double tolerance, String what, float[] actual, float[] expected) {
        assertEquals(expected.length, actual.length, what);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < actual.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            double d = Math.abs(actual[i] - expected[i]);
            difference = Double.isNaN(d) ? Double.NaN : Math.max(difference, d);
        }
        double error = difference / Math.max(largest, 1e-3);
        assertTrue(error < tolerance, what + " differs by " + error + " of its largest value " + largest);
    }

    /** Fails where names or bits differ. */
    public static void assertSameBits(List<NamedTensor> actual, List<NamedTensor> expected) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i).name(), actual.get(i).name());
            assertArrayEquals(
                    expected.get(i).values(),
                    actual.get(i).values(),
                    expected.get(i).name());
        }
    }
}
