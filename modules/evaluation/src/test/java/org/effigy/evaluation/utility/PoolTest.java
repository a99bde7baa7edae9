package org.effigy.evaluation.utility;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PoolTest {
    private static final List<String> NAMES = List.of("A", "B");

    /** 12 of A and 6 of B, two images to a patient, and one of no class. */
    private static final Cases REAL = cases(12, 6, 1);

    private static final Cases SYNTHETIC = cases(5, 10, 0);

    private static Cases cases(int a, int b, int none) {
        int n = a + b + none;
        int[] labels = new int[n];
        Arrays.setAll(labels, i -> i < a ? 0 : i < a + b ? 1 : -1);
        return new Cases(
                1,
                new float[n][1],
                labels,
                IntStream.range(0, n).map(i -> i / 2).toArray());
    }

    private static Pool pool(Arm arm, long seed) {
        return new Pool.Draw(REAL, SYNTHETIC, 2, seed).of(arm, NAMES, UtilitySettings.STANDARD);
    }

    private static int[] counts(Pool pool) {
        Cases all = REAL.and(SYNTHETIC);
        int[] counts = new int[2];
        Arrays.stream(pool.items()).forEach(item -> counts[all.labels()[item]]++);
        return counts;
    }

    @Test
    void theControlsHaveTheCountsOfWhatTheyControl() {
        assertArrayEquals(new int[] {12, 6}, counts(pool(Arm.REAL, 1)));
        assertArrayEquals(new int[] {12, 6}, counts(pool(Arm.WEIGHTED, 1)));
        assertArrayEquals(new int[] {12, 6}, counts(pool(Arm.SYNTHETIC, 1)));
        assertArrayEquals(new int[] {17, 16}, counts(pool(Arm.BOTH, 1)));
        assertArrayEquals(new int[] {17, 16}, counts(pool(Arm.DUPLICATES, 1)));
        assertArrayEquals(new int[] {17, 16}, counts(pool(Arm.AUGMENTED, 1)));
        assertArrayEquals(new int[] {17, 16}, counts(pool(Arm.BOTH_AUGMENTED, 1)));
    }

    @Test
    void syntheticImagesAreAugmentedInAnArmOfTheirOwn() {
        Pool plain = pool(Arm.BOTH, 4);
        Pool augmented = pool(Arm.BOTH_AUGMENTED, 4);
        assertArrayEquals(plain.items(), augmented.items());
        assertEquals(
                List.of(false, true, true),
                List.of(plain, augmented, pool(Arm.AUGMENTED, 4)).stream()
                        .map(Pool::augmented)
                        .toList());
        UtilitySettings half = new UtilitySettings(10, 2, 16, false, Optional.empty(), Optional.of(0.5));
        Pool.Draw draw = new Pool.Draw(REAL, SYNTHETIC, 2, 4);
        assertArrayEquals(
                draw.of(Arm.BOTH, NAMES, half).items(),
                draw.of(Arm.BOTH_AUGMENTED, NAMES, half).items());
        assertTrue(draw.of(Arm.BOTH_AUGMENTED, NAMES, half).augmented());
    }

    @Test
    void onlyTheSyntheticArmsTrainOnSyntheticImages() {
        for (Arm arm : Arm.values()) {
            long synthetic = Arrays.stream(pool(arm, 1).items())
                    .filter(item -> item >= REAL.size())
                    .count();
            assertEquals(arm == Arm.SYNTHETIC ? 18 : arm.isMixed() ? 15 : 0, synthetic, arm.word());
        }
    }

    @Test
    void noImageIsRepeatedBeforeAllOthersWere() {
        // 6 real images of B stand in for 16.
        Pool pool = pool(Arm.DUPLICATES, 3);
        for (int row = 12; row < 18; row++) {
            int wanted = row;
            long times =
                    Arrays.stream(pool.items()).filter(item -> item == wanted).count();
            assertTrue(times == 2 || times == 3, row + " is there " + times + " times");
        }
    }

    @Test
    void weightsMakeClassesCountAlikeAndImagesOneOnAverage() {
        float[] weights = pool(Arm.WEIGHTED, 1).weights();
        assertEquals(9, 12 * weights[0], 1e-5);
        assertEquals(9, 6 * weights[1], 1e-5);
        assertEquals(0, pool(Arm.BOTH, 1).weights().length);
    }

    @Test
    void aRareClassKeepsSoManyPatientsDrawnForTheSeed() {
        UtilitySettings rare =
                new UtilitySettings(1, 1, 8, false, Optional.of(new UtilitySettings.Rare("A", 2)), Optional.empty());
        Set<List<Integer>> kept = IntStream.range(0, 20)
                .mapToObj(seed -> new Pool.Draw(REAL, SYNTHETIC, 2, seed).of(Arm.REAL, NAMES, rare))
                .map(pool -> {
                    assertArrayEquals(new int[] {4, 6}, counts(pool));
                    return Arrays.stream(pool.items())
                            .filter(item -> item < 12)
                            .map(item -> REAL.patients()[item])
                            .distinct()
                            .boxed()
                            .toList();
                })
                .collect(Collectors.toSet());
        assertTrue(kept.stream().allMatch(patients -> patients.size() == 2));
        assertTrue(kept.size() > 5, "seeds draw other patients: " + kept);
    }

    @Test
    void aShareIsTheSameInEveryClassAndTheClassesCountAlike() {
        UtilitySettings half = new UtilitySettings(1, 1, 8, false, Optional.empty(), Optional.of(0.75));
        Pool pool = new Pool.Draw(REAL, SYNTHETIC, 2, 1).of(Arm.BOTH, NAMES, half);
        assertArrayEquals(new int[] {12, 12}, counts(pool));
        for (int label = 0; label < 2; label++) {
            int wanted = label;
            Cases all = REAL.and(SYNTHETIC);
            assertEquals(
                    9,
                    Arrays.stream(pool.items())
                            .filter(item -> item >= REAL.size() && all.labels()[item] == wanted)
                            .count());
        }
        // 5 synthetic images of A stand in for 9.
        for (int row = REAL.size(); row < REAL.size() + 5; row++) {
            int wanted = row;
            long times =
                    Arrays.stream(pool.items()).filter(item -> item == wanted).count();
            assertTrue(times == 1 || times == 2, row + " is there " + times + " times");
        }
        // The other arms are as they were.
        assertArrayEquals(
                pool(Arm.DUPLICATES, 1).items(),
                new Pool.Draw(REAL, SYNTHETIC, 2, 1)
                        .of(Arm.DUPLICATES, NAMES, half)
                        .items());
    }

    @Test
    void aShareOfNoneBalancesRealImagesAlone() {
        Pool pool = new Pool.Draw(REAL, SYNTHETIC, 2, 1).balanced(0, false, NAMES, Optional.empty());
        assertArrayEquals(new int[] {12, 12}, counts(pool));
        assertTrue(Arrays.stream(pool.items()).allMatch(item -> item < REAL.size()));
    }

    @Test
    void theSameSeedDrawsTheSamePool() {
        assertArrayEquals(
                pool(Arm.DUPLICATES, 5).items(), pool(Arm.DUPLICATES, 5).items());
        assertNotEquals(
                Arrays.toString(pool(Arm.DUPLICATES, 5).items()),
                Arrays.toString(pool(Arm.DUPLICATES, 6).items()));
    }
}
