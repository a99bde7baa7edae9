package org.effigy.networks.families;

import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;
import org.effigy.base.Check;

/**
 * What one step of training with differential privacy is made of (Abadi et al. 2016, algorithm 1).
 *
 * @param step from 1
 * @param units those that take part, none or more: all that a unit (a patient, or an image) shows, as a batch of its own. The batch's
 *     step names the unit's random streams, so that what a unit shows does not depend on who else takes part
 * @param expected how many units take part in the mean, by which the sum is divided
 * @param clip C, the norm to which a unit's gradient is shortened
 * @param deviation standard deviation of the noise that is added to the sum of the gradients
 * @param noise a fresh source for a part of the noise, by the part's number
 */
public record PrivateBatch(
        long step, List<Batch> units, double expected, double clip, double deviation, LongFunction<Random> noise) {
    public PrivateBatch {
        units = List.copyOf(units);
        Check.inRange("clip", clip, Double.MIN_NORMAL, 1e6);
        Check.inRange("expected", expected, Double.MIN_NORMAL, 1e9);
        Check.inRange("deviation", deviation, 0, 1e9);
    }
}
