package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DdpmStepTest {
    private static final TrainingConfig CONFIG = ToyRuns.ddpm().withBatch(500);
    private final DdpmStep step = new DdpmStep(CONFIG, (DdpmConfig) CONFIG.model());

    @AfterEach
    void close() {
        step.close();
    }

    private static Batch batch(long number) {
        return new BatchSource(ToyRuns.images(6), CONFIG).of(number);
    }

    @Test
    void drawsStandardNormalNoise() {
        float[] eps = step.prepare(batch(1)).noise();
        double sum = 0;
        double squares = 0;
        for (float value : eps) {
            sum += value;
            squares += (double) value * value;
        }
        // 128,000 numbers: four standard errors of mean and variance.
        assertEquals(0, sum / eps.length, 4 / Math.sqrt(eps.length));
        assertEquals(1, squares / eps.length, 4 * Math.sqrt(2.0 / eps.length));
    }

    @Test
    void drawsEveryTimeStepFromOneToTEquallyOften() {
        int[] counts = new int[102];
        for (long number = 1; number <= 40; number++) {
            for (int t : step.prepare(batch(number)).timesteps()) {
                counts[t]++;
            }
        }
        assertEquals(0, counts[0]);
        assertEquals(0, counts[101]);
        // 20,000 draws over 100 values: 200 each, with six standard deviations of room.
        for (int t = 1; t <= 100; t++) {
            assertEquals(200, counts[t], 85, "t = " + t);
        }
    }

    @Test
    void dropsOneInTenLabelsAndKeepsTheOthers() {
        int dropped = 0;
        for (long number = 1; number <= 10; number++) {
            Batch batch = batch(number);
            int[] labels = step.prepare(batch).labels();
            for (int i = 0; i < labels.length; i++) {
                dropped += labels[i] == -1 ? 1 : 0;
                assertTrue(labels[i] == -1 || labels[i] == batch.labels()[i]);
            }
        }
        // 5,000 draws at 0.1: 500, with five standard deviations of room.
        assertEquals(500, dropped, 106);
    }

    @Test
    void drawsAnewForEveryStepAndTheSameForTheSameOne() {
        StepInput first = step.prepare(batch(1));
        StepInput again = step.prepare(batch(1));
        StepInput second = step.prepare(batch(2));
        assertArrayEquals(first.noise(), again.noise());
        assertArrayEquals(first.timesteps(), again.timesteps());
        assertArrayEquals(first.labels(), again.labels());
        assertFalse(Arrays.equals(first.noise(), second.noise()));
        assertFalse(Arrays.equals(first.timesteps(), second.timesteps()));
    }

    @Test
    void anUntrainedNetworkThatSaysZeroHasTheNoisesVarianceAsLoss() {
        // The output layer starts at zero, so the loss is the mean of eps squared.
        StepInput input = step.prepare(new BatchSource(ToyRuns.images(6), CONFIG.withBatch(16)).of(1));
        double expected = 0;
        for (float eps : input.noise()) {
            expected += (double) eps * eps / input.noise().length;
        }
        assertEquals(expected, step.run(input).loss(), 1e-4);
    }
}
