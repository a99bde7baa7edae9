package org.effigy.networks;

/** Sums over part of an array: in float with four partial sums, which is fast, added up in double. */
final class Sums {
    private Sums() {}

    /** Returns the sum of v[from..from + n). */
    static double of(float[] v, int from, int n) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int end = from + n;
        int i = from;
        for (; i + 3 < end; i += 4) {
            s0 += v[i];
            s1 += v[i + 1];
            s2 += v[i + 2];
            s3 += v[i + 3];
        }
        for (; i < end; i++) {
            s0 += v[i];
        }
        return (double) s0 + s1 + s2 + s3;
    }

    /** Returns the sum of the squared distances of v[from..from + n) to m. */
    static double squares(float[] v, int from, int n, float m) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int end = from + n;
        int i = from;
        for (; i + 3 < end; i += 4) {
            s0 += (v[i] - m) * (v[i] - m);
            s1 += (v[i + 1] - m) * (v[i + 1] - m);
            s2 += (v[i + 2] - m) * (v[i + 2] - m);
            s3 += (v[i + 3] - m) * (v[i + 3] - m);
        }
        for (; i < end; i++) {
            s0 += (v[i] - m) * (v[i] - m);
        }
        return (double) s0 + s1 + s2 + s3;
    }

    /** Returns the sum of the products of v[from..from + n) and w at the same places. */
    static double products(float[] v, float[] w, int from, int n) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int end = from + n;
        int i = from;
        for (; i + 3 < end; i += 4) {
            s0 += v[i] * w[i];
            s1 += v[i + 1] * w[i + 1];
            s2 += v[i + 2] * w[i + 2];
            s3 += v[i + 3] * w[i + 3];
        }
        for (; i < end; i++) {
            s0 += v[i] * w[i];
        }
        return (double) s0 + s1 + s2 + s3;
    }
}
