package org.effigy.diffusion;

import org.effigy.base.Check;

/**
 * Adds noise to images: xt = sqrt(alphaBar(t)) x0 + sqrt(1 - alphaBar(t)) eps; DDPM (Ho et al. 2020), eq. 4. Says, for each
 * {@link PredictionType}, what the denoiser has to learn. Immutable and thread-safe.
 */
public final class ForwardProcess {
    private final NoiseSchedule schedule;

    public ForwardProcess(NoiseSchedule schedule) {
        this.schedule = schedule;
    }

    /** Returns the schedule. */
    public NoiseSchedule schedule() {
        return schedule;
    }

    /**
     * Returns the noisy images xt, a fresh array.
     *
     * @param x0 n images, image after image
     * @param eps standard normal noise, as long as x0
     * @param t the time step of each image, 0..T (0 returns x0); its length is n
     */
    public float[] noisy(float[] x0, float[] eps, int[] t) {
        int length = imageLength(x0, eps, t);
        float[] xt = new float[x0.length];
        for (int image = 0; image < t.length; image++) {
            double signal = Math.sqrt(schedule.alphaBar(t[image]));
            double noise = Math.sqrt(schedule.noiseVariance(t[image]));
            for (int i = image * length; i < (image + 1) * length; i++) {
                xt[i] = (float) (signal * x0[i] + noise * eps[i]);
            }
        }
        return xt;
    }

    /**
     * Returns what the denoiser should predict at the xt of {@link #noisy}, a fresh array; the arguments are those of
     * {@link #noisy}.
     */
    public float[] target(PredictionType type, float[] x0, float[] eps, int[] t) {
        int length = imageLength(x0, eps, t);
        float[] target = new float[x0.length];
        for (int image = 0; image < t.length; image++) {
            double alphaBar = schedule.alphaBar(t[image]);
            for (int i = image * length; i < (image + 1) * length; i++) {
                target[i] = (float) type.target(x0[i], eps[i], alphaBar);
            }
        }
        return target;
    }

    private static int imageLength(float[] x0, float[] eps, int[] t) {
        Check.sameLength("eps", eps.length, x0.length);
        Check.argument(
                t.length >= 1 && x0.length % t.length == 0,
                () -> "x0 has length " + x0.length + ", which " + t.length + " images do not share equally");
        return x0.length / t.length;
    }
}
