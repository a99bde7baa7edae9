package org.effigy.phantom;

/**
 * Where a simulated lesion is.
 *
 * @param row its centre in pixels, 0 is the middle of the first row
 * @param column its centre in pixels, 0 is the middle of the first column
 * @param radiusMm its mean radius
 */
public record Lesion(double row, double column, double radiusMm) {}
