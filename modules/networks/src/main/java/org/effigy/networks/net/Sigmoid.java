package org.effigy.networks.net;

/**
 * The logistic function in float arithmetic without a call, so that the just-in-time compiler vectorises loops over it: 1/2 +
 * tanh(x/2)/2 with the rational approximation of tanh on [-9, 9] that the Eigen library uses. Absolute error below 3e-7.
 */
public final class Sigmoid {
    private Sigmoid() {}

    /** Returns 1 / (1 + exp(-x)). */
    public static float of(float x) {
        float u = Math.max(-9f, Math.min(9f, 0.5f * x));
        float s = u * u;
        float p = -2.76076847742355e-16f;
        p = Math.fma(p, s, 2.00018790482477e-13f);
        p = Math.fma(p, s, -8.60467152213735e-11f);
        p = Math.fma(p, s, 5.12229709037114e-08f);
        p = Math.fma(p, s, 1.48572235717979e-05f);
        p = Math.fma(p, s, 6.37261928875436e-04f);
        p = Math.fma(p, s, 4.89352455891786e-03f);
        float q = 1.19825839466702e-06f;
        q = Math.fma(q, s, 1.18534705686654e-04f);
        q = Math.fma(q, s, 2.26843463243900e-03f);
        q = Math.fma(q, s, 4.89352518554385e-03f);
        return Math.fma(0.5f * u, p / q, 0.5f);
    }
}
