package org.effigy.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.effigy.testsupport.TensorAssertions;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LayerMathTest {
    @Test
    void sigmoidIsTheLogisticFunction() {
        for (double x = -60; x < 60; x += 1e-3) {
            assertEquals(1 / (1 + Math.exp(-(float) x)), Sigmoid.of((float) x), 3e-7, "at " + x);
        }
        assertEquals(0.5f, Sigmoid.of(0));
        assertTrue(Float.isNaN(Sigmoid.of(Float.NaN)));
    }

    /** Vaswani et al. 2017, section 3.5, with the frequencies from 1 to 1/10000 of DDPM's code. */
    @Test
    void timeEmbeddingIsSinesThenCosines() {
        float[] e = TimeEmbedding.of(new int[] {5, 7, 1000}, 1, 3, 6);
        double[] frequencies = {1, 0.01, 0.0001};
        for (int k = 0; k < 3; k++) {
            assertEquals(Math.sin(7 * frequencies[k]), e[k], 1e-6);
            assertEquals(Math.cos(7 * frequencies[k]), e[3 + k], 1e-6);
            assertEquals(Math.sin(1000 * frequencies[k]), e[6 + k], 1e-6);
            assertEquals(Math.cos(1000 * frequencies[k]), e[9 + k], 1e-6);
        }
    }

    @Test
    void groupNormalisationGivesMeanZeroAndDeviationOnePerGroupOfAnImage() {
        INDArray x = Nd4j.createFromArray(Tensors.normal(new Random(3), 2 * 6 * 35))
                .muli(3)
                .addi(5)
                .reshape(2, 6, 5, 7);
        INDArray y = x.ulike();
        new GroupNorm(3, false).forward(x, y, Nd4j.ones(6), Nd4j.zeros(6));
        for (int group = 0; group < 6; group++) {
            INDArray values = y.reshape(6, 70).getRow(group);
            assertEquals(0, values.meanNumber().doubleValue(), 1e-5);
            assertEquals(1, values.norm2Number().doubleValue() / Math.sqrt(70), 1e-4);
        }
    }

    /** The statistics are those of the whole batch, whatever the shards. */
    @Test
    void batchNormalisationGivesMeanZeroAndDeviationOnePerChannelOfAllShards() throws InterruptedException {
        float[] values = Tensors.normal(new Random(3), 5 * 3 * 4);
        BatchSync sync = new BatchSync();
        sync.start(2);
        float[][] out = new float[2][];
        float[][] running = new float[2][];
        List<Thread> threads = List.of(
                new Thread(() -> normalise(sync, 0, values, 0, 2, out, running)),
                new Thread(() -> normalise(sync, 1, values, 2, 5, out, running)));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        for (int c = 0; c < 3; c++) {
            double mean = 0;
            double squares = 0;
            double rawMean = 0;
            double rawSquares = 0;
            for (int i = 0; i < 20; i++) {
                int image = i / 4;
                float y = image < 2 ? out[0][(image * 3 + c) * 4 + i % 4] : out[1][((image - 2) * 3 + c) * 4 + i % 4];
                float x = values[(image * 3 + c) * 4 + i % 4];
                mean += y / 20;
                squares += y * y / 20.0;
                rawMean += x / 20;
                rawSquares += (double) x * x / 20;
            }
            assertEquals(0, mean, 1e-5);
            assertEquals(1, squares, 1e-3);
            double unbiased = (rawSquares - rawMean * rawMean) * 20 / 19;
            assertEquals(0.9 * 2 + 0.1 * rawMean, running[0][c], 1e-5);
            assertEquals(0.9 * 3 + 0.1 * unbiased, running[1][c], 1e-5);
        }
    }

    private static void normalise(
            BatchSync sync, int shard, float[] values, int from, int to, float[][] out, float[][] running) {
        float[] part = Arrays.copyOfRange(values, from * 12, to * 12);
        INDArray x = Nd4j.createFromArray(part).reshape(to - from, 3, 2, 2);
        INDArray y = x.ulike();
        // A slope of 1 switches the activation off.
        BatchNorm norm = new BatchNorm(sync, shard, 1);
        norm.forward(x, y, new float[] {1, 1, 1}, new float[3]);
        out[shard] = Heap.values(y);
        if (shard == 0) {
            running[0] = norm.runningMean(new float[] {2, 2, 2});
            running[1] = norm.runningVariance(new float[] {3, 3, 3});
        }
    }

    /** -log s(l) and -log(1 - s(l)) at l = 0 and log 3, by hand: s = 1/2 and 3/4. */
    @Test
    void binaryCrossEntropyIsThatOfTheSigmoid() {
        float[] logits = {0, (float) Math.log(3)};
        assertEquals(Math.log(2) + Math.log(4.0 / 3), BinaryCrossEntropy.sum(logits, 1), 1e-7);
        assertEquals(Math.log(2) + Math.log(4), BinaryCrossEntropy.sum(logits, 0), 1e-7);
        assertEquals(
                Math.log(2) + 0.9 * Math.log(4.0 / 3) + 0.1 * Math.log(4), BinaryCrossEntropy.sum(logits, 0.9), 1e-7);
        TensorAssertions.assertClose(BinaryCrossEntropy.gradient(logits, 1, 2), new float[] {-0.25f, -0.125f}, 1e-7);
        TensorAssertions.assertClose(BinaryCrossEntropy.gradient(logits, 0, 4), new float[] {0.125f, 0.1875f}, 1e-7);
    }

    @Test
    void binaryCrossEntropyOfHugeLogitsIsFinite() {
        assertEquals(1e6, BinaryCrossEntropy.sum(new float[] {1e6f}, 0), 1);
        assertEquals(0, BinaryCrossEntropy.sum(new float[] {1e6f}, 1));
        assertEquals(1e6, BinaryCrossEntropy.sum(new float[] {-1e6f}, 1), 1);
        assertArrayEquals(new float[] {1}, BinaryCrossEntropy.gradient(new float[] {1e6f}, 0, 1));
        assertArrayEquals(new float[] {-1}, BinaryCrossEntropy.gradient(new float[] {-1e6f}, 1, 1));
    }

    /** Algorithm 1 of Kingma and Ba 2015, word for word, in double. */
    @Test
    void adamIsAlgorithmOne() {
        AdamSettings s = new AdamSettings(0.01, 0.8, 0.95, 1e-3);
        int n = 20_000;
        Random random = new Random(5);
        INDArray parameters = Nd4j.createFromArray(Tensors.normal(random, n)).reshape(1, n);
        double[] theta = parameters.toDoubleVector();
        double[] m = new double[n];
        double[] v = new double[n];
        try (Engine engine = new Engine(2)) {
            Adam adam = new Adam(engine, new ArrayVector(parameters));
            for (int t = 1; t <= 5; t++) {
                INDArray first = Nd4j.createFromArray(Tensors.normal(random, n)).reshape(1, n);
                INDArray second =
                        Nd4j.createFromArray(Tensors.normal(random, n)).reshape(1, n);
                INDArray sum = first.add(second);
                double norm = adam.combine(List.of(new ArrayVector(first), new ArrayVector(second)));
                assertEquals(sum.norm2Number().doubleValue(), norm, 1e-4 * norm);
                adam.update(new ArrayVector(first), 0.5, s);
                for (int i = 0; i < n; i++) {
                    double g = 0.5 * sum.getDouble(i);
                    m[i] = s.beta1() * m[i] + (1 - s.beta1()) * g;
                    v[i] = s.beta2() * v[i] + (1 - s.beta2()) * g * g;
                    double mHat = m[i] / (1 - Math.pow(s.beta1(), t));
                    double vHat = v[i] / (1 - Math.pow(s.beta2(), t));
                    theta[i] -= s.learningRate() * mHat / (Math.sqrt(vHat) + s.epsilon());
                }
            }
            assertEquals(5, adam.step());
        }
        TensorAssertions.assertClose(parameters.castTo(DataType.DOUBLE).toDoubleVector(), theta, 2e-6);
    }
}
