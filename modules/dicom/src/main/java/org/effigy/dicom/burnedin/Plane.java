package org.effigy.dicom.burnedin;

/** An image in 256 grey levels, row by row; larger is brighter. */
@SuppressWarnings("ArrayRecordComponent")
record Plane(int rows, int columns, byte[] grey) {
    private static final int BINS = 1 << 14;
    /** Values beyond these shares of the pixels, at both ends, become black and white. */
    private static final double TAIL = 0.0005;

    static Plane of(float[] values, int rows, int columns) {
        float[] ends = ends(values);
        byte[] grey = new byte[values.length];
        float scale = ends[1] > ends[0] ? 255f / (ends[1] - ends[0]) : 0;
        for (int i = 0; i < grey.length; i++) {
            float level = (values[i] - ends[0]) * scale + 0.5f;
            grey[i] = (byte) (level >= 255 ? 255 : level > 0 ? (int) level : 0);
        }
        return new Plane(rows, columns, grey);
    }

    /** Returns the values between which all but the tails lie, by a histogram. */
    private static float[] ends(float[] values) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        if (!(high > low)) {
            return new float[] {low, low};
        }
        int[] histogram = new int[BINS];
        double scale = (BINS - 1) / ((double) high - low);
        for (float value : values) {
            histogram[(int) ((value - low) * scale)]++;
        }
        int tail = (int) (TAIL * values.length);
        int first = 0;
        for (int left = tail; left >= histogram[first]; first++) {
            left -= histogram[first];
        }
        int last = BINS - 1;
        for (int left = tail; left >= histogram[last]; last--) {
            left -= histogram[last];
        }
        return last <= first
                ? new float[] {low, high}
                : new float[] {(float) (low + first / scale), (float) (low + last / scale)};
    }

    int at(int i) {
        return grey[i] & 0xff;
    }

    Plane inverted() {
        byte[] out = new byte[grey.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) ~grey[i];
        }
        return new Plane(rows, columns, out);
    }

    /** Returns the image in half the size: means of 2 x 2 pixels. */
    Plane half() {
        int r = rows / 2;
        int c = columns / 2;
        byte[] out = new byte[r * c];
        for (int y = 0; y < r; y++) {
            for (int x = 0; x < c; x++) {
                int i = 2 * y * columns + 2 * x;
                out[y * c + x] = (byte) ((at(i) + at(i + 1) + at(i + columns) + at(i + columns + 1) + 2) / 4);
            }
        }
        return new Plane(r, c, out);
    }

    /** Returns what is brighter than its surroundings and narrower than the window: the white top-hat. */
    byte[] strokes(int radius) {
        byte[] opened = filter(filter(grey, radius, false), radius, true);
        byte[] out = new byte[grey.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (at(i) - (opened[i] & 0xff));
        }
        return out;
    }

    /** Returns the largest or smallest value in a square window around each pixel. */
    private byte[] filter(byte[] in, int radius, boolean largest) {
        byte[] flip = in;
        if (largest) {
            flip = in.clone();
            invert(flip);
        }
        byte[] acrossRows = new byte[in.length];
        byte[] line = new byte[Math.max(rows, columns)];
        for (int y = 0; y < rows; y++) {
            System.arraycopy(flip, y * columns, line, 0, columns);
            minima(line, columns, radius, acrossRows, y * columns, 1);
        }
        byte[] out = new byte[in.length];
        for (int x = 0; x < columns; x++) {
            for (int y = 0; y < rows; y++) {
                line[y] = acrossRows[y * columns + x];
            }
            minima(line, rows, radius, out, x, columns);
        }
        if (largest) {
            invert(out);
        }
        return out;
    }

    private static void invert(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ~bytes[i];
        }
    }

    /** Running minimum with a queue of rising values; the window ends at the borders. */
    private static void minima(byte[] line, int length, int radius, byte[] out, int offset, int step) {
        int[] queue = new int[length];
        int head = 0;
        int tail = 0;
        for (int i = 0; i < length + radius; i++) {
            if (i < length) {
                int value = line[i] & 0xff;
                while (tail > head && (line[queue[tail - 1]] & 0xff) >= value) {
                    tail--;
                }
                queue[tail++] = i;
            }
            int centre = i - radius;
            if (centre >= 0) {
                while (queue[head] < centre - radius) {
                    head++;
                }
                out[offset + centre * step] = line[queue[head]];
            }
        }
    }

    /** Returns the median of bytes that stand for 0 to 255. */
    static int median(byte[] values) {
        int[] histogram = new int[256];
        for (byte value : values) {
            histogram[value & 0xff]++;
        }
        int level = 0;
        for (int left = values.length / 2; left >= histogram[level]; level++) {
            left -= histogram[level];
        }
        return level;
    }
}
