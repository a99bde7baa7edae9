package org.effigy.cli;

import java.time.Duration;

/**
 * How much the demo does.
 *
 * @param phantoms simulated slices to learn from
 * @param size side of the model's images in pixels
 * @param steps of training
 * @param time of training at most, so that a slow machine shows something too
 * @param samples images to make
 * @param samplingSteps denoising steps per image
 * @param gated whether images must pass the release gate; noise would not
 */
record DemoPlan(int phantoms, int size, int steps, Duration time, int samples, int samplingSteps, boolean gated) {
    /** The preset of the model. */
    static final String PRESET = "tiny";

    private static final DemoPlan FULL = new DemoPlan(256, 64, 800, Duration.ofSeconds(200), 16, 20, true);
    private static final DemoPlan QUICK = new DemoPlan(16, 32, 20, Duration.ofSeconds(30), 4, 5, false);

    /** Returns the plan for five minutes on two cores, or the one that only shows that everything works. */
    static DemoPlan of(boolean quick) {
        return quick ? QUICK : FULL;
    }
}
