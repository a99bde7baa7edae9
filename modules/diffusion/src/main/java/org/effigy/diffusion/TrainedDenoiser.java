package org.effigy.diffusion;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.effigy.base.Check;

/**
 * A denoiser with the process that it was trained for.
 *
 * @param denoiser the network
 * @param schedule of the forward process
 * @param prediction what the network's output means
 * @param times the only time steps that a distilled denoiser knows, ascending; empty for one that knows all
 */
public record TrainedDenoiser(
        Denoiser denoiser, NoiseSchedule schedule, PredictionType prediction, List<Integer> times) {
    private static final int STEPS = 1000;

    public TrainedDenoiser {
        times = List.copyOf(times);
    }

    /** A denoiser that knows all time steps. */
    public TrainedDenoiser(Denoiser denoiser, NoiseSchedule schedule, PredictionType prediction) {
        this(denoiser, schedule, prediction, List.of());
    }

    /**
     * Returns the same as one that knows only some times of its process.
     *
     * @param process that the times are of
     * @param known falling
     */
    public TrainedDenoiser knowing(DiffusionProcess process, double... known) {
        Stream<Integer> steps = Arrays.stream(known).mapToObj(time -> step(process.ratio(time)));
        return new TrainedDenoiser(
                denoiser, schedule, prediction, steps.distinct().sorted().toList());
    }

    /** Returns the time step whose noise-to-signal ratio this is, or the nearest one. */
    private int step(double ratio) {
        return (int) new DiscreteProcess(schedule, prediction).time(ratio);
    }

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
