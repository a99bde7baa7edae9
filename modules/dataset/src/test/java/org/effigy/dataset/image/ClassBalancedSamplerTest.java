package org.effigy.dataset.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ClassBalancedSamplerTest {
    /** 90 images of class 0, then 10 of class 1. */
    private static int[] labels() {
        return IntStream.range(0, 100).map(i -> i < 90 ? 0 : 1).toArray();
    }

    private static List<Integer> stream(ClassBalancedSampler sampler, int steps) {
        return LongStream.range(0, steps)
                .boxed()
                .flatMap(step -> Arrays.stream(sampler.batch(step)).boxed())
                .toList();
    }

    @Test
    void sharesOfVisitsAreThePowersOfTheCounts() {
        assertArrayEquals(new int[] {90, 10}, ClassBalancedSampler.visits(new int[] {90, 10}, 0));
        // Square roots: 3 to 1.
        assertArrayEquals(new int[] {75, 25}, ClassBalancedSampler.visits(new int[] {90, 10}, 0.5));
        assertArrayEquals(new int[] {50, 50}, ClassBalancedSampler.visits(new int[] {90, 10}, 1));
        // 101 / 3 = 33.67: the remainders are alike, so the first classes get what is left.
        assertArrayEquals(new int[] {34, 34, 33}, ClassBalancedSampler.visits(new int[] {99, 1, 1}, 1));
        assertArrayEquals(new int[] {97, 1, 1, 1}, ClassBalancedSampler.visits(new int[] {97, 1, 1, 1}, 0));
        int[] many = IntStream.range(0, 40).map(c -> c == 0 ? 1000 : 1).toArray();
        int[] visits = ClassBalancedSampler.visits(many, 0.01);
        assertEquals(1039, Arrays.stream(visits).sum());
        assertTrue(Arrays.stream(visits).allMatch(n -> n >= 1));
    }

    @Test
    void everyEpochHasItsSharesAndEveryImageOfAClassComesEquallyOften() {
        List<Integer> visited = stream(new ClassBalancedSampler(labels(), 7, 3, 0.5), 600);
        for (int epoch = 0; epoch < 40; epoch++) {
            List<Integer> one = visited.subList(epoch * 100, epoch * 100 + 100);
            assertEquals(25, one.stream().filter(i -> i >= 90).count(), "epoch " + epoch);
        }
        // 4,000 visits are 1,000 of 10 rare images and 3,000 of 90 others.
        var counts = visited.subList(0, 4000).stream().collect(Collectors.groupingBy(i -> i, Collectors.counting()));
        for (int i = 0; i < 100; i++) {
            if (i >= 90) {
                assertEquals(100, counts.get(i));
            } else {
                assertTrue(counts.get(i) == 33 || counts.get(i) == 34, "image " + i + ": " + counts.get(i));
            }
        }
    }

    @Test
    void withoutBalanceEveryEpochIsAPermutation() {
        List<Integer> visited = stream(new ClassBalancedSampler(labels(), 10, 3, 0), 20);
        List<Integer> all = IntStream.range(0, 100).boxed().toList();
        assertEquals(all, visited.subList(0, 100).stream().sorted().toList());
        assertEquals(all, visited.subList(100, 200).stream().sorted().toList());
        assertFalse(visited.subList(0, 100).equals(visited.subList(100, 200)));
    }

    @Test
    void aBatchDependsOnSeedAndStepAloneAndItsSizeDoesNotChangeTheOrder() {
        ClassBalancedSampler sampler = new ClassBalancedSampler(labels(), 8, 7, 1);
        int[] late = sampler.batch(1000);
        sampler.batch(3);
        assertArrayEquals(late, new ClassBalancedSampler(labels(), 8, 7, 1).batch(1000));
        assertFalse(Arrays.equals(late, new ClassBalancedSampler(labels(), 8, 8, 1).batch(1000)));
        assertEquals(
                stream(new ClassBalancedSampler(labels(), 3, 2, 1), 100).subList(0, 300),
                stream(new ClassBalancedSampler(labels(), 5, 2, 1), 60).subList(0, 300));
    }

    @Test
    void classesAreMixedWithinAnEpoch() {
        // Of 50 visits 25 are of the rare class in the mean, with a standard deviation of 2.5 (hypergeometric).
        List<Integer> half =
                stream(new ClassBalancedSampler(labels(), 10, 1, 1), 10).subList(0, 50);
        assertEquals(25, half.stream().filter(i -> i >= 90).count(), 12.5);
    }

    @Test
    void refusesWhatIsNoShare() {
        assertThrows(IllegalArgumentException.class, () -> new ClassBalancedSampler(labels(), 8, 1, 1.1));
        assertThrows(IllegalArgumentException.class, () -> new ClassBalancedSampler(labels(), 8, 1, -0.1));
        assertThrows(IllegalArgumentException.class, () -> new ClassBalancedSampler(new int[0], 8, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new ClassBalancedSampler(labels(), 8, 1, 0).batch(-1));
    }
}
