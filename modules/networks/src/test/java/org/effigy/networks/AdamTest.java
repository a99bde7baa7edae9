package org.effigy.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.effigy.testsupport.TensorAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class AdamTest {
    /** Some chunks and a part of one. */
    private static final int N = 30_011;

    private static final AdamSettings SETTINGS = new AdamSettings(0.01, 0.9, 0.99, 1e-8);

    /** Runs with the optimiser's arithmetic in Java or by ND4J. */
    static <T> T with(String kernels, Supplier<T> task) {
        System.setProperty("effigy.kernels", kernels);
        try {
            return task.get();
        } finally {
            System.clearProperty("effigy.kernels");
        }
    }

    /**
     * From torch.optim.Adam of PyTorch 1.13 in double: lr 0.02, betas (0.9, 0.99), eps 1e-6, half the gradients below, and
     * the moving average with decay min(0.8, (1 + t) / (10 + t)) beside it.
     */
    @ParameterizedTest
    @ValueSource(strings = {"host", "nd4j"})
    void agreesWithPyTorch(String kernels) {
        with(kernels, () -> {
            INDArray p = Nd4j.createFromArray(1f, -2f, 0.5f, 3f, -0.25f, 0f);
            try (Engine engine = new Engine(2)) {
                Adam adam = new Adam(engine, new ArrayVector(p));
                for (int t = 1; t <= 5; t++) {
                    float[] g = new float[6];
                    for (int i = 0; i < 6; i++) {
                        g[i] = (float) (((7 * i + 3 * t) % 11 - 5) / 4.0 * (i == 5 ? 1e-5 : 1));
                    }
                    AdamSettings settings = new AdamSettings(0.02, 0.9, 0.99, 1e-6);
                    double decay = Math.min(0.8, (1.0 + t) / (10 + t));
                    adam.update(vector(g), 0.5, settings, decay);
                }
                close(
                        p.toFloatVector(),
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
            return null;
        });
    }

    private static FlatVector vector(float[] values) {
        return new ArrayVector(Nd4j.createFromArray(values).reshape(1, values.length));
    }

    private static void close(float[] actual, double... expected) {
        double[] values = new double[actual.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = actual[i];
        }
        TensorAssertions.assertClose(values, expected, 5e-7);
    }

    /** One pass for both gives the bits of Adam alone and then the average, operation by operation. */
    @Test
    void theAverageInTheSamePassHasTheBitsOfSeparatePasses() {
        Random random = new Random(5);
        INDArray fused = Nd4j.createFromArray(Tensors.normal(random, N));
        INDArray separate = fused.dup();
        INDArray average = fused.dup();
        try (Engine engine = new Engine(2)) {
            Adam one = new Adam(engine, new ArrayVector(fused));
            Adam other = new Adam(engine, new ArrayVector(separate));
            for (int t = 1; t <= 4; t++) {
                FlatVector g = vector(Tensors.normal(random, N));
                double decay = (1.0 + t) / (10 + t);
                one.update(g, 0.3, SETTINGS, decay);
                other.update(g, 0.3, SETTINGS);
                average.subi(separate).muli((float) decay).addi(separate);
            }
            assertArrayEquals(separate.toFloatVector(), fused.toFloatVector());
            assertArrayEquals(average.toFloatVector(), one.average().values());
            assertArrayEquals(other.firstMoment().values(), one.firstMoment().values());
            assertArrayEquals(separate.toFloatVector(), other.average().values());
        }
    }

    /** What runs on a graphics card: the same operations in the same order, so the same bits where ND4J rounds as Java. */
    @Test
    void nd4jComputesTheBitsOfJava() {
        float[][] results = new float[2][];
        String[] kernels = {"host", "nd4j"};
        for (int k = 0; k < 2; k++) {
            results[k] = with(kernels[k], () -> {
                Random random = new Random(6);
                INDArray p = Nd4j.createFromArray(Tensors.normal(random, N)).reshape(1, N);
                try (Engine engine = new Engine(2, 2)) {
                    Adam adam = new Adam(engine, new ArrayVector(p));
                    for (int t = 1; t <= 4; t++) {
                        FlatVector a = vector(Tensors.normal(random, N));
                        FlatVector b = vector(Tensors.normal(random, N));
                        double norm = adam.combine(List.of(a, b));
                        adam.update(a, 1 / norm, SETTINGS, 0.9);
                    }
                    INDArray all = Nd4j.concat(
                            0,
                            p.reshape(N),
                            Nd4j.createFromArray(adam.firstMoment().values()),
                            Nd4j.createFromArray(adam.average().values()));
                    return all.toFloatVector();
                }
            });
        }
        TensorAssertions.assertClose(results[1], results[0], 1e-7);
    }

    /** Whole numbers are added up exactly, whatever the order and the number of devices. */
    @ParameterizedTest
    @ValueSource(strings = {"host", "nd4j"})
    void theSumOfGradientsIsExact(String kernels) {
        with(kernels, () -> {
            try (Engine engine = new Engine(3, 3)) {
                FlatVector[] g = new FlatVector[6];
                double[] sum = new double[N];
                Random random = new Random(7);
                for (int k = 0; k < g.length; k++) {
                    float[] values = new float[N];
                    for (int i = 0; i < N; i++) {
                        values[i] = random.nextInt(2001) - 1000;
                        sum[i] += values[i];
                    }
                    g[k] = vector(values);
                }
                double squares = 0;
                for (double s : sum) {
                    squares += s * s;
                }
                Adam adam = new Adam(engine, vector(new float[N]));
                assertEquals(Math.sqrt(squares), adam.combine(List.of(g), 3), 1e-9 * Math.sqrt(squares));
                float[] total = g[0].values();
                for (int i = 0; i < N; i++) {
                    assertEquals(sum[i], total[i]);
                }
            }
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "nd4j"})
    void aSetAverageAndStateAreGivenBack(String kernels) {
        with(kernels, () -> {
            try (Engine engine = new Engine(1)) {
                Adam adam = new Adam(engine, vector(new float[N]));
                float[] values = Tensors.normal(new Random(8), N);
                adam.makeAverage().put(0, values);
                assertArrayEquals(values, adam.average().values());
                Adam other = new Adam(engine, vector(new float[N]));
                adam.update(vector(values), 1, SETTINGS);
                other.setState("a.", adam.state("a."));
                assertArrayEquals(
                        adam.firstMoment().values(), other.firstMoment().values());
                assertEquals(1, other.step());
            }
            return null;
        });
    }

    /** Vectors of Java's own memory and those of ND4J give the same bits, alone and together. */
    @Test
    void theKindOfVectorDoesNotMatter() {
        float[][][] results = new float[2][][];
        for (int own = 0; own < 2; own++) {
            Random random = new Random(9);
            Function<float[], FlatVector> maker = own == 1 ? HostVector::of : AdamTest::vector;
            FlatVector p = maker.apply(Tensors.normal(random, N));
            try (Engine engine = new Engine(2)) {
                Adam adam = new Adam(engine, p);
                for (int t = 0; t < 3; t++) {
                    FlatVector first = maker.apply(Tensors.normal(random, N));
                    FlatVector second = first.like();
                    second.assign(maker.apply(Tensors.normal(random, N)));
                    double norm = adam.combine(List.of(first, second));
                    adam.update(first, 1 / norm, SETTINGS, 0.7);
                }
                results[own] = new float[][] {
                    p.values(), adam.firstMoment().values(), adam.average().values(), p.values(7, 20)
                };
            }
        }
        for (int i = 0; i < results[0].length; i++) {
            assertArrayEquals(results[0][i], results[1][i]);
        }
    }
}
