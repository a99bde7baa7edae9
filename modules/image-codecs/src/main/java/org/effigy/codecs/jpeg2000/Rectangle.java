package org.effigy.codecs.jpeg2000;

/** An area on an integer grid, its right and lower end excluded; empty areas have no negative size. */
record Rectangle(int x0, int y0, int x1, int y1) {
    int width() {
        return Math.max(0, x1 - x0);
    }

    int height() {
        return Math.max(0, y1 - y0);
    }

    boolean isEmpty() {
        return x1 <= x0 || y1 <= y0;
    }

    Rectangle intersect(Rectangle other) {
        return new Rectangle(
                Math.max(x0, other.x0), Math.max(y0, other.y0), Math.min(x1, other.x1), Math.min(y1, other.y1));
    }

    /** Returns the area after halving both axes so many times, rounded up. */
    Rectangle reduced(int levels) {
        return new Rectangle(
                ceilShift(x0, levels), ceilShift(y0, levels), ceilShift(x1, levels), ceilShift(y1, levels));
    }

    /**
     * Returns the area of a subband (T.800, equation B-15).
     *
     * @param level how often the axes were halved, at least 1
     * @param high 1 for the high-pass half of x, plus 2 for that of y
     */
    Rectangle subband(int level, int high) {
        int dx = high & 1;
        int dy = high >>> 1;
        return new Rectangle(band(x0, dx, level), band(y0, dy, level), band(x1, dx, level), band(y1, dy, level));
    }

    private static int band(int at, int high, int level) {
        return (int) (((long) at - ((long) high << (level - 1)) + (1L << level) - 1) >> level);
    }

    private static int ceilShift(int at, int bits) {
        return (int) ((at + (1L << bits) - 1) >> bits);
    }
}
