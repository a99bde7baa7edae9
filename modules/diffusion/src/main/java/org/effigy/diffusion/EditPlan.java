package org.effigy.diffusion;

import java.util.ArrayList;
import java.util.List;
import org.effigy.base.Check;

/**
 * How an image is sent towards noise and brought back.
 *
 * @param steps of the whole way from noise to image, 1..T; of these only the share that the strength says is gone
 * @param strength how far towards noise, from 0, which returns the image, to 1, which begins with noise alone; SDEdit's t0 (Meng et
 *     al. 2022), counted in steps
 * @param eta how much fresh noise each step gets, from 0, none (DDIM), to 1, as much as ancestral sampling
 * @param resamplings how often each stretch of the way is gone, 1 for once; r of RePaint (Lugmayr et al. 2022), section 4.2
 * @param jump how many steps a stretch has; RePaint's j
 */
public record EditPlan(int steps, double strength, double eta, int resamplings, int jump) {
    public EditPlan {
        Check.positive("sampling steps", steps);
        Check.inRange("strength", strength, 0, 1);
        Check.inRange("eta", eta, 0, 1);
        Check.inRange("resamplings", resamplings, 1, 100);
        Check.positive("jump", jump);
    }

    /** Returns the plan of SDEdit with DDIM's steps: the image is changed as a whole. */
    public static EditPlan wholeImage(int steps, double strength) {
        return new EditPlan(steps, strength, 0, 1, 1);
    }

    /** Returns the plan of RePaint, with ancestral steps: what is inside a region is made anew. */
    public static EditPlan region(int steps, double strength, int resamplings, int jump) {
        return new EditPlan(steps, strength, 1, resamplings, jump);
    }

    /** Returns the plan for a denoiser of so few steps: without fresh noise, which they do not expect, and from each step again. */
    public EditPlan ofSteps(int few) {
        return new EditPlan(few, strength, 0, resamplings, 1);
    }

    /** Returns how many of the steps are gone at least once. */
    public int stepsGone() {
        return (int) Math.ceil(strength * steps - 1e-9);
    }

    /** Returns how often the denoiser is asked. */
    public int evaluations() {
        int[] levels = levels();
        int down = 0;
        for (int i = 1; i < levels.length; i++) {
            down += levels[i] < levels[i - 1] ? 1 : 0;
        }
        return down;
    }

    /**
     * Returns the levels of noise in their order, from {@link #stepsGone} to 0, the clean image: one lower at a time, and at every
     * {@link #jump} levels from the first on, r - 1 times, up again by as many; as RePaint's schedule (its appendix, listing 1),
     * which counts the first level of noise as 0.
     */
    int[] levels() {
        int top = stepsGone();
        int[] jumps = new int[top + 1];
        for (int level = 1; level - 1 < top - jump; level += jump) {
            jumps[level] = resamplings - 1;
        }
        List<Integer> levels = new ArrayList<>();
        int level = top;
        levels.add(level);
        while (level > 0) {
            level--;
            levels.add(level);
            if (jumps[level] > 0) {
                jumps[level]--;
                for (int up = 0; up < jump; up++) {
                    level++;
                    levels.add(level);
                }
            }
        }
        return levels.stream().mapToInt(Integer::intValue).toArray();
    }
}
