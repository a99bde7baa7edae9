package org.effigy.diffusion;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.effigy.base.Check;

/** The way of a batch from noise to images, as far as it is to be looked at: the states that a sampler asks its denoiser about. */
public final class RecordedPath implements ContinuousDenoiser {
    private final ContinuousDenoiser denoiser;
    private final double[] times;
    private final int values;
    private final float[][] states;

    private RecordedPath(ContinuousDenoiser denoiser, double[] times, int images) {
        this.denoiser = denoiser;
        this.times = times.clone();
        values = images * denoiser.imageLength();
        states = new float[times.length][];
    }

    /**
     * Samples images and returns the states on the way at some times, one array of n states for each time, then the images; all
     * fresh. Where a sampler asks several times at a time, the last state counts.
     *
     * @param times some of the sampler's
     * @param labels the class of each image or {@link Denoiser#NO_CLASS}; its length is n
     * @param noise one fresh stream per image
     * @throws IllegalArgumentException if the sampler does not stop at one of the times
     */
    public static float[][] of(
            Sampler sampler, ContinuousDenoiser denoiser, double[] times, int[] labels, Random[] noise) {
        double[] stops = sampler.times();
        for (double time : times) {
            Check.argument(
                    Arrays.stream(stops).anyMatch(stop -> stop == time),
                    () -> "time " + time + " is none of the sampler's");
        }
        RecordedPath path = new RecordedPath(denoiser, times, labels.length);
        float[] images = sampler.sample(path, labels, noise);
        float[][] all = Arrays.copyOf(path.states, times.length + 1);
        all[times.length] = images;
        return all;
    }

    @Override
    public float[] predict(float[] xt, double[] t, int[] labels) {
        // With guidance the batch comes twice in one call.
        IntStream.range(0, times.length)
                .filter(i -> t.length > 0 && times[i] == t[0])
                .forEach(i -> states[i] = Arrays.copyOf(xt, values));
        return denoiser.predict(xt, t, labels);
    }

    @Override
    public int imageLength() {
        return denoiser.imageLength();
    }
}
