package org.effigy.training;

/** Watches whether a model still learns: one whose gradient stays 0 has collapsed, whatever its loss says. */
final class Stalled {
    /** How many steps in a row without a gradient are a collapse. */
    static final int STEPS = 20;

    private int count;

    /** Takes the gradient's norm of one more step; returns whether it has been 0 for {@link #STEPS} steps. */
    boolean isStalled(double gradientNorm) {
        count = gradientNorm == 0 ? count + 1 : 0;
        return count >= STEPS;
    }
}
