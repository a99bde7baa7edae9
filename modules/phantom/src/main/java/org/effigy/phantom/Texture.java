package org.effigy.phantom;

/** Smooth random bumps: values in [-1, 1] on a lattice of the given pitch, smoothly interpolated. */
final class Texture {
    private final long seed;
    private final double pitchMm;

    Texture(long seed, double pitchMm) {
        this.seed = seed;
        this.pitchMm = pitchMm;
    }

    /** Returns the value at a point, in [-1, 1]. */
    double at(double x, double y) {
        double u = x / pitchMm;
        double v = y / pitchMm;
        long column = (long) Math.floor(u);
        long row = (long) Math.floor(v);
        double s = smooth(u - column);
        double t = smooth(v - row);
        double top = node(column, row) * (1 - s) + node(column + 1, row) * s;
        double bottom = node(column, row + 1) * (1 - s) + node(column + 1, row + 1) * s;
        return top * (1 - t) + bottom * t;
    }

    private static double smooth(double t) {
        return t * t * (3 - 2 * t);
    }

    /** Returns the lattice value: the SplitMix64 hash of seed and position. */
    private double node(long column, long row) {
        long z = seed + column * 0x9E3779B97F4A7C15L + row * 0xC2B2AE3D27D4EB4FL;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return (z >> 11) * 0x1p-52;
    }
}
