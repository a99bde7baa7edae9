package org.effigy.diffusion;

import java.util.Random;
import org.effigy.base.Check;

/**
 * A stream of normal numbers between two others. The first ones, which a sampler takes for xT, lie on the great circle from one
 * stream's to the other's: sin((1 - w) theta) / sin(theta) a + sin(w theta) / sin(theta) b with theta the angle between a and b
 * (spherical linear interpolation, Shoemake 1985; DDIM, Song et al. 2021, appendix D.5). Later ones, the noise of steps, use a
 * right angle, which is what two independent streams have on average.
 *
 * <p>At w = 0 and w = 1 the numbers are those of the one and of the other stream.
 */
public final class SphericalNoise extends Random {
    private static final long serialVersionUID = 1L;
    /** Below this sine the circle is a line, and so is the way along it. */
    private static final double LEAST_SINE = 1e-9;

    private final double weight;
    private final double[] first;
    private final transient Random a;
    private final transient Random b;
    private int drawn;

    /**
     * Makes the stream between two fresh ones, which it takes over.
     *
     * @param weight w, from 0, the first stream, to 1, the second
     * @param length how many numbers of each span the angle: values of an image
     */
    public SphericalNoise(Random a, Random b, double weight, int length) {
        this.weight = Check.inRange("weight", weight, 0, 1);
        this.a = a;
        this.b = b;
        double[] from = new double[Check.positive("length", length)];
        double[] to = new double[length];
        for (int i = 0; i < length; i++) {
            from[i] = a.nextGaussian();
            to[i] = b.nextGaussian();
        }
        first = between(from, to, weight);
    }

    /** Returns the vector between two of the same length, w of the way along the circle from the first; a fresh array. */
    static double[] between(double[] from, double[] to, double w) {
        Check.sameLength("to", to.length, from.length);
        double product = 0;
        double fromSquared = 0;
        double toSquared = 0;
        for (int i = 0; i < from.length; i++) {
            product += from[i] * to[i];
            fromSquared += from[i] * from[i];
            toSquared += to[i] * to[i];
        }
        double cosine = product / Math.sqrt(fromSquared * toSquared);
        double theta = Math.acos(Math.max(-1, Math.min(1, cosine)));
        double sine = Math.sin(theta);
        double fromPart = sine < LEAST_SINE ? 1 - w : Math.sin((1 - w) * theta) / sine;
        double toPart = sine < LEAST_SINE ? w : Math.sin(w * theta) / sine;
        double[] out = new double[from.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = fromPart * from[i] + toPart * to[i];
        }
        return out;
    }

    @Override
    public synchronized double nextGaussian() {
        if (drawn < first.length) {
            return first[drawn++];
        }
        double fromFirst = a.nextGaussian();
        double fromSecond = b.nextGaussian();
        if (weight == 1) {
            return fromSecond;
        }
        return Math.cos(weight * Math.PI / 2) * fromFirst + Math.sin(weight * Math.PI / 2) * fromSecond;
    }
}
