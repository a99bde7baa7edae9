package org.effigy.networks.families;

import org.effigy.base.Check;

/** Classes as networks take them. */
final class Classes {
    private Classes() {}

    /**
     * Returns (N, classes): 1 at each image's class, 0 elsewhere, and everywhere for the label -1.
     *
     * @param labels per image the class or -1; empty for none
     */
    static float[] oneHot(int[] labels, int n, int classes) {
        float[] out = new float[n * classes];
        for (int i = 0; i < labels.length; i++) {
            Check.inRange("label", labels[i], -1, Math.max(0, classes) - 1);
            if (labels[i] >= 0) {
                out[i * classes + labels[i]] = 1;
            }
        }
        return out;
    }
}
