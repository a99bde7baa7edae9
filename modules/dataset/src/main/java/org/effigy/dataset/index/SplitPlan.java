package org.effigy.dataset.index;

import org.effigy.base.Check;
import org.effigy.dataset.Split;

/** The shares of the parts, which add up to 1, and the seed that decides which patient goes where. */
public record SplitPlan(double train, double validation, double test, long seed) {
    private static final double ROUNDING = 1e-9;

    /** 80 %, 10 % and 10 % with seed 1. */
    public static final SplitPlan STANDARD = new SplitPlan(0.8, 0.1, 0.1, 1);

    public SplitPlan {
        Check.inRange("train", train, 0.0, 1.0);
        Check.inRange("validation", validation, 0.0, 1.0);
        Check.inRange("test", test, 0.0, 1.0);
        double sum = train + validation + test;
        Check.argument(
                Math.abs(sum - 1) <= ROUNDING,
                () -> "train, validation and test add up to " + sum + ", they must add up to 1");
    }

    double share(Split split) {
        return switch (split) {
            case TRAIN -> train;
            case VALIDATION -> validation;
            case TEST -> test;
        };
    }
}
