package org.effigy.training;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.effigy.base.Check;

/**
 * What a run may not exceed.
 *
 * @param realShare the least share of real images among the training images, where synthetic ones are allowed; empty where none are
 * @param memoryBytes that there are for networks; empty where nobody knows
 */
public record TrainingLimits(OptionalDouble realShare, OptionalLong memoryBytes) {
    /** Half of the images real; one run of {@code effigy collapse}, with small GANs, in the benchmarks shows that models do not collapse so. */
    public static final double STANDARD_REAL_SHARE = 0.5;

    /** Real images only, and as much memory as there is. */
    public static final TrainingLimits STANDARD = new TrainingLimits(OptionalDouble.empty(), OptionalLong.empty());

    public TrainingLimits {
        realShare.ifPresent(share -> Check.inRange("real share", share, 0.0, 1.0));
    }

    /** Returns limits that allow synthetic images beside at least this share of real ones. */
    public TrainingLimits withRealShare(double least) {
        return new TrainingLimits(OptionalDouble.of(least), memoryBytes);
    }

    /** Returns limits with so much memory. */
    public TrainingLimits withMemory(long bytes) {
        return new TrainingLimits(realShare, OptionalLong.of(bytes));
    }
}
