package org.effigy.diffusion;

import java.util.Arrays;
import org.effigy.base.Check;

/**
 * A denoiser with the process that it was trained for.
 *
 * @param denoiser the network
 * @param schedule of the forward process
 * @param prediction what the network's output means
 */
public record TrainedDenoiser(Denoiser denoiser, NoiseSchedule schedule, PredictionType prediction) {
    private static final int STEPS = 1000;

    /** Returns a denoiser of a process that is not DDPM's as one of the linear schedule of 1000 steps that predicts the noise. */
    public static TrainedDenoiser of(ContinuousDenoiser denoiser, DiffusionProcess process) {
        NoiseSchedule schedule = NoiseSchedule.linear(STEPS);
        return new TrainedDenoiser(new EpsilonView(denoiser, process, schedule), schedule, PredictionType.EPSILON);
    }

    /**
     * Returns the noise that the denoiser sees in images, a fresh array as long as they are.
     *
     * @param xt n images, image after image
     * @param t the time step of all of them, 1..T
     * @param labels the class of each, or {@link Denoiser#NO_CLASS}; its length is n
     */
    public float[] eps(float[] xt, int t, int[] labels) {
        Check.sameLength("xt", xt.length, labels.length * denoiser.imageLength());
        int[] times = new int[labels.length];
        Arrays.fill(times, t);
        float[] out = denoiser.predict(xt, times, labels);
        double alphaBar = schedule.alphaBar(t);
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) prediction.eps(xt[i], out[i], alphaBar);
        }
        return out;
    }
}
