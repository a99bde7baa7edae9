package org.effigy.diffusion;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntConsumer;
import org.effigy.base.Check;

/**
 * Changes an image with a model of such images: sends it part of the way towards noise and samples back (SDEdit, Meng et al.
 * 2022), as a whole or inside a region only, what is outside staying as it is (RePaint, Lugmayr et al. 2022, algorithm 1).
 *
 * <p>Steps are DDIM's (Song et al. 2021, eq. 12) from a level of noise to the next lower one, and those of the forward process to a
 * higher one: with the ratio a = alphaBar(t) / alphaBar(s), xt = sqrt(a) xs + sqrt(1 - a) z.
 *
 * <p>Differs: RePaint draws what is known anew from q(xs | x0) in each step. Here the predicted x0 is replaced by the image where that
 * is known, and the step taken from there, so that known pixels are at xs what q(xs | xt, x0) gives: the same distribution at each
 * level, along one path from noise to the image, whose last point is the image itself, to the last bit. Differs: at strength 1 the
 * beginning is noise alone, not the image in almost as much noise, so that without a region it is plain sampling. Immutable; may be
 * used by many threads where the denoiser may.
 */
public final class EditSampler {
    private final NoiseSchedule schedule;
    private final EditPlan plan;
    private final SamplerOptions options;
    private final int[] times;

    /**
     * An image and what may change of it.
     *
     * @param image (C, H, W), in [-1, 1]
     * @param region for each of its values whether it may change; empty where all may
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Original(float[] image, boolean[] region) {
        public Original {
            if (region.length > 0) {
                Check.sameLength("region", region.length, image.length);
            }
        }

        private boolean keeps(int i) {
            return region.length > 0 && !region[i % image.length];
        }
    }

    /**
     * Makes a sampler.
     *
     * @param schedule the schedule that the denoiser was trained with
     * @param plan its steps are at most T
     */
    public EditSampler(NoiseSchedule schedule, EditPlan plan, SamplerOptions options) {
        this.schedule = schedule;
        this.plan = plan;
        this.options = options;
        times = schedule.spaced(plan.steps());
    }

    /**
     * Makes a sampler for a denoiser that may know some time steps only; these are then the places where it stops.
     *
     * @param plan its steps are as many as the denoiser knows, or at most T where it knows all
     */
    public EditSampler(TrainedDenoiser trained, EditPlan plan, SamplerOptions options) {
        schedule = trained.schedule();
        this.plan = plan;
        this.options = options;
        times = trained.times().isEmpty()
                ? schedule.spaced(plan.steps())
                : trained.times().stream().mapToInt(Integer::intValue).toArray();
        Check.sameLength("the denoiser's time steps", times.length, plan.steps());
    }

    /** Returns the time steps at which the denoiser is called, in the order of the calls; a fresh array. */
    public int[] timeSteps() {
        int[] levels = plan.levels();
        int[] asked = new int[plan.evaluations()];
        int n = 0;
        for (int i = 1; i < levels.length; i++) {
            if (levels[i] < levels[i - 1]) {
                asked[n++] = time(levels[i - 1]);
            }
        }
        return asked;
    }

    /**
     * Returns n changed copies of an image, one after the other, in [-1, 1] (if the options clip).
     *
     * @param labels the class of each or {@link Denoiser#NO_CLASS}; its length is n
     * @param noise one fresh stream per copy; its length is n
     * @param stepsDone told 1, 2, ... each time that the denoiser was asked
     * @throws org.effigy.base.InputException if the model predicts a value that is not finite
     */
    public float[] sample(Denoiser denoiser, Original original, int[] labels, Random[] noise, IntConsumer stepsDone) {
        Check.sameLength("image", original.image().length, denoiser.imageLength());
        ReverseBatch batch = new ReverseBatch(denoiser, options, labels, noise);
        int[] levels = plan.levels();
        float[] xt = start(original, batch, labels.length);
        int asked = 0;
        for (int i = 1; i < levels.length; i++) {
            int from = levels[i - 1];
            int to = levels[i];
            if (to > from) {
                xt = noisier(xt, from, to, batch);
            } else {
                xt = cleaner(xt, from, to, batch, original);
                stepsDone.accept(++asked);
            }
        }
        return xt;
    }

    private int time(int level) {
        return level == 0 ? 0 : times[level - 1];
    }

    private float[] start(Original original, ReverseBatch batch, int n) {
        int level = plan.stepsGone();
        int length = original.image().length;
        float[] images = new float[n * length];
        for (int i = 0; i < n; i++) {
            System.arraycopy(original.image(), 0, images, i * length, length);
        }
        if (level == 0 || n == 0) {
            return images;
        }
        float[] eps = batch.drawNoise();
        if (level == times.length) {
            return eps;
        }
        int[] t = new int[n];
        Arrays.fill(t, time(level));
        return new ForwardProcess(schedule).noisy(images, eps, t);
    }

    /** Forward process from the level of s to that of t. */
    private float[] noisier(float[] xs, int from, int to, ReverseBatch batch) {
        int s = time(from);
        int t = time(to);
        double ratio = schedule.alphaBar(t) / schedule.alphaBar(s);
        double signal = Math.sqrt(ratio);
        double deviation = Math.sqrt(Math.max(0, schedule.noiseVariance(t) - ratio * schedule.noiseVariance(s)));
        float[] z = batch.drawNoise();
        float[] xt = new float[xs.length];
        for (int i = 0; i < xt.length; i++) {
            xt[i] = (float) (signal * xs[i] + deviation * z[i]);
        }
        return xt;
    }

    /** DDIM step from the level of t to that of s, with the image itself for x0 where it is kept. */
    private float[] cleaner(float[] xt, int from, int to, ReverseBatch batch, Original original) {
        int t = time(from);
        int s = time(to);
        double[] x0 = batch.predictX0(xt, t, schedule.alphaBar(t));
        for (int i = 0; i < x0.length; i++) {
            if (original.keeps(i)) {
                x0[i] = original.image()[i % original.image().length];
            }
        }
        double noiseRatio = schedule.noiseVariance(s) / schedule.noiseVariance(t);
        double sigma = plan.eta() * Math.sqrt(noiseRatio * (1 - schedule.alphaBar(t) / schedule.alphaBar(s)));
        float[] z = sigma > 0 ? batch.drawNoise() : new float[xt.length];
        double signalT = Math.sqrt(schedule.alphaBar(t));
        double noiseT = Math.sqrt(schedule.noiseVariance(t));
        double signalS = Math.sqrt(schedule.alphaBar(s));
        double direction = Math.sqrt(Math.max(0, schedule.noiseVariance(s) - sigma * sigma));
        float[] xs = new float[xt.length];
        for (int i = 0; i < xs.length; i++) {
            double eps = (xt[i] - signalT * x0[i]) / noiseT;
            xs[i] = (float) (signalS * x0[i] + direction * eps + sigma * z[i]);
        }
        return xs;
    }
}
