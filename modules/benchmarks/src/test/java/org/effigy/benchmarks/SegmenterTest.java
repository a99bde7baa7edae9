package org.effigy.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.NamedTensor;
import org.junit.jupiter.api.Test;

class SegmenterTest {
    private static final int SIDE = 16;
    private static final int PIXELS = SIDE * SIDE;

    @Test
    void diceIsTwiceTheCommonPartByTheSum() {
        boolean[] a = {true, true, true, false, false};
        boolean[] b = {false, true, true, true, true};
        // 2 * 2 / (3 + 4).
        assertEquals(4.0 / 7, Dice.of(a, b), 1e-15);
        assertEquals(1, Dice.of(a, a));
        assertEquals(0, Dice.of(a, new boolean[5]));
        assertEquals(1, Dice.of(new boolean[5], new boolean[5]));
    }

    @Test
    void theLossOfHalvesIsTheLogarithmOfTwoAndTheDiceOfHalves() {
        // p = 1/2 everywhere, 3 of 8 pixels in the region: overlap (2 * 1.5 + 1) / (4 + 3 + 1).
        float[] target = {1, 1, 1, 0, 0, 0, 0, 0};
        double loss = SegmentationLoss.of(8).of(new float[8], target, 1, new float[8]);
        assertEquals(Math.log(2) + 1 - 4.0 / 8, loss, 1e-12);
    }

    @Test
    void theLossAgreesWithPyTorchAtAGoldenValue() {
        // torch 1.13: y = [0.5, -1.25, 2, -0.75], t = [1, 0, 1, 0] in double; binary_cross_entropy_with_logits(y, t) +
        // 1 - (2 * (p *
        // t).sum() + 1) / (p.sum() + t.sum() + 1) with p = y.sigmoid(), and its gradient.
        float[] gradient = new float[4];
        double loss =
                SegmentationLoss.of(4).of(new float[] {0.5f, -1.25f, 2, -0.75f}, new float[] {1, 0, 1, 0}, 1, gradient);
        assertEquals(0.5160758637538121, loss, 1e-9);
        assertArrayEquals(new float[] {-0.150548479f, 0.0829050094f, -0.0548930467f, 0.114480953f}, gradient, 1e-7f);
    }

    @Test
    void theGradientOfTheLossIsItsSlope() {
        Random random = new Random(3);
        float[] y = new float[24];
        float[] target = new float[24];
        for (int i = 0; i < y.length; i++) {
            y[i] = (float) (2 * random.nextGaussian());
            // The second image has no region.
            target[i] = i < 12 && random.nextBoolean() ? 1 : 0;
        }
        Loss loss = SegmentationLoss.of(12);
        float[] gradient = new float[24];
        loss.of(y, target, 2, gradient);
        for (int i = 0; i < y.length; i++) {
            double step = 1.0 / 256;
            float[] up = y.clone();
            float[] down = y.clone();
            up[i] += (float) step;
            down[i] -= (float) step;
            double slope =
                    (loss.of(up, target, 1, new float[24]) - loss.of(down, target, 1, new float[24])) / (2 * step * 2);
            // The third derivative adds about step squared.
            assertEquals(slope, gradient[i], 2e-6, "value " + i);
        }
    }

    @Test
    void theGradientOfTheNetworkIsTheSlopeForEveryTensor() {
        try (Segmenter segmenter = new Segmenter(SIDE, 4, 2, Compute.standard().withThreads(1))) {
            Random random = new Random(5);
            List<NamedTensor> weights = new ArrayList<>();
            for (NamedTensor tensor : segmenter.network().weights()) {
                float[] values = new float[tensor.values().length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (0.3 * random.nextGaussian());
                }
                weights.add(new NamedTensor(tensor.name(), tensor.shape(), values));
            }
            segmenter.network().setWeights(weights);
            float[][] pairs = squares(3, 7);
            Loss loss = SegmentationLoss.of(PIXELS);
            segmenter.network().backward(loss, 3, pairs[1], pairs[0]);
            List<NamedTensor> gradients = segmenter.network().gradients();
            for (int t = 0; t < weights.size(); t++) {
                float[] gradient = gradients.get(t).values();
                double norm = 0;
                for (float g : gradient) {
                    norm += (double) g * g;
                }
                norm = Math.sqrt(norm);
                if (norm < 1e-3) {
                    // The bias before a normalisation changes little but for rounding.
                    continue;
                }
                double step = 1e-2;
                double[] losses = new double[2];
                for (int side = 0; side < 2; side++) {
                    List<NamedTensor> moved = new ArrayList<>(weights);
                    float[] values = weights.get(t).values().clone();
                    for (int i = 0; i < values.length; i++) {
                        values[i] += (float) ((side == 0 ? step : -step) * gradient[i] / norm);
                    }
                    moved.set(
                            t,
                            new NamedTensor(
                                    weights.get(t).name(), weights.get(t).shape(), values));
                    segmenter.network().setWeights(moved);
                    losses[side] = segmenter.network().backward(loss, 3, pairs[1], pairs[0]);
                }
                double slope = (losses[0] - losses[1]) / (2 * step);
                assertEquals(1, slope / norm, 0.02, weights.get(t).name());
            }
        }
    }

    @Test
    void findsBrightSquaresInNoise() {
        float[][] pairs = squares(40, 1);
        float[][] others = squares(20, 2);
        try (Segmenter segmenter = new Segmenter(SIDE, 8, 1, Compute.standard().withThreads(1))) {
            assertEquals(SIDE * SIDE * 20, others[0].length);
            segmenter.train(pairs[0], pairs[1], 150, 8, 4, step -> {});
            List<boolean[]> found = segmenter.regions(others[0]);
            double sum = 0;
            for (int i = 0; i < found.size(); i++) {
                boolean[] asked = new boolean[PIXELS];
                for (int p = 0; p < PIXELS; p++) {
                    asked[p] = others[1][i * PIXELS + p] == 1;
                }
                sum += Dice.of(found.get(i), asked);
            }
            assertTrue(sum / found.size() > 0.9, "mean Dice " + sum / found.size());
        }
    }

    /** Returns images and masks: squares of 6 pixels, brighter than their noisy surroundings. */
    private static float[][] squares(int images, long seed) {
        Random random = new Random(seed);
        float[] values = new float[images * PIXELS];
        float[] masks = new float[values.length];
        for (int i = 0; i < images; i++) {
            int top = random.nextInt(SIDE - 6);
            int left = random.nextInt(SIDE - 6);
            for (int row = top; row < top + 6; row++) {
                Arrays.fill(masks, i * PIXELS + row * SIDE + left, i * PIXELS + row * SIDE + left + 6, 1);
            }
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (masks[i] - 0.5 + 0.3 * random.nextGaussian());
        }
        return new float[][] {values, masks};
    }
}
