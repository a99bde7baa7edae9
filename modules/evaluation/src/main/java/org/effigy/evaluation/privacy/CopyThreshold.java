package org.effigy.evaluation.privacy;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The distance below which an image counts as a near copy, from how near held-out patients come to the training images. Of many
 * patients it accuses at most half a percent; of fewer than {@value #MANY} none, and not more than half a percent of a normal
 * distribution with their median and lower spread.
 *
 * @param distance nearer images are near copies
 * @param patients how many it was taken from
 * @param accused the part of them with an image that counts as a copy
 */
record CopyThreshold(double distance, int patients, double accused) {
    static final int MANY = 200;
    private static final double ACCUSED = 0.005;
    private static final double SPREADS = 2.576;

    /**
     * Returns the threshold.
     *
     * @param distances of held-out images to the nearest training image
     * @param patients a number for each image
     */
    static CopyThreshold of(double[] distances, int[] patients) {
        Map<Integer, Double> nearest = new TreeMap<>();
        for (int i = 0; i < distances.length; i++) {
            nearest.merge(patients[i], distances[i], Math::min);
        }
        double[] least = nearest.values().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        double distance = distance(least);
        long accused = Arrays.stream(least).filter(d -> d < distance).count();
        return new CopyThreshold(distance, least.length, (double) accused / least.length);
    }

    private static double distance(double[] least) {
        int n = least.length;
        if (n >= MANY) {
            return least[(int) (ACCUSED * n)];
        }
        double median = least[n / 2];
        double spread = median - least[(int) (0.16 * n)];
        return Math.max(0, Math.min(least[0], median - SPREADS * spread));
    }

    boolean isCopy(double found) {
        // An exact copy is one whatever the data are.
        return found < distance || found == 0;
    }
}
