package org.effigy.evaluation.utility;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CasesTest {
    @Test
    void halfTheSideIsTheMeanOfFourPixels() {
        float[] image = {1, 2, 5, 6, 3, 4, 7, 8, 0, 0, 1, 1, 0, 4, 1, 1};
        assertArrayEquals(new float[] {2.5f, 6.5f, 1, 1}, Cases.resized(image, 4, 2), 1e-6f);
    }

    @Test
    void partsOfPixelsCountByTheirArea() {
        // Three to two: a target pixel covers one and a half pixels each way.
        float[] image = {9, 0, 0, 0, 0, 0, 0, 0, 18};
        assertArrayEquals(new float[] {4, 0, 0, 8}, Cases.resized(image, 3, 2), 1e-6f);
    }

    @Test
    void casesJoinWithPatientsOfTheirOwn() {
        Cases one = new Cases(1, new float[2][1], new int[] {0, 1}, new int[] {0, 1});
        Cases both = one.and(new Cases(1, new float[1][1], new int[] {1}, new int[] {0}));
        assertEquals(3, both.size());
        assertArrayEquals(new int[] {0, 1, 2}, both.patients());
        assertArrayEquals(new int[] {1, 2}, both.counts(2));
    }
}
