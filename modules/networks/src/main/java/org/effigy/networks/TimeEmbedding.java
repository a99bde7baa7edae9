package org.effigy.networks;

/** The sinusoidal embedding of the time step (Vaswani et al. 2017, section 3.5, as in DDPM's code). */
final class TimeEmbedding {
    private static final double LONGEST_PERIOD = 10_000;

    private TimeEmbedding() {}

    /** Returns (to - from, channels): the sines, then the cosines, of t times frequencies from 1 to 1/10000. */
    static float[] of(int[] t, int from, int to, int channels) {
        int half = channels / 2;
        float[] out = new float[(to - from) * channels];
        for (int i = from; i < to; i++) {
            for (int k = 0; k < half; k++) {
                double frequency = Math.exp(-Math.log(LONGEST_PERIOD) * k / Math.max(1, half - 1));
                int at = (i - from) * channels + k;
                out[at] = (float) Math.sin(t[i] * frequency);
                out[at + half] = (float) Math.cos(t[i] * frequency);
            }
        }
        return out;
    }
}
