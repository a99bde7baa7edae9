package org.effigy.evaluation.radiomics;

import java.util.stream.IntStream;

/** Features of the grey level run length matrix in the four directions of the plane, each the mean over them. */
final class RunLengths {
    private static final int[][] DIRECTIONS = {{0, 1}, {1, 0}, {1, 1}, {1, -1}};

    private RunLengths() {}

    /** Returns the features by {@link ZoneFeatures#RUN_NAMES}. */
    static double[] of(GreyLevels image) {
        double[] sums = new double[ZoneFeatures.RUN_NAMES.size()];
        int side = image.side();
        int[] lengths = IntStream.rangeClosed(1, side).toArray();
        for (int[] direction : DIRECTIONS) {
            double[] one = ZoneFeatures.of(count(image, direction[0], direction[1]), lengths, side * side);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += one[i] / DIRECTIONS.length;
            }
        }
        return sums;
    }

    private static int[] count(GreyLevels image, int down, int right) {
        int side = image.side();
        int[] levels = image.levels();
        int[] counts = new int[image.most() * side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int level = levels[y * side + x];
                boolean begins = !inside(y - down, x - right, side) || levels[(y - down) * side + x - right] != level;
                if (begins) {
                    int length = 1;
                    int nextY = y + down;
                    int nextX = x + right;
                    while (inside(nextY, nextX, side) && levels[nextY * side + nextX] == level) {
                        length++;
                        nextY += down;
                        nextX += right;
                    }
                    counts[(level - 1) * side + length - 1]++;
                }
            }
        }
        return counts;
    }

    private static boolean inside(int y, int x, int side) {
        return y >= 0 && y < side && x >= 0 && x < side;
    }
}
