package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class BalanceFolderTest {
    @Test
    void classesCountAlikeAndSyntheticImagesHaveTheSamePartInEach() {
        // 100 and 20 real images, 80 synthetic ones of each, 280 in all.
        double realA = BalanceFolder.weight(0.75, false, 100, 80, 280, 2);
        double madeA = BalanceFolder.weight(0.75, true, 100, 80, 280, 2);
        double realB = BalanceFolder.weight(0.75, false, 20, 80, 280, 2);
        double madeB = BalanceFolder.weight(0.75, true, 20, 80, 280, 2);
        assertEquals(140, 100 * realA + 80 * madeA, 1e-9);
        assertEquals(140, 20 * realB + 80 * madeB, 1e-9);
        assertEquals(0.75, 80 * madeA / 140, 1e-12);
        assertEquals(0.75, 80 * madeB / 140, 1e-12);
    }

    @Test
    void withoutSyntheticImagesRealOnesHaveAllTheWeight() {
        assertEquals(0.6, BalanceFolder.weight(0.75, false, 100, 0, 120, 2), 1e-12);
    }
}
