package org.effigy.phantom;

/** Which images of a series get a lesion. */
final class Labels {
    private Labels() {}

    /** Spreads the share evenly: of the first n images, floor(n * fraction) have a lesion. */
    static boolean hasLesion(int index, double fraction) {
        return Math.floor((index + 1) * fraction) > Math.floor(index * fraction);
    }
}
