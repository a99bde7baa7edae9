package org.effigy.gate;

/**
 * A change of place.
 *
 * @param degrees rotation about the centre
 * @param zoom magnification about the centre, above 0
 * @param right shift in pixels
 * @param down shift in pixels
 * @param mirrored left to right, first
 */
record Move(double degrees, double zoom, double right, double down, boolean mirrored) {
    /** Returns a fresh image so moved; bilinear, the border goes on outside. */
    float[] of(float[] image, int side) {
        double cos = Math.cos(Math.toRadians(degrees)) / zoom;
        double sin = Math.sin(Math.toRadians(degrees)) / zoom;
        double centre = (side - 1) / 2.0;
        float[] out = new float[image.length];
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                double x = column - centre - right;
                double y = row - centre - down;
                double fromX = (cos * x - sin * y) * (mirrored ? -1 : 1);
                out[row * side + column] = at(image, side, centre + sin * x + cos * y, centre + fromX);
            }
        }
        return out;
    }

    private static float at(float[] image, int side, double row, double column) {
        double y = Math.max(0, Math.min(side - 1, row));
        double x = Math.max(0, Math.min(side - 1, column));
        int top = Math.max(0, Math.min((int) y, side - 2));
        int left = Math.max(0, Math.min((int) x, side - 2));
        double down = y - top;
        double right = x - left;
        int at = top * side + left;
        double upper = image[at] + right * (image[at + 1] - image[at]);
        double lower = image[at + side] + right * (image[at + side + 1] - image[at + side]);
        return (float) (upper + down * (lower - upper));
    }
}
