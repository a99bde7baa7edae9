package org.effigy.training;

/** Watches whether a model still learns: one that has found nothing to learn for long has collapsed, whatever its loss says. */
final class Stalled {
    /** How many steps in a row without anything to learn are a collapse. */
    static final int STEPS = 20;

    private int count;

    /** Takes one more step; returns whether the model has learnt nothing for {@link #STEPS} steps. */
    boolean isStalled(boolean learns) {
        count = learns ? 0 : count + 1;
        return count >= STEPS;
    }
}
