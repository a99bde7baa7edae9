package org.effigy.evaluation.membership;

import java.util.Arrays;
import org.effigy.base.Check;

/**
 * The scores of an attack on all subjects.
 *
 * @param attack its name
 * @param timeSteps at which it was made; 0 alone where it has none
 * @param values [time step][image]; the higher, the more they speak for a member
 */
@SuppressWarnings("ArrayRecordComponent")
public record AttackScores(String attack, int[] timeSteps, double[][] values) {
    public AttackScores {
        Check.sameLength("values", values.length, timeSteps.length);
        Check.argument(
                Arrays.stream(values).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite),
                () -> attack + ": a score is not finite");
    }

    /** Returns the scores of some images at one of the time steps. */
    double[] of(int[] images, int time) {
        return Arrays.stream(images).mapToDouble(i -> values[time][i]).toArray();
    }
}
