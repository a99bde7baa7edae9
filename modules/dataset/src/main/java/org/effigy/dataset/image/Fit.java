package org.effigy.dataset.image;

/** How an image that is not square becomes square. */
public enum Fit {
    /** Keeps the central square. */
    CROP,
    /** Adds rows or columns with the lowest value, evenly on both sides. */
    PAD
}
