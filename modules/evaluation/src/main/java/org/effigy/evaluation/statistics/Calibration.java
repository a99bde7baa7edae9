package org.effigy.evaluation.statistics;

import java.util.Arrays;
import org.effigy.base.Check;

/**
 * How well predicted probabilities agree with what happened.
 *
 * @param brier the mean squared difference between probability and outcome (Brier 1950)
 * @param expectedError the mean over bins of equal width of |mean probability - share of positives|, weighted by their cases
 * @param predicted the mean probability of each bin, the bin's middle where it is empty
 * @param observed the share of positives in each bin, 0 where it is empty
 * @param cases in each bin
 */
@SuppressWarnings("ArrayRecordComponent")
public record Calibration(double brier, double expectedError, double[] predicted, double[] observed, int[] cases) {
    /** Judges probabilities of the positive class; a probability of 1 is in the last bin. */
    public static Calibration of(double[] probabilities, boolean[] positive, int bins) {
        return of(probabilities, positive, ScoreCurve.once(probabilities.length), bins);
    }

    /**
     * Judges probabilities of cases that count several times, as in a resample.
     *
     * @param times how often each case counts, not 0 for all
     */
    public static Calibration of(double[] probabilities, boolean[] positive, int[] times, int bins) {
        Check.sameLength("positive", positive.length, probabilities.length);
        Check.sameLength("times", times.length, probabilities.length);
        int total = Check.positive("number of cases", Arrays.stream(times).sum());
        double[] sums = new double[bins];
        double[] observed = new double[bins];
        int[] cases = new int[bins];
        double brier = 0;
        for (int i = 0; i < probabilities.length; i++) {
            double p = Check.inRange("probability", probabilities[i], 0.0, 1.0);
            int bin = Math.min((int) (p * bins), bins - 1);
            double outcome = positive[i] ? 1 : 0;
            sums[bin] += times[i] * p;
            observed[bin] += times[i] * outcome;
            cases[bin] += times[i];
            brier += times[i] * (p - outcome) * (p - outcome);
        }
        double error = 0;
        for (int bin = 0; bin < bins; bin++) {
            error += Math.abs(sums[bin] - observed[bin]) / total;
            sums[bin] = cases[bin] > 0 ? sums[bin] / cases[bin] : (bin + 0.5) / bins;
            observed[bin] = cases[bin] > 0 ? observed[bin] / cases[bin] : 0;
        }
        return new Calibration(brier / total, error, sums, observed, cases);
    }
}
