package org.effigy.evaluation.statistics;

import java.util.ArrayList;
import java.util.List;
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
    public static Both of(FrechetDistance reference, Samples sample, int threads) {
        double[] inverse = IntStream.of(PARTS)
                .mapToDouble(parts -> (double) parts / sample.rows())
                .toArray();
        double[] share = intercept(inverse);
        FrechetDistance.Result whole = reference.to(sample);
        double limit = share[0] * whole.value();
        double[] ofReference = times(whole.ofReference(), share[0]);
        double[] ofSample = times(whole.ofSample(), share[0]);
        List<Part> parts = parts(sample.rows(), share);
        FrechetDistance.Result[] results = new FrechetDistance.Result[parts.size()];
        Rows.compute(
                threads,
                results.length,
                i -> results[i] = reference.to(sample.pick(parts.get(i).rows())));
        for (int p = 0; p < results.length; p++) {
            Part part = parts.get(p);
            limit += part.weight() * results[p].value();
            for (int i = 0; i < ofReference.length; i++) {
                ofReference[i] += part.weight() * results[p].ofReference()[i];
            }
            for (int i = 0; i < part.rows().length; i++) {
                // A point of a part has the weight of several in the whole.
                ofSample[part.rows()[i]] +=
                        part.weight() * results[p].ofSample()[i] * sample.rows() / part.rows().length;
            }
        }
        return new Both(whole, new FrechetDistance.Result(limit, ofReference, ofSample));
    }

    /** Some of the rows, and how much their distance counts. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Part(int[] rows, double weight) {}

    /** Returns the halves and the thirds. */
    private static List<Part> parts(int size, double[] share) {
        List<Part> parts = new ArrayList<>();
        for (int p = 1; p < PARTS.length; p++) {
            int count = PARTS[p];
            for (int part = 0; part < count; part++) {
                int first = part;
                int[] rows = IntStream.range(0, size)
                        .filter(row -> row % count == first)
                        .toArray();
                parts.add(new Part(rows, share[p] / count));
            }
        }
        return parts;
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
