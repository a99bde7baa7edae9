package org.effigy.networks;

/**
 * The logistic function in float arithmetic without a call, so that the just-in-time compiler can vectorise loops over
 * it: 1/2 + tanh(x/2)/2 with the rational approximation of tanh on [-9, 9] that the Eigen library uses. Absolute error
 * below 3e-7.
 */
final class Sigmoid {
    private Sigmoid() {}

    static float of(float x) {
        float u = Math.max(-9f, Math.min(9f, 0.5f * x));
        float s = u * u;
        float p = -2.76076847742355e-16f;
        p = p * s + 2.00018790482477e-13f;
        p = p * s - 8.60467152213735e-11f;
        p = p * s + 5.12229709037114e-08f;
        p = p * s + 1.48572235717979e-05f;
        p = p * s + 6.37261928875436e-04f;
        p = p * s + 4.89352455891786e-03f;
        float q = 1.19825839466702e-06f;
        q = q * s + 1.18534705686654e-04f;
        q = q * s + 2.26843463243900e-03f;
        q = q * s + 4.89352518554385e-03f;
        return 0.5f + 0.5f * (u * p / q);
    }
}
