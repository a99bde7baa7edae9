package org.effigy.phantom;

import org.effigy.base.Check;

/**
 * How radiograph phantoms are made; each image is another patient.
 *
 * @param size height and width in pixels, 64 to 512
 * @param lesionFraction share of the images with a consolidation, 0 to 1
 */
public record CrPhantomConfig(int size, double lesionFraction) {
    public CrPhantomConfig {
        Check.inRange("size", size, 64, 512);
        Check.inRange("lesion fraction", lesionFraction, 0, 1);
    }

    /** Returns the usual configuration: every other image has a consolidation. */
    public static CrPhantomConfig of(int size) {
        return new CrPhantomConfig(size, 0.5);
    }
}
