package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.effigy.diffusion.NoiseSchedule;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.Tensors;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a batch shows the U-Net: with noise as its target and unfolded images the target is the noise itself. */
class DdpmTrainingTest {
    private static final Ddpm.Config CONFIG =
            new Ddpm.Config(16, 1, 8, List.of(1, 2), 1, 8, 4, 2, "cosine", 100, PredictionType.EPSILON);
    private static final int LENGTH = 256;

    private final Ddpm.Training training = training(7, 0.1);

    private static Ddpm.Training training(long seed, double labelDropout) {
        return training(seed, labelDropout, CONFIG);
    }

    private static Ddpm.Training training(long seed, double labelDropout, Ddpm.Config config) {
        Optimisation optimisation = new Optimisation(AdamSettings.of(1e-3), 0, 1, 0.9);
        Family.Recipe recipe = new Family.Recipe(seed, optimisation, labelDropout);
        return (Ddpm.Training)
                new Ddpm().create(config, recipe, Compute.standard().withThreads(2));
    }

    @AfterEach
    void close() {
        training.close();
    }

    /** Black images of alternating classes. */
    private static Batch batch(long step, int images) {
        float[] values = new float[images * LENGTH];
        Arrays.fill(values, -1);
        int[] labels = new int[images];
        Arrays.setAll(labels, i -> i % 2);
        return new Batch(step, values, labels, new int[images]);
    }

    /** Returns the time steps that the embeddings of an example stand for. */
    private static int[] times(LossModel.Example example) {
        Map<List<Float>, Integer> known = new HashMap<>();
        for (int t = 1; t <= CONFIG.timesteps(); t++) {
            known.put(row(DenoisingUNet.embedding(new double[] {t}, 8), 0, 8), t);
        }
        float[] embeddings = example.inputs()[1];
        int[] times = new int[embeddings.length / 8];
        Arrays.setAll(times, i -> known.get(row(embeddings, i, 8)));
        return times;
    }

    private static List<Float> row(float[] values, int row, int length) {
        Float[] boxed = new Float[length];
        Arrays.setAll(boxed, i -> values[row * length + i]);
        return List.of(boxed);
    }

    @Test
    void drawsStandardNormalNoise() {
        float[] eps = training.example(batch(1, 500)).target();
        double sum = 0;
        double squares = 0;
        for (float value : eps) {
            sum += value;
            squares += (double) value * value;
        }
        // 128,000 numbers: four standard errors of mean and variance.
        assertEquals(500 * LENGTH, eps.length);
        assertEquals(0, sum / eps.length, 4 / Math.sqrt(eps.length));
        assertEquals(1, squares / eps.length, 4 * Math.sqrt(2.0 / eps.length));
    }

    @Test
    void drawsEveryTimeStepFromOneToTEquallyOften() {
        int[] counts = new int[101];
        for (long step = 1; step <= 40; step++) {
            for (int t : times(training.example(batch(step, 500)))) {
                counts[t]++;
            }
        }
        // 20,000 draws over 100 values: 200 each, with six standard deviations of room.
        for (int t = 1; t <= 100; t++) {
            assertEquals(200, counts[t], 85, "t = " + t);
        }
    }

    @Test
    void dropsOneInTenLabelsAndKeepsTheOthers() {
        // 5,000 draws at 0.1: 500, with five standard deviations of room.
        assertEquals(500, dropped(training), 106);
    }

    @Test
    void theRecipeSaysHowManyLabelsAreDropped() {
        try (Ddpm.Training none = training(7, 0);
                Ddpm.Training all = training(7, 1);
                Ddpm.Training half = training(7, 0.5)) {
            assertEquals(0, dropped(none));
            assertEquals(5000, dropped(all));
            assertEquals(2500, dropped(half), 177);
        }
    }

    private static int dropped(Ddpm.Training training) {
        int dropped = 0;
        for (long step = 1; step <= 10; step++) {
            float[] oneHot = training.example(batch(step, 500)).inputs()[2];
            for (int i = 0; i < 500; i++) {
                float own = oneHot[2 * i + i % 2];
                assertTrue(own == 0 || own == 1);
                assertEquals(0, oneHot[2 * i + 1 - i % 2], "the other class");
                dropped += own == 0 ? 1 : 0;
            }
        }
        return dropped;
    }

    /** xt and the target out of x0 and eps, as the schedule and the prediction say; the same seed draws the same eps. */
    @Test
    void theScheduleAndThePredictionReachTheExample() {
        float[] eps = training.example(batch(3, 20)).target();
        for (String schedule : List.of("cosine", "linear")) {
            NoiseSchedule known = NoiseSchedule.named(schedule, 100);
            for (PredictionType prediction : PredictionType.values()) {
                Ddpm.Config config = new Ddpm.Config(16, 1, 8, List.of(1, 2), 1, 8, 4, 2, schedule, 100, prediction);
                try (Ddpm.Training other = training(7, 0.1, config)) {
                    LossModel.Example example = other.example(batch(3, 20));
                    int[] t = times(example);
                    for (int i = 0; i < eps.length; i++) {
                        double signal = Math.sqrt(known.alphaBar(t[i / LENGTH]));
                        double noise = Math.sqrt(1 - known.alphaBar(t[i / LENGTH]));
                        double target =
                                switch (prediction) {
                                    case EPSILON -> eps[i];
                                    case SAMPLE -> -1;
                                    case VELOCITY -> signal * eps[i] + noise;
                                };
                        assertEquals(-signal + noise * eps[i], example.inputs()[0][i], 1e-5, schedule);
                        assertEquals(target, example.target()[i], 1e-5, schedule + " " + prediction);
                    }
                }
            }
        }
    }

    @Test
    void aStepWhoseLossIsNotFiniteChangesNothing() {
        List<NamedTensor> weights = training.weights();
        List<NamedTensor> state = training.updaterState();
        Batch broken = batch(1, 4);
        broken.images()[9] = Float.NaN;
        assertFalse(training.prepare(broken).run().isFinite());
        Tensors.assertSameBits(weights, training.weights());
        Tensors.assertSameBits(state, training.updaterState());
    }

    @Test
    void drawsAnewForEveryStepAndSeedAndTheSameForTheSameOnes() {
        LossModel.Example first = training.example(batch(1, 50));
        LossModel.Example again = training.example(batch(1, 50));
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(first.inputs()[i], again.inputs()[i]);
        }
        assertArrayEquals(first.target(), again.target());
        try (Ddpm.Training otherSeed = training(8, 0.1)) {
            for (LossModel.Example other : List.of(training.example(batch(2, 50)), otherSeed.example(batch(1, 50)))) {
                for (int i = 0; i < 3; i++) {
                    assertFalse(Arrays.equals(first.inputs()[i], other.inputs()[i]), "input " + i);
                }
                assertFalse(Arrays.equals(first.target(), other.target()));
            }
        }
    }

    @Test
    void anUntrainedNetworkThatSaysZeroHasTheNoisesVarianceAsLoss() {
        // The output layer starts at zero, so the loss is the mean of eps squared.
        Batch batch = batch(1, 16);
        float[] noise = training.example(batch).target();
        double expected = 0;
        for (float eps : noise) {
            expected += (double) eps * eps / noise.length;
        }
        assertEquals(expected, training.prepare(batch).run().loss(), 1e-4);
    }
}
