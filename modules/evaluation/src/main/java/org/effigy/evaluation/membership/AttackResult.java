package org.effigy.evaluation.membership;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.statistics.Bootstrap;
import org.effigy.evaluation.statistics.RocCurve;

/**
 * What an attack found on the reported half, with its time step chosen on the other.
 *
 * @param attack its name
 * @param timeStep that was chosen; 0 where it has none
 * @param images how many were asked about
 * @param area under the ROC curve of members against others
 * @param truePositives share of the members above a threshold that at most 1 % of the others reach
 * @param p of the permutation test over the set
 * @param floor the area where half of the others play the members; empty where they are too few
 */
public record AttackResult(
        String attack,
        int timeStep,
        int images,
        Estimate area,
        Estimate truePositives,
        double p,
        Optional<Estimate> floor) {
    static final double SPECIFICITY = 1 - Power.FALSE_POSITIVES;

    /** How chance enters. */
    public record Chance(long seed, int replicates, int permutations) {}

    /** Returns the place of the time step at which the area over the first half is largest; the earliest of several. */
    static int chosenTime(AttackScores scores, Subjects subjects) {
        int[] images = subjects.of(0);
        boolean[] member = member(subjects, images);
        int best = 0;
        double largest = -1;
        for (int time = 0; time < scores.timeSteps().length; time++) {
            double area = RocCurve.area(scores.of(images, time), member);
            if (area > largest) {
                largest = area;
                best = time;
            }
        }
        return best;
    }

    /**
     * Returns what an attack finds among some images of the reported half.
     *
     * @param images of the reported half, with members and others
     */
    static AttackResult of(AttackScores scores, Subjects subjects, int[] images, Chance chance) {
        int time = chosenTime(scores, subjects);
        double[] values = scores.of(images, time);
        boolean[] member = member(subjects, images);
        int[] patients = Arrays.stream(images).map(i -> subjects.patients()[i]).toArray();
        double p = new PermutationTest(chance.permutations(), chance.seed()).p(values, member, patients);
        int[] others = Arrays.stream(images).filter(i -> !subjects.isMember(i)).toArray();
        return new AttackResult(
                scores.attack(),
                scores.timeSteps()[time],
                images.length,
                estimate(values, member, patients, chance, RocCurve::area),
                estimate(values, member, patients, chance, (s, m) -> RocCurve.sensitivityAt(SPECIFICITY, s, m)),
                p,
                floor(scores, time, subjects, others, chance));
    }

    private static Optional<Estimate> floor(
            AttackScores scores, int time, Subjects subjects, int[] others, Chance chance) {
        boolean[] pretended = subjects.pretended(others, chance.seed());
        long called =
                IntStream.range(0, others.length).filter(i -> pretended[i]).count();
        if (Math.min(called, others.length - called) < Cell.LEAST_IMAGES) {
            return Optional.empty();
        }
        int[] patients = Arrays.stream(others).map(i -> subjects.patients()[i]).toArray();
        return Optional.of(estimate(scores.of(others, time), pretended, patients, chance, RocCurve::area));
    }

    private static boolean[] member(Subjects subjects, int[] images) {
        boolean[] member = new boolean[images.length];
        for (int i = 0; i < member.length; i++) {
            member[i] = subjects.isMember(images[i]);
        }
        return member;
    }

    private interface Statistic {
        double of(double[] scores, boolean[] member);
    }

    /** Draws the patients of members and those of others apart, with replacement. */
    private static Estimate estimate(
            double[] scores, boolean[] member, int[] patients, Chance chance, Statistic statistic) {
        int[][] sides = {places(member, true), places(member, false)};
        int[][] owners = new int[2][];
        Bootstrap[] draws = new Bootstrap[2];
        for (int side = 0; side < 2; side++) {
            owners[side] = Arrays.stream(sides[side]).map(i -> patients[i]).toArray();
            draws[side] = new Bootstrap(chance.seed(), "membership " + side, chance.replicates());
        }
        double[] replicates = new double[chance.replicates()];
        for (int r = 0; r < replicates.length; r++) {
            double[] drawn = new double[0];
            int members = 0;
            for (int side = 0; side < 2; side++) {
                double[] more = repeated(scores, sides[side], draws[side].weights(owners[side], r));
                members = side == 0 ? more.length : members;
                int before = drawn.length;
                drawn = Arrays.copyOf(drawn, before + more.length);
                System.arraycopy(more, 0, drawn, before, more.length);
            }
            boolean[] isMember = new boolean[drawn.length];
            Arrays.fill(isMember, 0, members, true);
            replicates[r] = statistic.of(drawn, isMember);
        }
        return Bootstrap.estimate(statistic.of(scores, member), replicates);
    }

    private static int[] places(boolean[] member, boolean wanted) {
        return IntStream.range(0, member.length)
                .filter(i -> member[i] == wanted)
                .toArray();
    }

    private static double[] repeated(double[] scores, int[] places, int[] weights) {
        return IntStream.range(0, places.length)
                .flatMap(i -> IntStream.range(0, weights[i]).map(k -> places[i]))
                .mapToDouble(i -> scores[i])
                .toArray();
    }
}
