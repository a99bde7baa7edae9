package org.effigy.networks.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.effigy.base.InputException;
import org.effigy.networks.Tensors;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.HostVector;
import org.effigy.networks.compute.Workers;
import org.effigy.testsupport.TensorAssertions;
import org.junit.jupiter.api.Test;

class AdamTest {
    /** Some chunks and a part of one. */
    private static final int N = 30_011;

    private static final AdamSettings SETTINGS = new AdamSettings(0.01, 0.9, 0.99, 1e-8);
    private static final double NO_AVERAGE = 1;

    private static Workers workers(int threads, int devices) {
        return new Workers(Compute.standard().withThreads(threads).withDevices(devices), Workers.Setup.NONE);
    }

    /**
     * From torch.optim.Adam of PyTorch 1.13 in double: lr 0.02, betas (0.9, 0.99), eps 1e-6, half the gradients below, and
     * the moving average with decay min(0.8, (1 + t) / (10 + t)) beside it.
     */
    @Test
    void agreesWithPyTorch() {
        HostVector p = HostVector.of(1f, -2f, 0.5f, 3f, -0.25f, 0f);
        try (Workers workers = workers(2, 1)) {
            Adam adam = new Adam(workers, p);
            for (int t = 1; t <= 5; t++) {
                float[] g = new float[6];
                for (int i = 0; i < 6; i++) {
                    g[i] = (float) (((7 * i + 3 * t) % 11 - 5) / 4.0 * (i == 5 ? 1e-5 : 1));
                }
                AdamSettings settings = new AdamSettings(0.02, 0.9, 0.99, 1e-6);
                double decay = Math.min(0.8, (1.0 + t) / (10 + t));
                adam.update(HostVector.of(g), 0.5, settings, decay);
            }
            close(
                    p.values(),
                    1.0216464330788415,
                    -2.0327079931311567,
                    0.46015618078032317,
                    3.0492498638497083,
                    -0.27530238697902587,
                    0.0029809226053845845);
            close(
                    adam.firstMoment().values(),
                    -0.024289999999999999,
                    -0.01508124999999999,
                    0.017901249999999994,
                    -0.075478749999999983,
                    0.071229999999999988,
                    -3.3287499999999997e-07);
            close(
                    adam.state("").get(1).values(),
                    0.0058334817250000042,
                    0.010415248632812509,
                    0.0058057781265625054,
                    0.0072212912640625066,
                    0.0095053781500000073,
                    5.9679985937500067e-13);
            close(
                    adam.average().values(),
                    1.0202881744215555,
                    -2.0320628211063947,
                    0.46126637696298389,
                    3.0441632532465377,
                    -0.2720349132545628,
                    0.00060277769606632619);
        }
    }

    private static void close(float[] actual, double... expected) {
        double[] values = new double[actual.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = actual[i];
        }
        TensorAssertions.assertClose(values, expected, 5e-7);
    }

    /** Algorithm 1 of Kingma and Ba 2015, word for word, in double. */
    @Test
    void isAlgorithmOne() {
        AdamSettings s = new AdamSettings(0.01, 0.8, 0.95, 1e-3);
        Random random = new Random(5);
        HostVector parameters = HostVector.of(Tensors.normal(random, N));
        double[] theta = doubles(parameters.values());
        double[] m = new double[N];
        double[] v = new double[N];
        try (Workers workers = workers(2, 1)) {
            Adam adam = new Adam(workers, parameters);
            for (int t = 1; t <= 5; t++) {
                HostVector first = HostVector.of(Tensors.normal(random, N));
                HostVector second = HostVector.of(Tensors.normal(random, N));
                double[] sum = doubles(first.values());
                double squares = 0;
                for (int i = 0; i < N; i++) {
                    sum[i] += second.memory().get(i);
                    squares += sum[i] * sum[i];
                }
                assertEquals(Math.sqrt(squares), adam.combine(List.of(first, second)), 1e-4 * Math.sqrt(squares));
                adam.update(first, 0.5, s, NO_AVERAGE);
                for (int i = 0; i < N; i++) {
                    double g = 0.5 * sum[i];
                    m[i] = s.beta1() * m[i] + (1 - s.beta1()) * g;
                    v[i] = s.beta2() * v[i] + (1 - s.beta2()) * g * g;
                    double mHat = m[i] / (1 - Math.pow(s.beta1(), t));
                    double vHat = v[i] / (1 - Math.pow(s.beta2(), t));
                    theta[i] -= s.learningRate() * mHat / (Math.sqrt(vHat) + s.epsilon());
                }
            }
            assertEquals(5, adam.step());
        }
        TensorAssertions.assertClose(doubles(parameters.values()), theta, 2e-6);
    }

    private static double[] doubles(float[] values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }

    /** One pass for both gives the bits of Adam alone and then the average, operation by operation. */
    @Test
    void theAverageInTheSamePassHasTheBitsOfSeparatePasses() {
        Random random = new Random(5);
        float[] begin = Tensors.normal(random, N);
        HostVector fused = HostVector.of(begin);
        HostVector separate = HostVector.of(begin);
        float[] average = begin.clone();
        try (Workers workers = workers(2, 1)) {
            Adam one = new Adam(workers, fused);
            Adam other = new Adam(workers, separate);
            for (int t = 1; t <= 4; t++) {
                HostVector g = HostVector.of(Tensors.normal(random, N));
                float decay = (float) ((1.0 + t) / (10 + t));
                one.update(g, 0.3, SETTINGS, (1.0 + t) / (10 + t));
                other.update(g, 0.3, SETTINGS, NO_AVERAGE);
                for (int i = 0; i < N; i++) {
                    float p = separate.memory().get(i);
                    average[i] = (average[i] - p) * decay + p;
                }
            }
            assertArrayEquals(separate.values(), fused.values());
            assertArrayEquals(average, one.average().values());
            assertArrayEquals(other.firstMoment().values(), one.firstMoment().values());
            assertArrayEquals(separate.values(), other.average().values(), "without one it is the parameters");
        }
    }

    @Test
    void theNumberOfThreadsAndDevicesDoesNotChangeABit() {
        List<List<float[]>> results = new ArrayList<>();
        for (int devices = 1; devices <= 3; devices++) {
            Random random = new Random(6);
            HostVector p = HostVector.of(Tensors.normal(random, N));
            try (Workers workers = workers(devices == 2 ? 4 : devices, devices)) {
                Adam adam = new Adam(workers, p);
                for (int t = 1; t <= 4; t++) {
                    HostVector a = HostVector.of(Tensors.normal(random, N));
                    HostVector b = HostVector.of(Tensors.normal(random, N));
                    double norm = adam.combine(List.of(a, b));
                    adam.update(a, 1 / norm, SETTINGS, 0.9);
                }
                results.add(List.of(
                        p.values(), adam.firstMoment().values(), adam.average().values()));
            }
        }
        for (List<float[]> result : results) {
            for (int i = 0; i < result.size(); i++) {
                assertArrayEquals(results.get(0).get(i), result.get(i));
            }
        }
    }

    /** Whole numbers are added up exactly, whatever the order and the number of devices. */
    @Test
    void theSumOfGradientsIsExact() {
        try (Workers workers = workers(3, 3)) {
            List<HostVector> gradients = new ArrayList<>();
            double[] sum = new double[N];
            Random random = new Random(7);
            for (int k = 0; k < 6; k++) {
                float[] values = new float[N];
                for (int i = 0; i < N; i++) {
                    values[i] = random.nextInt(2001) - 1000;
                    sum[i] += values[i];
                }
                gradients.add(HostVector.of(values));
            }
            double squares = 0;
            for (double s : sum) {
                squares += s * s;
            }
            Adam adam = new Adam(workers, new HostVector(N));
            assertEquals(Math.sqrt(squares), adam.combine(gradients), 1e-9 * Math.sqrt(squares));
            float[] total = gradients.get(0).values();
            for (int i = 0; i < N; i++) {
                assertEquals(sum[i], total[i]);
            }
        }
    }

    @Test
    void aSetAverageAndStateAreGivenBack() {
        try (Workers workers = workers(1, 1)) {
            Adam adam = new Adam(workers, new HostVector(N));
            float[] values = Tensors.normal(new Random(8), N);
            adam.makeAverage().put(0, values);
            assertArrayEquals(values, adam.average().values());
            Adam other = new Adam(workers, new HostVector(N));
            adam.update(HostVector.of(values), 1, SETTINGS, NO_AVERAGE);
            other.setState("a.", adam.state("a."));
            for (int i = 0; i < 2; i++) {
                assertArrayEquals(
                        adam.state("").get(i).values(), other.state("").get(i).values());
            }
            assertEquals(1, other.step());
            assertThrows(InputException.class, () -> other.setState("b.", adam.state("a.")));
            Adam shorter = new Adam(workers, new HostVector(N - 1));
            assertThrows(InputException.class, () -> shorter.setState("a.", adam.state("a.")));
        }
    }
}
