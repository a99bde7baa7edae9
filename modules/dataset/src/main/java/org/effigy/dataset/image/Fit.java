package org.effigy.dataset.image;

import org.effigy.base.Size;

/** How an image gets the proportions that are asked for: those of a square, or others. */
public enum Fit {
    /** Keeps the largest such part in the middle. */
    CROP {
        @Override
        double width(Size size, double height, double width) {
            return Math.min(size.widthAt(height), width);
        }
    },
    /** Adds rows or columns with the lowest value, evenly on both sides. */
    PAD {
        @Override
        double width(Size size, double height, double width) {
            return Math.max(size.widthAt(height), width);
        }
    };

    /** Returns the width of what is shown of an image of that height and width, in their unit. */
    abstract double width(Size size, double height, double width);
}
