package org.effigy.evaluation.membership;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.effigy.base.Check;
import org.effigy.base.Seeds;

/**
 * Whether a set of images was learned from, asked of all of them at once (dataset inference; Maini et al. 2021): were it not, the
 * patients could be called members in any way. The statistic is the mean rank of the members' scores less that of the others'.
 *
 * @param draws how many ways are tried
 */
public record PermutationTest(int draws, long seed) {
    /** Ranks are halves, sums of them exact; means are equal up to rounding. */
    private static final double TIE = 1e-9;

    /**
     * Returns the probability of a statistic at least as large by chance: (1 + those at least as large) / (1 + draws).
     *
     * @param scores the higher, the more they speak for a member
     * @param patients images of one patient are called members together
     */
    public double p(double[] scores, boolean[] member, int[] patients) {
        Check.sameLength("member", member.length, scores.length);
        Check.sameLength("patients", patients.length, scores.length);
        double[] ranks = ranks(scores);
        Map<Integer, Integer> numbers = new HashMap<>();
        int[] units = Arrays.stream(patients)
                .map(patient -> numbers.computeIfAbsent(patient, p -> numbers.size()))
                .toArray();
        double[] sums = new double[numbers.size()];
        int[] counts = new int[numbers.size()];
        boolean[] isMember = new boolean[numbers.size()];
        for (int i = 0; i < ranks.length; i++) {
            sums[units[i]] += ranks[i];
            counts[units[i]]++;
            isMember[units[i]] = member[i];
        }
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, sums.length).boxed().toList());
        order.sort((a, b) -> Boolean.compare(isMember[b], isMember[a]));
        int memberUnits = (int) order.stream().filter(unit -> isMember[unit]).count();
        double observed = statistic(order, memberUnits, sums, counts);
        Random random = Seeds.of(seed, "membership permutation", 0);
        int atLeast = 0;
        for (int draw = 0; draw < draws; draw++) {
            Collections.shuffle(order, random);
            atLeast += statistic(order, memberUnits, sums, counts) >= observed - TIE ? 1 : 0;
        }
        return (1.0 + atLeast) / (1.0 + draws);
    }

    private static double statistic(List<Integer> order, int memberUnits, double[] sums, int[] counts) {
        double[] sum = new double[2];
        int[] count = new int[2];
        for (int i = 0; i < order.size(); i++) {
            int side = i < memberUnits ? 0 : 1;
            sum[side] += sums[order.get(i)];
            count[side] += counts[order.get(i)];
        }
        return sum[0] / count[0] - sum[1] / count[1];
    }

    /** Returns the ranks from 1; equal scores share the mean of theirs. */
    static double[] ranks(double[] scores) {
        int[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted((a, b) -> Double.compare(scores[a], scores[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] ranks = new double[scores.length];
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && scores[order[to]] == scores[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + to + 1) / 2.0;
            }
            from = to;
        }
        return ranks;
    }
}
