package org.effigy.dataset.image;

import org.effigy.base.Size;
import org.effigy.dataset.PixelPlane;

/**
 * Resizing by exact area average (box filter): each target pixel is the mean of the source over the rectangle it covers,
 * parts of pixels counted by their area. Serves any factor, down and up, and keeps the mean. The two directions are
 * separable, so they are done one after the other, in double.
 */
final class AreaAverage {
    private AreaAverage() {}

    /** A stretch of one source axis in pixels, which may begin and end inside a pixel or outside the image. */
    record Span(double start, double length) {}

    /**
     * Returns the part of the source that the spans name, resized.
     *
     * @param outside the value of everything outside the source
     * @return shape (rows, columns) of the size
     */
    static float[] resize(PixelPlane plane, Span vertical, Span horizontal, Size size, float outside) {
        int columns = plane.columns();
        int width = size.columns();
        double[] narrow = new double[plane.rows() * width];
        for (int x = 0; x < width; x++) {
            Weights w = new Weights(horizontal, x, width, columns);
            for (int y = 0; y < plane.rows(); y++) {
                double sum = w.outside * outside;
                for (int i = 0; i < w.inside.length; i++) {
                    sum += w.inside[i] * plane.values()[y * columns + w.first + i];
                }
                narrow[y * width + x] = sum;
            }
        }
        float[] out = new float[size.pixels()];
        for (int y = 0; y < size.rows(); y++) {
            Weights w = new Weights(vertical, y, size.rows(), plane.rows());
            for (int x = 0; x < width; x++) {
                double sum = w.outside * outside;
                for (int i = 0; i < w.inside.length; i++) {
                    sum += w.inside[i] * narrow[(w.first + i) * width + x];
                }
                out[y * width + x] = (float) sum;
            }
        }
        return out;
    }

    /** The shares of source pixels in one target pixel; with the share that lies outside they add up to 1. */
    private static final class Weights {
        final int first;
        final double[] inside;
        final double outside;

        Weights(Span span, int target, int size, int pixels) {
            double cell = span.length() / size;
            double from = span.start() + target * cell;
            double to = span.start() + (target + 1) * cell;
            double clippedFrom = Math.min(Math.max(from, 0), pixels);
            double clippedTo = Math.min(Math.max(to, 0), pixels);
            first = Math.min((int) Math.floor(clippedFrom), pixels - 1);
            int last = Math.max(first, (int) Math.ceil(clippedTo) - 1);
            inside = new double[last - first + 1];
            double covered = 0;
            for (int i = 0; i < inside.length; i++) {
                double overlap = Math.min(clippedTo, first + i + 1.0) - Math.max(clippedFrom, first + i);
                inside[i] = Math.max(overlap, 0) / cell;
                covered += inside[i];
            }
            outside = clippedTo - clippedFrom < cell ? Math.max(1 - covered, 0) : 0;
        }
    }
}
