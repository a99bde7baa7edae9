package org.effigy.evaluation.statistics;

import java.util.ArrayList;
import java.util.List;
import org.effigy.base.Check;

/** Whether predicted probabilities are those with which things happen. */
public final class Calibration {
    /** Bins of equal width over [0, 1]. */
    public static final int BINS = 10;

    private Calibration() {}

    /**
     * The cases whose probability lies in one bin.
     *
     * @param predicted their mean probability
     * @param observed the share of them that is positive
     * @param cases how many they are, each counted as often as it counts
     */
    public record Bin(double predicted, double observed, long cases) {}

    /**
     * Returns the bins that hold cases, by rising probability. A probability p is in bin floor(10 p), 1 in the last.
     *
     * @param probabilities of being positive, 0 to 1
     * @param positive the truth
     * @param times how often each case counts
     */
    public static List<Bin> bins(double[] probabilities, boolean[] positive, int[] times) {
        check(probabilities, positive, times);
        double[] predicted = new double[BINS];
        long[] happened = new long[BINS];
        long[] cases = new long[BINS];
        for (int i = 0; i < probabilities.length; i++) {
            int bin = Math.min(BINS - 1, (int) (probabilities[i] * BINS));
            predicted[bin] += probabilities[i] * times[i];
            happened[bin] += positive[i] ? times[i] : 0;
            cases[bin] += times[i];
        }
        List<Bin> bins = new ArrayList<>();
        for (int b = 0; b < BINS; b++) {
            if (cases[b] > 0) {
                bins.add(new Bin(predicted[b] / cases[b], (double) happened[b] / cases[b], cases[b]));
            }
        }
        return bins;
    }

    /**
     * Returns the expected calibration error: the mean over cases of the distance between predicted and observed in their bin
     * (Naeini et al. 2015). Not a number without cases.
     */
    public static double error(double[] probabilities, boolean[] positive, int[] times) {
        double sum = 0;
        long cases = 0;
        for (Bin bin : bins(probabilities, positive, times)) {
            sum += bin.cases() * Math.abs(bin.predicted() - bin.observed());
            cases += bin.cases();
        }
        return cases == 0 ? Double.NaN : sum / cases;
    }

    /** Returns the mean of (probability - truth)^2 (Brier 1950). Not a number without cases. */
    public static double brier(double[] probabilities, boolean[] positive, int[] times) {
        check(probabilities, positive, times);
        double sum = 0;
        long cases = 0;
        for (int i = 0; i < probabilities.length; i++) {
            double error = probabilities[i] - (positive[i] ? 1 : 0);
            sum += times[i] * error * error;
            cases += times[i];
        }
        return cases == 0 ? Double.NaN : sum / cases;
    }

    private static void check(double[] probabilities, boolean[] positive, int[] times) {
        Check.sameLength("positive", positive.length, probabilities.length);
        Check.sameLength("times", times.length, probabilities.length);
        for (double p : probabilities) {
            Check.inRange("probability", p, 0, 1);
        }
    }
}
