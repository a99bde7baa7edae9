package org.effigy.dataset.image;

import java.util.Arrays;
import org.effigy.base.Check;

/** Percentiles with linear interpolation between order statistics (type 7 of Hyndman and Fan 1996). */
final class Percentiles {
    private Percentiles() {}

    /** Returns one percentile per percent asked for (0 to 100). */
    static double[] of(float[] values, double... percents) {
        Check.positive("number of values", values.length);
        float[] work = values.clone();
        double[] out = new double[percents.length];
        for (int i = 0; i < out.length; i++) {
            double rank = percents[i] / 100 * (work.length - 1);
            int below = (int) Math.floor(rank);
            double low = select(work, below);
            double high = below + 1 < work.length ? select(work, below + 1) : low;
            out[i] = low + (rank - below) * (high - low);
        }
        return out;
    }

    /** Quickselect with three-way partition; reorders the array, which linear time asks for. */
    private static float select(float[] a, int k) {
        int low = 0;
        int high = a.length - 1;
        while (high - low > 32) {
            float pivot = medianOfThree(a[low], a[(low + high) >>> 1], a[high]);
            int less = low;
            int i = low;
            int greater = high;
            while (i <= greater) {
                int order = Float.compare(a[i], pivot);
                if (order < 0) {
                    swap(a, i++, less++);
                } else if (order > 0) {
                    swap(a, i, greater--);
                } else {
                    i++;
                }
            }
            if (k < less) {
                high = less - 1;
            } else if (k > greater) {
                low = greater + 1;
            } else {
                return pivot;
            }
        }
        Arrays.sort(a, low, high + 1);
        return a[k];
    }

    private static float medianOfThree(float x, float y, float z) {
        return Math.max(Math.min(x, y), Math.min(Math.max(x, y), z));
    }

    private static void swap(float[] a, int i, int j) {
        float kept = a[i];
        a[i] = a[j];
        a[j] = kept;
    }
}
