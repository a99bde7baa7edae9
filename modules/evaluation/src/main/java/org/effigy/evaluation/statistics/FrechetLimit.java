package org.effigy.evaluation.statistics;

import java.util.stream.IntStream;

/**
 * The Frechet distance as the sample grows without end (Chong and Forsyth 2020): the distance of a sample of N points is too large by
 * about c / N, so it is computed for all points, for halves and for thirds, and the line through their means over 1 / N meets 1 / N
 * = 0 at the limit. The reference stays whole.
 *
 * <p>Differs: parts are every second and third point instead of random ones, so that anyone can compute it again.
 */
public final class FrechetLimit {
    /** Into how many parts the sample is cut. */
    private static final int[] PARTS = {1, 2, 3};

    private FrechetLimit() {}

    /** The distance of the whole sample, and the limit; each with what moves it. */
    public record Both(FrechetDistance.Result whole, FrechetDistance.Result limit) {}

    /** Returns distance and limit of a sample of at least 6 points. */
    public static Both of(FrechetDistance reference, Samples sample) {
        double[] inverse = IntStream.of(PARTS)
                .mapToDouble(parts -> (double) parts / sample.rows())
                .toArray();
        double[] share = intercept(inverse);
        FrechetDistance.Result whole = reference.to(sample);
        double limit = share[0] * whole.value();
        double[] ofReference = times(whole.ofReference(), share[0]);
        double[] ofSample = times(whole.ofSample(), share[0]);
        for (int p = 1; p < PARTS.length; p++) {
            int parts = PARTS[p];
            for (int part = 0; part < parts; part++) {
                int first = part;
                int[] rows = IntStream.range(0, sample.rows())
                        .filter(row -> row % parts == first)
                        .toArray();
                FrechetDistance.Result one = reference.to(sample.pick(rows));
                double weight = share[p] / parts;
                limit += weight * one.value();
                for (int i = 0; i < ofReference.length; i++) {
                    ofReference[i] += weight * one.ofReference()[i];
                }
                for (int i = 0; i < rows.length; i++) {
                    // A point of a part has the weight of several in the whole.
                    ofSample[rows[i]] += weight * one.ofSample()[i] * sample.rows() / rows.length;
                }
            }
        }
        return new Both(whole, new FrechetDistance.Result(limit, ofReference, ofSample));
    }

    /** Returns by how much each value of a line through points counts at 0, after least squares. */
    static double[] intercept(double[] x) {
        double mean = 0;
        for (double value : x) {
            mean += value / x.length;
        }
        double spread = 0;
        for (double value : x) {
            spread += (value - mean) * (value - mean);
        }
        double[] out = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = 1.0 / x.length - mean * (x[i] - mean) / spread;
        }
        return out;
    }

    private static double[] times(double[] values, double factor) {
        double[] out = values.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] *= factor;
        }
        return out;
    }
}
