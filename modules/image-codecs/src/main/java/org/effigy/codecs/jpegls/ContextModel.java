package org.effigy.codecs.jpegls;

import java.util.Arrays;
import org.effigy.codecs.PixelException;

/**
 * What coder and decoder learn alike from the samples before (T.87, annex A): statistics of prediction errors in the 365
 * contexts of regular mode and the two of run interruptions, and how errors are mapped to numbers that are not negative.
 */
final class ContextModel {
    /** The first context of run interruptions, where the neighbours differ; in the next one they are alike. */
    static final int RUN = 365;

    private static final int CONTEXTS = RUN + 2;
    private static final int MAX_K = 24;
    private static final int MIN_BIAS = -128;
    private static final int MAX_BIAS = 127;

    // A.7.1.1: the binary logarithm of the length of a run segment.
    private static final int[] RUN_BITS = {
        0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15
    };

    private final Parameters parameters;
    private final byte[] quantized;
    private final int[] magnitudes = new int[CONTEXTS];
    private final int[] sums = new int[CONTEXTS];
    private final int[] biases = new int[CONTEXTS];
    private final int[] counts = new int[CONTEXTS];
    private final int step;
    private final int wrap;

    ContextModel(Parameters parameters) {
        this.parameters = parameters;
        this.step = parameters.step();
        this.wrap = parameters.range() * step;
        this.quantized = new byte[2 * parameters.maxValue() + 1];
        for (int d = -parameters.maxValue(); d <= parameters.maxValue(); d++) {
            quantized[d + parameters.maxValue()] = (byte) quantize(d);
        }
        reset();
    }

    /** Forgets everything, as at the start of a scan and of a restart interval. */
    void reset() {
        Arrays.fill(magnitudes, Math.max(2, (parameters.range() + 32) / 64));
        Arrays.fill(sums, 0);
        Arrays.fill(biases, 0);
        Arrays.fill(counts, 1);
    }

    private int quantize(int d) {
        int size = Math.abs(d);
        int level = size <= parameters.near()
                ? 0
                : size < parameters.t1() ? 1 : size < parameters.t2() ? 2 : size < parameters.t3() ? 3 : 4;
        return d < 0 ? -level : level;
    }

    /** Returns the context of a sample from its left, upper, upper left and upper right neighbours, with sign; 0 is a run. */
    int context(int left, int above, int corner, int right) {
        int zero = parameters.maxValue();
        return (quantized[right - above + zero] * 9 + quantized[above - corner + zero]) * 9
                + quantized[corner - left + zero];
    }

    /** Returns the median of left, above, and left + above - corner. */
    static int median(int left, int above, int corner) {
        int low = Math.min(left, above);
        int high = Math.max(left, above);
        return corner >= high ? low : corner <= low ? high : left + above - corner;
    }

    /** Returns the prediction after correction of its bias. */
    int corrected(int prediction, int context, int sign) {
        int value = prediction + sign * biases[context];
        return value < 0 ? 0 : Math.min(value, parameters.maxValue());
    }

    /** Returns the parameter k of the Golomb code of a context. */
    int golomb(int context) {
        return golomb(counts[context], magnitudes[context]);
    }

    /** Returns k of a run interruption of type 0 (neighbours differ) or 1. */
    int runGolomb(int type) {
        int context = RUN + type;
        return golomb(counts[context], magnitudes[context] + (counts[context] >> 1) * type);
    }

    private static int golomb(int count, int magnitude) {
        int k = 0;
        while (count << k < magnitude) {
            if (++k > MAX_K) {
                throw PixelException.broken("the JPEG-LS data holds impossible errors");
            }
        }
        return k;
    }

    /** Says whether the mapping of errors in a context is turned round (A.5.2). */
    private boolean isTurned(int context, int k) {
        return k == 0 && parameters.near() == 0 && 2 * sums[context] <= -counts[context];
    }

    /** Returns the number that codes an error. */
    int mapped(int error, int context, int k) {
        int turned = isTurned(context, k) ? -error - 1 : error;
        return turned >= 0 ? 2 * turned : -2 * turned - 1;
    }

    /** Returns the error that a number codes. */
    int unmapped(int number, int context, int k) {
        int error = (number & 1) == 0 ? number >> 1 : -(number + 1 >> 1);
        return isTurned(context, k) ? -error - 1 : error;
    }

    /** Says whether an error of a run interruption is coded by an odd number (A.7.2.2). */
    private boolean isOdd(boolean negative, int type, int k) {
        int context = RUN + type;
        boolean negativesRule = k != 0 || 2 * sums[context] >= counts[context];
        return negativesRule == negative;
    }

    int runMapped(int error, int type, int k) {
        int odd = error != 0 && isOdd(error < 0, type, k) ? 1 : 0;
        return 2 * Math.abs(error) - type - odd;
    }

    int runUnmapped(int number, int type, int k) {
        int sum = number + type;
        int size = sum + 1 >> 1;
        boolean negative = isOdd(true, type, k) == ((sum & 1) == 1);
        return negative ? -size : size;
    }

    /** Learns from an error of regular mode (A.6). */
    void learn(int context, int error) {
        int sum = sums[context] + error * step;
        int magnitude = magnitudes[context] + Math.abs(error);
        int count = counts[context];
        if (count == parameters.reset()) {
            magnitude >>= 1;
            sum >>= 1;
            count >>= 1;
        }
        count++;
        if (sum <= -count) {
            sum = Math.max(sum + count, 1 - count);
            biases[context] = Math.max(MIN_BIAS, biases[context] - 1);
        } else if (sum > 0) {
            sum = Math.min(sum - count, 0);
            biases[context] = Math.min(MAX_BIAS, biases[context] + 1);
        }
        sums[context] = sum;
        magnitudes[context] = magnitude;
        counts[context] = count;
    }

    /** Learns from a run interruption; sums count its negative errors (A.7.2.2). */
    void learnRun(int type, int error, int number) {
        int context = RUN + type;
        sums[context] += error < 0 ? 1 : 0;
        magnitudes[context] += number + 1 - type >> 1;
        if (counts[context] == parameters.reset()) {
            magnitudes[context] >>= 1;
            counts[context] >>= 1;
            sums[context] >>= 1;
        }
        counts[context]++;
    }

    /** Returns the sample from its prediction and an error with sign, wrapped and limited to the range. */
    int sample(int prediction, int error) {
        int value = prediction + error * step;
        if (value < -parameters.near()) {
            value += wrap;
        } else if (value > parameters.maxValue() + parameters.near()) {
            value -= wrap;
        }
        return value < 0 ? 0 : Math.min(value, parameters.maxValue());
    }

    /** Returns a difference without loss as the error that stands for it, wrapped to the shorter way. */
    int wrapped(int difference) {
        int range = parameters.range();
        int error = difference < 0 ? difference + range : difference;
        return error >= (range + 1) / 2 ? error - range : error;
    }

    Parameters parameters() {
        return parameters;
    }

    static int runBits(int index) {
        return RUN_BITS[index];
    }

    static int longerRun(int index) {
        return Math.min(RUN_BITS.length - 1, index + 1);
    }

    static int shorterRun(int index) {
        return Math.max(0, index - 1);
    }
}
