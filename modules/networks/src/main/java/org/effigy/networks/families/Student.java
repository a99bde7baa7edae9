package org.effigy.networks.families;

import java.util.List;
import org.effigy.base.Check;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.ModelConfig;

/**
 * A model that is distilled from a trained one, as far as those need to know it who show it what to learn.
 *
 * @param model its configuration
 */
public record Student(ModelConfig model) {
    public Student {
        ModelConfig given = model;
        Check.argument(
                given instanceof Distilled.Config, () -> "a model of the family " + given.family() + " has no teacher");
    }

    /**
     * Returns one that is to be distilled.
     *
     * @param steps of it, 1 to the number of steps of the teacher
     * @param taught how the teacher is sampled; what is not asked for is as usual. Only its steps and its guidance can be chosen
     * @throws org.effigy.base.InputException if the teacher cannot be distilled
     * @throws IllegalArgumentException if the steps are out of range
     */
    public static Student of(Checkpoint teacher, int steps, SamplerSettings.Wish taught) {
        return new Student(Distilled.of(teacher, steps, taught));
    }

    /** Returns how its teacher is sampled. */
    public SamplerSettings taught() {
        return ((Distilled.Config) model).taught();
    }

    /** Returns the times of its own steps, falling: times of the teacher's process. */
    public List<Double> times() {
        return ((Distilled.Config) model).times();
    }
}
