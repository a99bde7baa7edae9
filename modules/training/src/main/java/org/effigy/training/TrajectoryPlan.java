package org.effigy.training;

import java.util.List;
import java.util.Random;
import org.effigy.base.Check;
import org.effigy.base.Seeds;
import org.effigy.diffusion.Denoiser;
import org.effigy.networks.families.Student;

/**
 * Which ways from noise to images a teacher goes for a student to learn from. Each is a function of the teacher, the seed and the way's
 * number.
 *
 * @param version of the format, {@link #VERSION}
 * @param student which says who the teacher is and how it is sampled
 * @param seed of all ways
 * @param count how many there are
 * @param classCounts by which classes are drawn, in label order; empty for a model without classes
 * @param labelDropout share of the ways without a class
 */
public record TrajectoryPlan(
        int version, Student student, long seed, int count, List<Integer> classCounts, double labelDropout) {
    /** The version this code writes and reads. */
    public static final int VERSION = 1;

    public TrajectoryPlan {
        classCounts = List.copyOf(classCounts);
        int found = version;
        Check.argument(found == VERSION, () -> "the version is " + found + ", known is " + VERSION);
        Check.inRange("trajectories", count, 1, 1_000_000);
        Check.inRange("labelDropout", labelDropout, 0, 1);
        int classes = classCounts.size();
        Check.argument(
                classes == student.model().classes() && (classes == 0 || total(classCounts) > 0),
                () -> "there are counts of " + classes + " classes, the model has "
                        + student.model().classes());
    }

    private static long total(List<Integer> counts) {
        return counts.stream().mapToLong(Integer::longValue).sum();
    }

    /** Returns how many states a way has: those at the beginnings of the student's steps, and the image. */
    int states() {
        return student.times().size() + 1;
    }

    /** Returns the noise of a way, from 0. */
    Random noise(int number) {
        return Seeds.of(seed, "trajectory", number);
    }

    /** Returns the class of a way, in the proportions of the counts, or -1. */
    int label(int number) {
        Random draw = Seeds.of(seed, "trajectory class", number);
        if (classCounts.isEmpty() || draw.nextDouble() < labelDropout) {
            return Denoiser.NO_CLASS;
        }
        double left = draw.nextDouble() * total(classCounts);
        int label = 0;
        while (label < classCounts.size() - 1 && left >= classCounts.get(label)) {
            left -= classCounts.get(label);
            label++;
        }
        return label;
    }
}
