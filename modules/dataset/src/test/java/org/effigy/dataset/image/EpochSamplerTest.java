package org.effigy.dataset.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochSamplerTest {
    private static List<Integer> stream(EpochSampler sampler, int steps) {
        List<Integer> all = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            Arrays.stream(sampler.batch(step)).forEach(all::add);
        }
        return all;
    }

    @Test
    void everyEpochIsAPermutationWhateverTheBatchSize() {
        for (int images : new int[] {1, 2, 7, 64}) {
            for (int batch : new int[] {1, 3, 7, 100}) {
                List<Integer> visited = stream(new EpochSampler(images, batch, 5), images * 3);
                List<Integer> expected = IntStream.range(0, images).boxed().toList();
                for (int epoch = 0; epoch + 1 <= visited.size() / images; epoch++) {
                    List<Integer> one = visited.subList(epoch * images, (epoch + 1) * images);
                    assertEquals(expected, one.stream().sorted().toList(), images + " images, batch " + batch);
                }
            }
        }
    }

    @Test
    void aBatchDependsOnSeedAndStepAlone() {
        EpochSampler sampler = new EpochSampler(50, 8, 7);
        int[] late = sampler.batch(1000);
        sampler.batch(3);
        assertArrayEquals(late, new EpochSampler(50, 8, 7).batch(1000));
        assertFalse(Arrays.equals(late, new EpochSampler(50, 8, 8).batch(1000)));
    }

    @Test
    void theBatchSizeDoesNotChangeTheOrder() {
        assertEquals(
                stream(new EpochSampler(11, 3, 2), 40).subList(0, 100),
                stream(new EpochSampler(11, 5, 2), 40).subList(0, 100));
    }

    @Test
    void epochsDiffer() {
        EpochSampler sampler = new EpochSampler(30, 30, 1);
        assertFalse(Arrays.equals(sampler.batch(0), sampler.batch(1)));
        assertEquals(0, new EpochSampler(30, 8, 1).epoch(3));
        assertEquals(1, new EpochSampler(30, 8, 1).epoch(4));
    }

    @Test
    void everyImageIsEquallyLikelyToComeFirst() {
        int[] counts = new int[5];
        for (int seed = 0; seed < 5000; seed++) {
            counts[new EpochSampler(5, 1, seed).batch(0)[0]]++;
        }
        for (int count : counts) {
            // Five standard deviations of a binomial with n = 5000 and p = 0.2.
            assertEquals(1000, count, 5 * Math.sqrt(5000 * 0.2 * 0.8));
        }
    }

    @Test
    void refusesNegativeSteps() {
        assertThrows(IllegalArgumentException.class, () -> new EpochSampler(3, 2, 1).batch(-1));
    }
}
