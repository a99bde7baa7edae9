package org.effigy.codecs.jpegls;

import org.effigy.codecs.PixelException;

/**
 * The parameters of a scan (T.87, C.2.4.1).
 *
 * @param maxValue the highest sample value, MAXVAL
 * @param near how far a decoded sample may be from the original, NEAR; 0 is lossless
 * @param t1 first threshold of local gradients
 * @param t2 second threshold of local gradients
 * @param t3 third threshold of local gradients
 * @param reset after so many samples the statistics of a context are halved, RESET
 */
record Parameters(int maxValue, int near, int t1, int t2, int t3, int reset) {
    private static final int DEFAULT_RESET = 64;
    private static final int BASIC_T1 = 3;
    private static final int BASIC_T2 = 7;
    private static final int BASIC_T3 = 21;

    Parameters {
        boolean valid = maxValue >= 1
                && maxValue <= 65535
                && near >= 0
                && near <= Math.min(255, maxValue / 2)
                && t1 > near
                && t1 <= t2
                && t2 <= t3
                && t3 <= maxValue
                && reset >= 3
                && reset <= Math.max(255, maxValue);
        if (!valid) {
            throw PixelException.broken("the JPEG-LS frame has impossible coding parameters");
        }
    }

    /**
     * Returns the parameters of a scan, defaults where they are given as 0.
     *
     * @param precision bits of a sample
     * @param given MAXVAL, T1, T2, T3 and RESET
     */
    static Parameters of(int precision, int near, int[] given) {
        int highest = (1 << precision) - 1;
        if (given[0] > highest) {
            throw PixelException.broken("the JPEG-LS frame has impossible coding parameters");
        }
        int maxValue = given[0] == 0 ? highest : given[0];
        int t1;
        int t2;
        int t3;
        if (maxValue >= 128) {
            int factor = (Math.min(maxValue, 4095) + 128) / 256;
            t1 = factor * (BASIC_T1 - 2) + 2 + 3 * near;
            t2 = factor * (BASIC_T2 - 3) + 3 + 5 * near;
            t3 = factor * (BASIC_T3 - 4) + 4 + 7 * near;
        } else {
            int factor = 256 / (maxValue + 1);
            t1 = Math.max(2, BASIC_T1 / factor + 3 * near);
            t2 = Math.max(3, BASIC_T2 / factor + 5 * near);
            t3 = Math.max(4, BASIC_T3 / factor + 7 * near);
        }
        int first = given[1] != 0 ? given[1] : clamped(t1, near + 1, maxValue);
        int second = given[2] != 0 ? given[2] : clamped(t2, first, maxValue);
        int third = given[3] != 0 ? given[3] : clamped(t3, second, maxValue);
        return new Parameters(maxValue, near, first, second, third, given[4] != 0 ? given[4] : DEFAULT_RESET);
    }

    private static int clamped(int value, int low, int high) {
        return value > high || value < low ? low : value;
    }

    /** Returns the distance of two neighbouring decoded values. */
    int step() {
        return 2 * near + 1;
    }

    /** Returns the number of different prediction errors, RANGE. */
    int range() {
        return (maxValue + 2 * near) / step() + 1;
    }

    /** Returns the bits of a prediction error. */
    int errorBits() {
        return bits(range());
    }

    /** Returns the length limit of a code, LIMIT. */
    int limit() {
        int bits = Math.max(2, bits(maxValue + 1));
        return 2 * (bits + Math.max(8, bits));
    }

    /** Returns the binary logarithm, rounded up. */
    private static int bits(int count) {
        return 32 - Integer.numberOfLeadingZeros(count - 1);
    }
}
