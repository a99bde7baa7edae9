package org.effigy.marking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.effigy.base.Seeds;
import org.junit.jupiter.api.Test;

final class RegionMeansTest {
    private static final double ROUNDING = 1e-9;

    @Test
    void leavesAChangeWithinTheLimitAsItIs() {
        double[] change = {1, -1, 1, -1, -1, 1, -1, 1, 1, -1, 1, -1, -1, 1, -1, 1};
        assertArrayEquals(change, new RegionMeans(4, 4).limited(change, 0.5));
    }

    @Test
    void meansAreThoseOfTheSums() {
        double[] change = new double[30];
        for (int i = 0; i < change.length; i++) {
            change[i] = i * i;
        }
        double[] means = new RegionMeans(5, 6).means(change, 4, 5);
        assertEquals(4, means.length);
        double sum = 0;
        for (int y = 1; y < 5; y++) {
            for (int x = 1; x < 6; x++) {
                sum += change[y * 6 + x];
            }
        }
        assertEquals(sum / 20, means[3], ROUNDING);
    }

    @Test
    void holdsTheLimitInEveryRectangleAfterRounding() {
        int rows = 24;
        int columns = 31;
        Random random = Seeds.of(4, "regions", 1);
        double[] wanted = new double[rows * columns];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = 6 * random.nextGaussian() + 2;
        }
        RegionMeans regions = new RegionMeans(rows, columns);
        double[] limited = regions.limited(wanted, 0.95);
        int[] steps = new int[limited.length];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = (int) Math.round(limited[i]);
        }
        regions.repair(steps, limited, 1);
        double most = mostMean(steps, rows, columns);
        assertTrue(most <= 1 + ROUNDING, "a region's mean changes by " + most);
    }

    /** Returns the largest mean of all rectangles of at least 4 x 4 pixels, every one of them. */
    static double mostMean(int[] steps, int rows, int columns) {
        double most = 0;
        for (int top = 0; top + 4 <= rows; top++) {
            long[] sums = new long[columns + 1];
            for (int bottom = top; bottom < rows; bottom++) {
                long row = 0;
                for (int x = 0; x < columns; x++) {
                    row += steps[bottom * columns + x];
                    sums[x + 1] += row;
                }
                int height = bottom - top + 1;
                for (int left = 0; height >= 4 && left + 4 <= columns; left++) {
                    for (int right = left + 4; right <= columns; right++) {
                        double mean = Math.abs(sums[right] - sums[left]) / (double) (height * (right - left));
                        most = Math.max(most, mean);
                    }
                }
            }
        }
        return most;
    }
}
