package org.effigy.codecs.jpeg2000;

import java.util.List;

/**
 * The inverse wavelet transforms (T.800, annex F) and the forward one of 5/3, in place on an array in which each resolution has the coarser one at
 * its upper left and the three subbands around it: rows first, then columns, in blocks of columns.
 */
final class Wavelet {
    private static final int BLOCK = 16;

    // The lifting coefficients of 9/7. Differs: high-pass coefficients are scaled by 2/K and the quantizer steps leave
    // out
    // the gain of the subband, as OpenJPEG does, so that results agree to the last bit.
    private static final float ALPHA = -1.586134342f;
    private static final float BETA = -0.052980118f;
    private static final float GAMMA = 0.882911075f;
    private static final float DELTA = 0.443506852f;
    private static final float LOW_SCALE = 1.230174105f;
    private static final float HIGH_SCALE = 1.625732422f;

    /** A step of the integer lifting scheme. */
    private record Lifting(int bias, int shift, int sign) {}

    private Wavelet() {}

    /** Transforms 5/3 coefficients back into samples. */
    static void reversible(int[] data, int stride, List<Tile.Resolution> resolutions) {
        for (int r = 1; r < resolutions.size(); r++) {
            Rectangle area = resolutions.get(r).area();
            Rectangle coarse = resolutions.get(r - 1).area();
            int[] line = new int[Math.max(area.width(), area.height()) * BLOCK];
            for (int y = 0; y < area.height(); y++) {
                int parity = area.x0() & 1;
                merge(data, y * stride, coarse.width(), area.width(), parity, line);
                lift(line, area.width(), 1, parity);
                System.arraycopy(line, 0, data, y * stride, area.width());
            }
            for (int x = 0; x < area.width(); x += BLOCK) {
                int columns = Math.min(BLOCK, area.width() - x);
                int parity = area.y0() & 1;
                interleave(data, x, stride, coarse.height(), area.height(), columns, parity, line);
                lift(line, area.height(), columns, parity);
                for (int y = 0; y < area.height(); y++) {
                    System.arraycopy(line, y * columns, data, y * stride + x, columns);
                }
            }
        }
    }

    /** Transforms samples into 5/3 coefficients, the opposite of {@link #reversible}; the image begins at 0, 0. */
    static void forward(int[] data, int stride, List<Tile.Resolution> resolutions) {
        for (int r = resolutions.size() - 1; r >= 1; r--) {
            int width = resolutions.get(r).area().width();
            int height = resolutions.get(r).area().height();
            int[] line = new int[Math.max(width, height) * BLOCK];
            for (int x = 0; x < width; x += BLOCK) {
                int columns = Math.min(BLOCK, width - x);
                for (int y = 0; y < height; y++) {
                    System.arraycopy(data, y * stride + x, line, y * columns, columns);
                }
                split(line, height, columns);
                for (int y = 0; y < height; y++) {
                    int to = y % 2 == 0 ? y / 2 : (height + 1) / 2 + y / 2;
                    System.arraycopy(line, y * columns, data, to * stride + x, columns);
                }
            }
            for (int y = 0; y < height; y++) {
                System.arraycopy(data, y * stride, line, 0, width);
                split(line, width, 1);
                for (int x = 0; x < width; x++) {
                    data[y * stride + (x % 2 == 0 ? x / 2 : (width + 1) / 2 + x / 2)] = line[x];
                }
            }
        }
    }

    /** The lifting steps of 5/3 forward: odd elements become high-pass, then even ones low-pass coefficients. */
    private static void split(int[] line, int length, int lines) {
        if (length > 1) {
            step(line, length, lines, 1, new Lifting(0, 1, -1));
            step(line, length, lines, 0, new Lifting(2, 2, 1));
        }
    }

    /** Transforms 9/7 coefficients back into samples. */
    static void irreversible(float[] data, int stride, List<Tile.Resolution> resolutions) {
        for (int r = 1; r < resolutions.size(); r++) {
            Rectangle area = resolutions.get(r).area();
            Rectangle coarse = resolutions.get(r - 1).area();
            float[] line = new float[Math.max(area.width(), area.height()) * BLOCK];
            for (int y = 0; y < area.height(); y++) {
                int parity = area.x0() & 1;
                merge(data, y * stride, coarse.width(), area.width(), parity, line);
                lift(line, area.width(), 1, parity);
                System.arraycopy(line, 0, data, y * stride, area.width());
            }
            for (int x = 0; x < area.width(); x += BLOCK) {
                int columns = Math.min(BLOCK, area.width() - x);
                int parity = area.y0() & 1;
                interleave(data, x, stride, coarse.height(), area.height(), columns, parity, line);
                lift(line, area.height(), columns, parity);
                for (int y = 0; y < area.height(); y++) {
                    System.arraycopy(line, y * columns, data, y * stride + x, columns);
                }
            }
        }
    }

    /**
     * Merges the low-pass half of a line, which comes first, with the high-pass half. Lines run in parallel: element i of
     * line c is at from + i * step + c, and goes to i * lines + c.
     *
     * @param data a float[] or int[], as the line
     * @param low the length of the low-pass half
     * @param length the length of both
     * @param parity 0 if the line begins with a low-pass coefficient
     */
    private static void interleave(
            Object data, int from, int step, int low, int length, int lines, int parity, Object line) {
        for (int i = 0; i < low; i++) {
            System.arraycopy(data, from + i * step, line, (2 * i + parity) * lines, lines);
        }
        for (int i = 0; i < length - low; i++) {
            System.arraycopy(data, from + (low + i) * step, line, (2 * i + 1 - parity) * lines, lines);
        }
    }

    /** The same for a single line whose elements follow each other. */
    private static void merge(int[] data, int from, int low, int length, int parity, int[] line) {
        for (int i = 0; i < low; i++) {
            line[2 * i + parity] = data[from + i];
        }
        for (int i = 0; i < length - low; i++) {
            line[2 * i + 1 - parity] = data[from + low + i];
        }
    }

    private static void merge(float[] data, int from, int low, int length, int parity, float[] line) {
        for (int i = 0; i < low; i++) {
            line[2 * i + parity] = data[from + i];
        }
        for (int i = 0; i < length - low; i++) {
            line[2 * i + 1 - parity] = data[from + low + i];
        }
    }

    private static void lift(int[] line, int length, int lines, int parity) {
        if (length == 1) {
            for (int c = 0; parity == 1 && c < lines; c++) {
                line[c] /= 2;
            }
            return;
        }
        step(line, length, lines, parity, new Lifting(2, 2, -1));
        step(line, length, lines, 1 - parity, new Lifting(0, 1, 1));
    }

    private static void lift(float[] line, int length, int lines, int parity) {
        if (length == 1) {
            return;
        }
        for (int n = 0; n < length; n++) {
            float scale = (n & 1) == parity ? LOW_SCALE : HIGH_SCALE;
            for (int c = n * lines; c < (n + 1) * lines; c++) {
                line[c] *= scale;
            }
        }
        step(line, length, lines, parity, -DELTA);
        step(line, length, lines, 1 - parity, -GAMMA);
        step(line, length, lines, parity, -BETA);
        step(line, length, lines, 1 - parity, -ALPHA);
    }

    /** One lifting step: adds the weighted sum of both neighbours to every second element. */
    private static void step(float[] line, int length, int lines, int first, float weight) {
        int n = first;
        while (n < length) {
            if (lines == 1 && n > 0 && n < length - 1) {
                // Inside a single line both neighbours are there.
                for (; n < length - 1; n += 2) {
                    line[n] += (line[n - 1] + line[n + 1]) * weight;
                }
                continue;
            }
            int before = mirrored(n - 1, length) * lines;
            int after = mirrored(n + 1, length) * lines;
            for (int c = 0; c < lines; c++) {
                line[n * lines + c] += (line[before + c] + line[after + c]) * weight;
            }
            n += 2;
        }
    }

    /** One lifting step in integers: adds the sum of both neighbours, biased and shifted, times 1 or -1. */
    private static void step(int[] line, int length, int lines, int first, Lifting lifting) {
        int bias = lifting.bias();
        int shift = lifting.shift();
        int sign = lifting.sign();
        int n = first;
        while (n < length) {
            if (lines == 1 && n > 0 && n < length - 1) {
                for (; n < length - 1; n += 2) {
                    line[n] += sign * (line[n - 1] + line[n + 1] + bias >> shift);
                }
                continue;
            }
            int before = mirrored(n - 1, length) * lines;
            int after = mirrored(n + 1, length) * lines;
            for (int c = 0; c < lines; c++) {
                line[n * lines + c] += sign * (line[before + c] + line[after + c] + bias >> shift);
            }
            n += 2;
        }
    }

    /** Returns the index reflected at both ends of the line. */
    private static int mirrored(int index, int length) {
        return index < 0 ? -index : index >= length ? 2 * (length - 1) - index : index;
    }
}
