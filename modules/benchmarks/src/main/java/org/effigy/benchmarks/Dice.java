package org.effigy.benchmarks;

import org.effigy.base.Check;

/** How far two regions agree (Dice 1945): 2 |A and B| / (|A| + |B|), from 0 to 1; 1 where both are empty. */
final class Dice {
    private Dice() {}

    /** Returns the coefficient of two regions of one image, pixel by pixel. */
    static double of(boolean[] a, boolean[] b) {
        Check.sameLength("region", b.length, a.length);
        int both = 0;
        int sizes = 0;
        for (int i = 0; i < a.length; i++) {
            both += a[i] && b[i] ? 1 : 0;
            sizes += (a[i] ? 1 : 0) + (b[i] ? 1 : 0);
        }
        return sizes == 0 ? 1 : 2.0 * both / sizes;
    }
}
