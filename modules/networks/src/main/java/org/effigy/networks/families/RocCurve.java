package org.effigy.networks.families;

import java.util.stream.IntStream;
import org.effigy.base.Check;

/** The receiver operating characteristic of scores. */
final class RocCurve {
    private RocCurve() {}

    /**
     * Returns the area under the curve: the probability that a positive's score is above a negative's, equal ones counted half
     * (Mann and Whitney's U over the number of pairs; Hanley and McNeil 1982). Not a number where there are none of either.
     */
    static double area(double[] scores, boolean[] positive) {
        Check.sameLength("positive", positive.length, scores.length);
        int[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted((a, b) -> Double.compare(scores[a], scores[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        long negatives = 0;
        long positives = 0;
        double pairs = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            long tiedPositives = 0;
            while (to < order.length && scores[order[to]] == scores[order[from]]) {
                tiedPositives += positive[order[to]] ? 1 : 0;
                to++;
            }
            long tiedNegatives = to - from - tiedPositives;
            pairs += tiedPositives * (negatives + tiedNegatives / 2.0);
            positives += tiedPositives;
            negatives += tiedNegatives;
            from = to;
        }
        return positives == 0 || negatives == 0 ? Double.NaN : pairs / ((double) positives * negatives);
    }
}
