package org.effigy.evaluation.utility;

import java.util.Optional;
import org.effigy.base.Check;

/**
 * How utility is measured.
 *
 * @param steps of the optimiser in every arm and every fold of the probe
 * @param seeds how often each arm is trained, from other first weights and in another order; at least 5 for a figure to publish
 * @param size the most pixels to a side: larger images are averaged down
 * @param flip whether augmentation mirrors left to right, which anatomy rarely allows
 * @param rare the class of which few patients are kept; empty to train on all
 * @param share the part of each class's weight that synthetic images have beside real ones, the classes all alike; empty for
 *     every real and synthetic image once
 */
public record UtilitySettings(
        long steps, int seeds, int size, boolean flip, Optional<Rare> rare, Optional<Double> share) {
    /** What is usual: 5 seeds of 300 steps on 64 pixels. */
    public static final UtilitySettings STANDARD =
            new UtilitySettings(300, 5, 64, false, Optional.empty(), Optional.empty());

    /**
     * A class that is made rare, to see whether synthetic images of it help.
     *
     * @param className one of the classes of the training set
     * @param patients how many of its patients are trained on, drawn anew for each seed
     */
    public record Rare(String className, int patients) {
        public Rare {
            Check.inRange("patients", patients, 1, Integer.MAX_VALUE);
        }
    }

    /** At more, real images would hardly count. */
    public static final double MOST_SHARE = 0.95;

    public UtilitySettings {
        Check.inRange("steps", (double) steps, 1, 10_000_000);
        Check.inRange("seeds", seeds, 1, 1000);
        Check.inRange("size", size, 8, 1024);
        share.ifPresent(part -> Check.inRange("share", part, 0, MOST_SHARE));
    }
}
