package org.effigy.gate;

/** Averages over a coarser or finer grid of places. */
final class Area {
    private Area() {}

    /** Returns the area average of a square image over places x places, parts of pixels by their area. */
    static float[] mean(float[] image, int side, int places) {
        float[] rows = new float[places * side];
        double step = (double) side / places;
        for (int y = 0; y < places; y++) {
            for (int x = 0; x < side; x++) {
                rows[y * side + x] = mean(image, x, side, y * step, (y + 1) * step);
            }
        }
        float[] out = new float[places * places];
        for (int y = 0; y < places; y++) {
            for (int x = 0; x < places; x++) {
                out[y * places + x] = mean(rows, y * side, 1, x * step, (x + 1) * step);
            }
        }
        return out;
    }

    private static float mean(float[] values, int offset, int stride, double from, double to) {
        double sum = 0;
        for (int i = (int) from; i < to; i++) {
            double covered = Math.min(to, i + 1) - Math.max(from, i);
            if (covered > 1e-9) {
                sum += covered * values[offset + i * stride];
            }
        }
        return (float) (sum / (to - from));
    }

    /** Returns the transpose of {@link #mean(float[], int, int)}: (side, side) from (places, places). */
    static float[] transposed(float[] means, int side, int places) {
        float[] rows = new float[places * side];
        double step = (double) side / places;
        for (int y = 0; y < places; y++) {
            for (int x = 0; x < places; x++) {
                spread(rows, y * side, 1, x * step, (x + 1) * step, means[y * places + x]);
            }
        }
        float[] out = new float[side * side];
        for (int y = 0; y < places; y++) {
            for (int x = 0; x < side; x++) {
                spread(out, x, side, y * step, (y + 1) * step, rows[y * side + x]);
            }
        }
        return out;
    }

    private static void spread(float[] out, int offset, int stride, double from, double to, float value) {
        for (int i = (int) from; i < to; i++) {
            double covered = Math.min(to, i + 1) - Math.max(from, i);
            if (covered > 1e-9) {
                out[offset + i * stride] += (float) (covered / (to - from) * value);
            }
        }
    }
}
