package org.effigy.codecs.jpeg;

import org.effigy.codecs.FrameFormat;

/**
 * Interpolates a subsampled component of a JPEG frame as the library of the Independent JPEG Group does: between the
 * centres of samples where columns, or columns and rows, are halved, else by repeating samples.
 */
final class JpegUpsampling {
    /** An image to write rows of samples into: samples stand a step apart from the first one. */
    @SuppressWarnings("ArrayRecordComponent")
    record Target(int[] values, int first, int step, int columns) {
        void put(int[] in, int from, int count, int x, int y) {
            int at = (y * columns + x) * step + first;
            if (step == 1) {
                System.arraycopy(in, from, values, at, count);
                return;
            }
            for (int i = 0; i < count; i++, at += step) {
                values[at] = in[from + i];
            }
        }
    }

    private final int[] small;
    private final int width;
    private final int height;
    private final int columnsPerSample;
    private final int rowsPerSample;

    JpegUpsampling(int[] small, JpegPlane plane) {
        this.small = small;
        this.width = plane.width();
        this.height = plane.height();
        this.columnsPerSample = plane.columnsPerSample();
        this.rowsPerSample = plane.rowsPerSample();
    }

    /** Writes the component to its place in each pixel. */
    void run(int[] values, int component, FrameFormat format) {
        Target target = new Target(values, component, format.samplesPerPixel(), format.columns());
        int[] line = new int[columnsPerSample * width];
        boolean smooth = columnsPerSample == 2 && rowsPerSample <= 2 && width > 2;
        for (int y = 0; y < format.rows(); y++) {
            if (!smooth) {
                repeat(y / rowsPerSample, line);
            } else if (rowsPerSample == 1) {
                smoothColumns(y, line);
            } else {
                smoothBoth(y, line);
            }
            target.put(line, 0, format.columns(), 0, y);
        }
    }

    private void repeat(int row, int[] line) {
        for (int i = 0; i < line.length; i++) {
            line[i] = small[row * width + i / columnsPerSample];
        }
    }

    /** Three quarters of the nearer sample and one of the further; rounding alternates. */
    private void smoothColumns(int row, int[] line) {
        int at = row * width;
        for (int x = 0; x < width; x++) {
            int here = small[at + x];
            line[2 * x] = x == 0 ? here : 3 * here + small[at + x - 1] + 1 >> 2;
            line[2 * x + 1] = x == width - 1 ? here : 3 * here + small[at + x + 1] + 2 >> 2;
        }
    }

    private void smoothBoth(int y, int[] line) {
        int near = y / 2 * width;
        int far = Math.max(0, Math.min(height - 1, y / 2 + (y % 2 == 0 ? -1 : 1))) * width;
        int last = 0;
        int here = 3 * small[near] + small[far];
        for (int x = 0; x < width; x++) {
            int next = x == width - 1 ? 0 : 3 * small[near + x + 1] + small[far + x + 1];
            line[2 * x] = (x == 0 ? 4 * here : 3 * here + last) + 8 >> 4;
            line[2 * x + 1] = (x == width - 1 ? 4 * here : 3 * here + next) + 7 >> 4;
            last = here;
            here = next;
        }
    }
}
