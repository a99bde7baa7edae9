package org.effigy.phantom;

import org.effigy.base.Check;

/**
 * How CT phantoms are made.
 *
 * @param size height and width in pixels, 64 to 512
 * @param lesionFraction share of the slices with a nodule, 0 to 1
 * @param slicesPerPatient how many slices in a row share a patient, at least 1
 */
public record CtPhantomConfig(int size, double lesionFraction, int slicesPerPatient) {
    public CtPhantomConfig {
        Check.inRange("size", size, 64, 512);
        Check.inRange("lesion fraction", lesionFraction, 0, 1);
        Check.positive("slices per patient", slicesPerPatient);
    }

    /** Returns the usual configuration: every other slice has a nodule, 4 slices per patient. */
    public static CtPhantomConfig of(int size) {
        return new CtPhantomConfig(size, 0.5, 4);
    }
}
